"""Bank accounts as sources tell them, in the parts that a bank asks for; never a digit is dropped or made up."""

import re
from dataclasses import dataclass

from apps.connectors.cnab240.banks import Bank
from apps.core.documents import BankAccount
from apps.core.errors import Place, Rejected

#: A number of digits, and behind a hyphen or a blank its check digit; some banks write X or P for 10.
PARTED = re.compile(r"([0-9.]+)(?:\s*[-/ ]\s*([0-9XP]))?", re.IGNORECASE)
BANK = re.compile(r"([0-9]{1,4})(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The parts of an account; a digit that the source does not tell is empty."""

    bank: str
    branch: str
    branch_digit: str
    account: str
    digit: str


def account_of(told: BankAccount, bank: Bank) -> Account:
    """Give the parts of an account as the payer's bank can be told them; raises `Rejected` (``cnab.…``)."""
    number = bank_of(told.bank)
    branch, branch_digit = parted(told.branch, "cnab.branch_wrong")
    account, digit = with_digit(told.account)
    longest = bank.own_account if number == bank.number else LONGEST
    must_fit(branch, longest[0], "cnab.branch_too_long")
    must_fit(account, longest[1], "cnab.account_too_long")
    return Account(bank=number, branch=branch, branch_digit=branch_digit, account=account, digit=digit)


def must_fit(number: str, most: int, code: str) -> None:
    """Refuse a number of more digits than a bank has room for."""
    if len(number) > most:
        raise Rejected(code, place=Place.SOURCE, value=number, width=most)


#: Digits of a branch and of an account in segment A, without their check digits.
LONGEST = (5, 12)


def bank_of(told: str) -> str:
    """Give the three digits of a bank, which may come with its name behind."""
    found = BANK.match(told.strip())
    number = (found[1].lstrip("0") if found else "").zfill(3)
    if not 0 < int(number) < 1000:
        raise Rejected("cnab.bank_unknown", place=Place.SOURCE, value=told)
    return number


def parted(told: str, code: str) -> tuple[str, str]:
    """Give a number and its check digit, which is empty where none is set apart; zeros before it say nothing."""
    found = PARTED.fullmatch(told.strip())
    number = found[1].replace(".", "").lstrip("0") if found else ""
    if found is None or not number:
        raise Rejected(code, place=Place.SOURCE, value=told)
    return number, (found[2] or "").upper()


def with_digit(told: str) -> tuple[str, str]:
    """Give an account and its check digit: where none is set apart it is the last digit of the account."""
    number, digit = parted(told, "cnab.account_wrong")
    if digit:
        return number, digit
    if len(number) < len("12"):
        raise Rejected("cnab.account_wrong", place=Place.SOURCE, value=told)
    return number[:-1], number[-1]
