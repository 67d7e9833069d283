"""From a document to the payments in a file: who gets what, by which way, and under which number it comes back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.connectors.cnab240 import payer
from apps.connectors.cnab240.ways import way_of
from apps.core.connector import Step, Translator
from apps.core.documents import Document, Instalment, Kind
from apps.core.errors import Place, Rejected
from apps.core.layouts.payees import checked_tax_id
from apps.core.layouts.titles import CPF_LENGTH, Title, plan_of, your_number

PRIVATE, COMPANY = "1", "2"
#: What a way may tell; a path finds an empty text where one does not.
UNTOLD = dict.fromkeys(
    (
        "clearing", "bank", "branch", "branch_digit", "account", "account_digit", "purpose", "complement", "pix_kind",
        "pix_key", "kind", "bar_code",
    ),
    "",
)  # fmt: skip


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the payments of a document; raises `Rejected` for what the bank would send back.

    What was paid elsewhere already is not paid again.
    """
    payer.check(translator)
    open_ones = tuple(one for one in document.instalments if not is_paid(one))
    if document.kind != Kind.EXPENSE_REPORT and document.instalments and not open_ones:
        return ()
    return plan_of(replace(document, instalments=open_ones), translator, describe)


def is_paid(instalment: Instalment) -> bool:
    """Tell whether all of an instalment was paid; raises `Rejected` for one of which only a part was."""
    settled = instalment.settlement
    if settled is None:
        return False
    covered = settled.amount + settled.discount - settled.interest - settled.fine
    if covered < instalment.amount:
        told = {"expected": instalment.amount, "found": covered}
        raise Rejected("payment.partly_paid", place=Place.SOURCE, title=instalment.code, **told)
    return True


def describe(title: Title) -> Mapping[str, Any]:
    """Give what a bank asks for beside what every title has; the number is the one by which the return names it."""
    party = title.document.party
    person = PRIVATE if len(checked_tax_id(party)) == CPF_LENGTH else COMPANY
    return {
        "way": {**UNTOLD, **way_of(title), "person": person},
        "supplier": {"house": digits_in(party.street_number, 5), "postal": digits_in(party.postal_code, 8)},
        "result_key": your_number(title.instalment),
    }


def digits_in(text: str, most: int) -> str:
    """Give the digits of a part of an address; nothing where they are not all of it, or too many."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= most else ""
