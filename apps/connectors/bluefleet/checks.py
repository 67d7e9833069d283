"""What is odd about a body without stopping it: remarks, never refusals."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from stdnum.br import cnpj, cpf

from apps.connectors.bluefleet.reading import Part
from apps.core.documents import Instalment, Line, Remark

#: The scale of ``Fraction`` is not published: of a hundred or of one, each with the slack of rounded parts.
FRACTION_SCALES = ((Decimal(100), Decimal("0.1")), (Decimal(1), Decimal("0.001")))
#: State, year and month, CNPJ (letters since 2026), then model, series, number, code and check digit.
FISCAL_KEY = re.compile(r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}")
TAX_ID_CHECKS = {14: cnpj.is_valid, 11: cpf.is_valid}


def check_sum(code: str, found: Decimal, *expected: Decimal, of: str) -> Iterator[Remark]:
    """Remark on a sum that is none of the ``expected`` ones to the cent."""
    if not any(round(found - candidate, 2) == 0 for candidate in expected):
        told = (("of", of), ("expected", f"{expected[0]:.2f}"), ("found", f"{found:.2f}"))
        yield Remark(code=code, params=told)


def check_tax_id(tax_id: str) -> Iterator[Remark]:
    """Remark on a CNPJ or CPF with wrong check digits, and on what is neither."""
    right = TAX_ID_CHECKS.get(len(tax_id))
    if tax_id and not (right and right(tax_id)):
        yield Remark(code="party.tax_id_wrong_check_digit", params=(("value", tax_id),))


def check_fiscal_key(key: str) -> Iterator[Remark]:
    """Remark on an access key that cannot be one of an NF-e."""
    if key and not is_fiscal_key(key):
        yield Remark(code="fiscal_key.odd", params=(("value", key),))


def is_fiscal_key(key: str) -> bool:
    """Tell whether a key has the form and the check digit (modulo 11) of an NF-e; a letter counts as its code - 48."""
    if not FISCAL_KEY.fullmatch(key):
        return False
    rest = sum((ord(sign) - 48) * (2 + at % 8) for at, sign in enumerate(reversed(key[:-1]))) % 11
    return int(key[-1]) == (0 if rest < 2 else 11 - rest)


def check_items(lines: Sequence[Line], *expected: Decimal, of: str) -> Iterator[Remark]:
    """Remark on positions that do not add up."""
    if lines:
        found = sum((line.amount for line in lines), Decimal(0))
        yield from check_sum("totals.items_differ", found, *expected, of=of)


def check_entries(
    entries: Sequence[Part], instalments: Sequence[Instalment], *expected: Decimal, of: str
) -> Iterator[Remark]:
    """Remark on missing entries, on those that do not add up, and on what is odd inside one of them."""
    if not entries:
        yield Remark(code="document.no_entries", params=(("of", of),))
        return
    found = sum((instalment.amount for instalment in instalments), Decimal(0))
    yield from check_sum("totals.instalments_differ", found, *expected, of=of)
    for entry, instalment in zip(entries, instalments, strict=True):
        yield from check_instalment(entry, instalment)


def check_instalment(entry: Part, instalment: Instalment) -> Iterator[Remark]:
    """Remark on one entry: its date, its shares, its gross value, its payment, its nature."""
    if not (instalment.expected or entry.day("ExpirationDate")):
        yield Remark(code="instalment.no_due_date", params=(("of", instalment.code),))
    yield from check_shares(entry, instalment)
    yield from check_gross(entry, instalment)
    yield from check_settlement(entry, instalment)
    if entry.flag("IsTransfer"):
        yield Remark(code="instalment.transfer", params=(("of", instalment.code),))


def check_shares(entry: Part, instalment: Instalment) -> Iterator[Remark]:
    """Remark on cost centres that do not add up to the entry, by value or by fraction."""
    centres = entry.parts("CostCenters")
    values = sum((centre.weight("Value") for centre in centres), Decimal(0))
    fractions = sum((centre.weight("Fraction") for centre in centres), Decimal(0))
    if values:
        yield from check_sum("totals.cost_centres_differ", values, instalment.amount, of=instalment.code)
    if fractions and not any(abs(fractions - whole) <= slack for whole, slack in FRACTION_SCALES):
        yield Remark(code="totals.fractions_differ", params=(("of", instalment.code), ("found", f"{fractions:f}")))


def check_gross(entry: Part, instalment: Instalment) -> Iterator[Remark]:
    """Remark on a gross value that does not lead to the expected one, taxes added, taken off or left out.

    What was settled only at the payment is not part of the expected value.
    """
    gross, paid = entry.amount("ExpectedGrossValue"), instalment.settlement
    if not gross:
        return
    net = gross - entry.amount("Discounts") + entry.amount("Interest") + entry.amount("Fine")
    net += paid.discount - paid.interest - paid.fine if paid else 0
    taxes = entry.amount("Taxes")
    expected = (net, net - taxes, net + taxes)
    yield from check_sum("totals.gross_differ", instalment.amount, *expected, of=instalment.code)


def check_settlement(entry: Part, instalment: Instalment) -> Iterator[Remark]:
    """Remark on a payment without a date (it is not booked) and on one of an unexplained amount."""
    if not entry.flag("Performed"):
        return
    paid = instalment.settlement
    if paid is None:
        yield Remark(code="settlement.no_date", params=(("of", instalment.code),))
        return
    explained = instalment.amount - paid.discount + paid.interest + paid.fine
    yield from check_sum("settlement.differs", paid.amount, explained, of=instalment.code)
