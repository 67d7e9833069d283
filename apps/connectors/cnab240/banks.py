"""What the banks differ in beyond their records: how long their own accounts are, how payments share a lot."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.connectors.cnab240.digits import bradesco_digits


def any_digit(number: str) -> str:
    """Give every sign: nobody has told us how this bank makes its check digits."""
    return "0123456789XP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A bank that pays: the digits of its own branches and accounts, and of what its check digits are made.

    ``one_payee_bank``: all payments of a lot go to one bank. ``pix_kind`` says in segment A that a key is given.
    """

    number: str
    own_account: tuple[int, int] = (5, 12)
    check_digits: Callable[[str], str] = any_digit
    one_payee_bank: bool = False
    pix_kind: str = ""


BRADESCO = Bank(number="237", check_digits=bradesco_digits, one_payee_bank=True)
ITAU = Bank(number="341", own_account=(4, 6), pix_kind="04")


def bank_called(number: str) -> Bank:
    """Give a bank by its number; one of which nothing is known is as FEBRABAN says."""
    return {known.number: known for known in (BRADESCO, ITAU)}.get(number) or Bank(number=number)
