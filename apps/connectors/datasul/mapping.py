"""From a document to what Datasul's files hold: titles with their supplier, class, accounts and cost centres."""

from collections.abc import Mapping
from typing import Any

from apps.core.connector import Step, Translator
from apps.core.documents import Coded, Document
from apps.core.errors import Place, Rejected
from apps.core.layouts.titles import Title, plan_of, shares_of

BY_MAPPING, BY_CODE = "mapping", "code"
#: cdn_fornecedor is a number of up to nine digits.
LONGEST_SUPPLIER = 9


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the titles of a document; raises `Rejected` for what Datasul's interface would not take either."""
    return plan_of(document, translator, describe)


def describe(title: Title) -> Mapping[str, Any]:
    """Give what Datasul asks for beside what every title has."""
    if title.instalment.due < title.document.issued:
        told = {"due": title.instalment.due, "issued": title.document.issued}
        raise Rejected("layout.due_before_issue", place=Place.SOURCE, title=title.instalment.code, **told)
    return {
        "supplier": {"code": supplier_of(title)},
        "document_class": class_of(title),
        "series": title.document.fiscal_series,
        "apportionment": [split(title, share) for share in shares_of(title)],
    }


def supplier_of(title: Title) -> str:
    """Give the number of the supplier; employees are suppliers too."""
    party = title.document.party
    known = Coded(party.code, party.name)
    by_code = title.translator.setting("supplier_from") == BY_CODE
    found = party.code if by_code else title.translator.required("party", known)
    if not (found.isascii() and found.isdigit() and len(found) <= LONGEST_SUPPLIER):
        raise Rejected("layout.supplier_no_number", place=Place.HERE, value=found, name=party.name)
    return found


def class_of(title: Title) -> str:
    """Give the class of a title (espécie): that of its way of payment where one is mapped, else the flow's."""
    chosen = title.translator.optional("payment_type", title.instalment.payment_type)
    return chosen or title.translator.setting("document_class")


def split(title: Title, share: Mapping[str, str]) -> dict[str, str]:
    """Give a share with its business unit: so many first signs of its cost centre, or the flow's."""
    digits = int(title.translator.setting("unit_digits") or 0)
    centre = share["cost_centre"]
    unit = centre[:digits] or title.translator.setting("business_unit")
    return {**share, "business_unit": unit, "cost_centre": centre[digits:]}
