"""The totals of a return file: they only warn, for some banks count otherwise than the manual says."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.connectors.cnab240.returned.payments import Lot, Returned


def warnings(found: Returned) -> Iterator[str]:
    """Give each total that is not what stands in the file."""
    for lot in found.lots.values():
        yield from of_lot(lot)
    ends = [line for line in found.frame if line.record == "9"]
    if not ends:
        yield _("The file has no end: a part of it may be missing.")
    for line in ends:
        yield from differing(_("Lots"), line.number(18, 23), len(found.lots))
        yield from differing(_("Records"), line.number(24, 29), found.records)


def of_lot(lot: Lot) -> Iterator[str]:
    """Give what differs in a lot."""
    amounts = sum((payment.line.amount for payment in lot.payments), Decimal(0))
    for line in lot.frame:
        if line.record == "5":
            name = _("Lot %(lot)s") % {"lot": lot.number}
            yield from differing(name, line.number(18, 23), lot.records)
            yield from differing(name, line.money(24, 41), amounts)


def differing(name: str, told: Decimal | int, found: Decimal | int) -> Iterator[str]:
    """Give the words for a total that differs."""
    if told != found:
        yield _("%(name)s: the file tells %(told)s, and holds %(found)s") % {"name": name, "told": told, "found": found}
