"""The e-invoice beside an invoice (UBL 2.1, Peppol BIS 3.0): only looked at, never booked from.

https://docs.peppol.eu/poacc/billing/3.0/
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from apps.core.errors import Place, Rejected
from apps.core.money import read_amount
from apps.core.xml import Element, read_xml

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE, CREDIT_NOTE = f"{{{SCHEMA}Invoice-2}}Invoice", f"{{{SCHEMA}CreditNote-2}}CreditNote"
AGGREGATE = f"{{{SCHEMA}CommonAggregateComponents-2}}"
SUMS = f"{AGGREGATE}LegalMonetaryTotal"
BASIC = f"{{{SCHEMA}CommonBasicComponents-2}}"
#: What is to be paid is the total less what was paid in advance: Banqup's amount may be either.
TOTALS = ("TaxInclusiveAmount", "PayableAmount")


def read_ubl(content: bytes, *, name: str) -> Element:
    """Give the root of an e-invoice; raises `Rejected` as `read_xml` does, and ``file.not_ubl``."""
    root = read_xml(content, name=name)
    if root.tag not in (INVOICE, CREDIT_NOTE):
        raise Rejected("file.not_ubl", place=Place.SOURCE, name=name, found=root.tag[:80])
    return root


def check_total(root: Element, told: Mapping[str, Decimal], *, name: str) -> None:
    """Hold an e-invoice's total against the document's, told by currency.

    Raises `Rejected` (``file.total_differs``).
    """
    found = list(dict.fromkeys(totals(root)))
    if not any(told.get(currency) == amount for currency, amount in found):
        shown = " / ".join(f"{amount:.2f} {currency}" for currency, amount in found) or "-"
        expected = " / ".join(f"{amount:.2f} {currency}" for currency, amount in told.items())
        raise Rejected("file.total_differs", place=Place.SOURCE, name=name, expected=expected, found=shown)


def totals(root: Element) -> Iterator[tuple[str, Decimal]]:
    """Give the totals that an e-invoice names, each with its currency, without their sign."""
    for tag in TOTALS:
        element = root.find(f"{SUMS}/{BASIC}{tag}")
        if element is not None:
            currency = element.get("currencyID", "")
            yield currency, abs(read_amount(element.text, field=tag, currency=currency))
