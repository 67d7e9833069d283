"""Check digits: of bills' bar codes and their typed lines, and of Bradesco's accounts."""

from collections.abc import Sequence


def modulus_10(body: str) -> str:
    """Give the check digit of a field of a typed line: every second digit counts twice, digit by digit."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    return str(-sum(sum(divmod(value, 10)) for value in doubled) % 10)


def bar_code_digit(body: str) -> str:
    """Give the check digit of the 43 other digits of a bar code: modulus 11, and 1 for 0, 10 and 11."""
    digit = 11 - weighted(body, range(2, 10)) % 11
    return "1" if digit in (10, 11) else str(digit)


def bradesco_digits(number: str) -> str:
    """Give the check digits that Bradesco's branches and accounts may have: P and 0 both stand for 10."""
    digit = 11 - weighted(number, range(2, 8)) % 11
    return {10: "P0", 11: "0"}.get(digit, str(digit))


def weighted(body: str, weights: Sequence[int]) -> int:
    """Give the sum of digits times weights, both from the right."""
    return sum(int(digit) * weights[place % len(weights)] for place, digit in enumerate(reversed(body)))


def is_digits(text: str) -> bool:
    """Tell whether a text is digits of ours and nothing else."""
    return text.isascii() and text.isdigit()
