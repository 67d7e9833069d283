"""The company that pays: what its owner typed must be able to exist, or every payment would come back."""

from apps.connectors.cnab240.banks import bank_called
from apps.core.connector import Translator
from apps.core.errors import Place, Rejected
from apps.core.layouts.payees import CHECKS, never


def check(translator: Translator) -> None:
    """Refuse a tax number or a check digit of the payer that cannot be; what is empty is told with the file."""
    tax_id = translator.setting("tax_id")
    if tax_id and not CHECKS.get(len(tax_id), never)(tax_id):
        raise Rejected("payment.payer_wrong", place=Place.HERE, value=tax_id)
    bank = bank_called(translator.setting("bank"))
    for part in ("branch", "account"):
        number, digit = translator.setting(part).lstrip("0"), translator.setting(f"{part}_digit")
        if number and digit and digit not in bank.check_digits(number):
            raise Rejected("payment.payer_wrong", place=Place.HERE, value=f"{number}-{digit}")
