"""CNPJ and CPF: check digits, formatting, and new valid numbers for the cast."""

import string
from collections.abc import Callable
from random import Random

CNPJ_LENGTH = 14
CPF_LENGTH = 11
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def bare(text: str) -> str:
    """Letters and digits only: since July 2026 a CNPJ may hold letters."""
    return "".join(character for character in text.upper() if character in string.digits + string.ascii_uppercase)


def valid(text: str) -> bool:
    """Whether the check digits are right."""
    number = bare(text)
    if len(number) not in (CNPJ_LENGTH, CPF_LENGTH) or len(set(number)) == 1 or not number[-2:].isdigit():
        return False
    if len(number) == CNPJ_LENGTH:
        return number == _with_digits(number[:-2], _cnpj_digit)
    return number.isdigit() and number == _with_digits(number[:-2], _cpf_digit)


def formatted(text: str) -> str:
    """As Omie's register shows it; left alone when it is neither."""
    number = bare(text)
    if len(number) == CNPJ_LENGTH:
        return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"
    if len(number) == CPF_LENGTH:
        return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"
    return text


def cnpj(random: Random) -> str:
    """A valid, formatted CNPJ."""
    return formatted(_with_digits(f"{random.randrange(10**7, 10**8)}0001", _cnpj_digit))


def cpf(random: Random) -> str:
    """A valid, formatted CPF."""
    return formatted(_with_digits(f"{random.randrange(10**8, 10**9)}", _cpf_digit))


def _with_digits(stem: str, digit: Callable[[str], int]) -> str:
    for _ in range(2):
        stem += str(digit(stem))
    return stem


def _cnpj_digit(stem: str) -> int:
    # A letter counts as its ASCII code less that of "0".
    weights = CNPJ_WEIGHTS[-len(stem) :]
    rest = sum((ord(character) - 48) * weight for character, weight in zip(stem, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


def _cpf_digit(stem: str) -> int:
    rest = (
        sum(int(character) * weight for character, weight in zip(stem, range(len(stem) + 1, 1, -1), strict=True)) % 11
    )
    return 0 if rest < 2 else 11 - rest
