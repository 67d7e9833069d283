"""From a document to the payments in a file: who gets what, by which way, and under which number it comes back."""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from apps.connectors.cnab240 import payer
from apps.connectors.cnab240.digits import CPF, is_tax_id
from apps.connectors.cnab240.ways import way_of
from apps.core.connector import Step, Translator
from apps.core.documents import Document
from apps.core.errors import Place, Rejected
from apps.core.layouts.titles import Title, plan_of

#: G064, "seu número": 20 signs, in capitals, by which the return file names a payment.
NUMBER_LENGTH = 20
PLAIN_NUMBER = re.compile(r"[A-Z0-9./_-]{1,20}")
PRIVATE, COMPANY = "1", "2"


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the payments of a document; raises `Rejected` for what the bank would send back."""
    payer.check(translator)
    return plan_of(document, translator, describe)


def describe(title: Title) -> Mapping[str, Any]:
    """Give what a bank asks for beside what every title has."""
    party = title.document.party
    person = PRIVATE if len(tax_id_of(title)) == CPF else COMPANY
    return {
        "way": {**EMPTY, **way_of(title), "person": person},
        "supplier": {"house": digits_in(party.street_number, 5), "postal": digits_in(party.postal_code, 8)},
        "result_key": your_number(title),
    }


#: What a way may tell; a path finds an empty text where one does not.
EMPTY = dict.fromkeys(
    (
        "clearing", "bank", "branch", "branch_digit", "account", "digit", "purpose", "complement", "pix_type",
        "pix_key", "kind", "bar_code",
    ),
    "",
)  # fmt: skip


def tax_id_of(title: Title) -> str:
    """Give the payee's CPF or CNPJ: no bank pays anybody without."""
    party = title.document.party
    if not party.tax_id:
        raise Rejected("cnab.no_tax_id", place=Place.SOURCE, value=party.name)
    if not is_tax_id(party.tax_id):
        raise Rejected("party.tax_id_wrong", place=Place.SOURCE, value=party.tax_id)
    return party.tax_id


def your_number(title: Title) -> str:
    """Give the number of a payment: the title's code in capitals, or a checksum of it where that does not fit.

    A code is never cut: two titles would be one.
    """
    code = title.instalment.code.upper()
    if PLAIN_NUMBER.fullmatch(code):
        return code
    named = f"{title.document.kind} {title.document.source_id} {title.instalment.code}"
    return base64.b32encode(hashlib.sha256(named.encode()).digest()).decode()[:NUMBER_LENGTH]


def digits_in(text: str, most: int) -> str:
    """Give the digits of a part of an address; nothing where they are not all of it, or too many."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= most else ""
