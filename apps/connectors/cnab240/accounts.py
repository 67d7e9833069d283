"""The payee's account in the parts that a bank asks for; never a digit is dropped or made up."""

from collections.abc import Mapping

from apps.connectors.cnab240.banks import Bank
from apps.core.errors import Place, Rejected
from apps.core.layouts.payees import needed_account_of
from apps.core.layouts.titles import Title

#: Digits of a branch and of an account in segment A, without their check digits.
LONGEST = (5, 12)


def account_of(title: Title, bank: Bank) -> Mapping[str, str]:
    """Give the parts of an account as the payer's bank can be told them; raises `Rejected` for what it would refuse."""
    told = needed_account_of(title)
    found = {**told, **{part: told[part].lstrip("0") for part in ("branch", "account")}}
    own = found["bank"] == bank.number
    branch, account = bank.own_account if own else LONGEST
    must_fit(found["branch"], branch, "payment.branch")
    must_fit(found["account"], account, "payment.account")
    if not found["account_digit"]:
        raise Rejected("payment.no_check_digit", place=Place.SOURCE, value=told["account"])
    if own:
        own_digits_right(found, bank)
    return found


def must_fit(number: str, most: int, code: str) -> None:
    """Refuse a number that is zero, or of more digits than a bank has room for."""
    if not 0 < len(number) <= most:
        raise Rejected(code, place=Place.SOURCE, value=number, width=most)


def own_digits_right(found: Mapping[str, str], bank: Bank) -> None:
    """Refuse an account at the payer's own bank whose check digits it could not have given."""
    for part in ("branch", "account"):
        number, digit = found[part], found[f"{part}_digit"]
        if digit and digit not in bank.check_digits(number):
            raise Rejected("payment.account_digit", place=Place.SOURCE, value=f"{number}-{digit}")
