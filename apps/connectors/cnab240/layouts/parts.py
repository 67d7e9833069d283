"""How the records of CNAB 240 stand in a file: a head, lots of transfers and of bills, and an end."""

import string
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.layouts import records
from apps.core.layouts.layout import Column, Form, Layout, Part, Rule

#: What the manuals let a file hold; anything else becomes a blank. Keys may hold small letters.
ALLOWED = string.ascii_letters + string.digits + " .,/-:()+*@_"
FORBIDDEN = "".join(sign for sign in string.printable if sign.isprintable() and sign not in ALLOWED)
Columns = tuple[Column, ...]
#: What people read above the records of a file.
NAMES = {
    "file_head": _("Header of the file"),
    "pix_head": _("Header of a lot of PIX"),
    "pix": _("Segment A (PIX)"),
    "pix_key": _("Segment B (PIX key)"),
    "pix_end": _("Trailer of a lot of PIX"),
    "transfers_head": _("Header of a lot of transfers"),
    "transfer": _("Segment A (transfer)"),
    "address": _("Segment B (address of the payee)"),
    "transfers_end": _("Trailer of a lot of transfers"),
    "bills_head": _("Header of a lot of bills"),
    "bill": _("Segment J (bill)"),
    "parties": _("Segment J-52 (payer and payee)"),
    "bills_end": _("Trailer of a lot of bills"),
    "file_end": _("Trailer of the file"),
}
#: Nothing is paid before the day of the file, unless it may then be paid on that day.
PAID_ON = "settings.late == 'file' && batch.date || (payment || instant || billed).expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The columns of each record at one bank; ``address`` is empty where only PIX has a segment B."""

    file_head: Columns = records.FILE_HEAD
    pix_head: Columns = records.PIX_HEAD
    pix: Columns = records.PIX_A
    pix_key: Columns = records.PIX_B
    pix_end: Columns = records.PIX_END
    transfers_head: Columns = records.TRANSFERS_HEAD
    transfer: Columns = records.SEGMENT_A
    address: Columns = records.SEGMENT_B
    transfers_end: Columns = records.TRANSFERS_END
    bills_head: Columns = records.BILLS_HEAD
    bill: Columns = records.SEGMENT_J
    parties: Columns = records.SEGMENT_J52
    bills_end: Columns = records.BILLS_END
    file_end: Columns = records.FILE_END


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What has to be so at one bank: of the file, and of each PIX, transfer and bill."""

    file: tuple[Rule, ...] = ()
    pix: tuple[Rule, ...] = ()
    transfer: tuple[Rule, ...] = ()
    bill: tuple[Rule, ...] = ()


def for_bank(holds: str) -> tuple[Rule, ...]:
    """Give the rule by which a file is for the payer's bank; what it holds of is the bank's number."""
    return (Rule(holds=f"settings.bank {holds}", code="payment.other_bank", value="settings.bank", here=True),)


def part(slug: str, columns: Columns = (), **told: Any) -> Part:
    """Give a part under the name that people read; those that only hold others are called as their slug."""
    return Part(slug=slug, name=NAMES.get(slug, slug), columns=columns, **told)


def parts_of(told: Records, rules: Rules) -> tuple[Part, ...]:
    """Give the parts of a file; what is paid in one way only has the lots of that way only."""
    return (
        part("file_head", told.file_head, rules=rules.file),
        pix(told, rules),
        transfers(told, rules),
        bills(told, rules),
        part("file_end", told.file_end),
    )


def pix(told: Records, rules: Rules) -> Part:
    """Give the lot of PIX: segment A with the key in its B. It comes first, known by its form."""
    instant = (part("pix", told.pix, rules=rules.pix), part("pix_key", told.pix_key))
    inside = (
        part("pix_head", told.pix_head),
        part("instant", each="pix_lot.items", parts=instant),
        part("pix_end", told.pix_end),
    )
    return part("pix_lot", each="titles[?way.form == '45']", by="way.lot", parts=inside)


def transfers(told: Records, rules: Rules) -> Part:
    """Give the lots of account credits and TED: segment A, with its B at most banks; one form in each lot."""
    payment = [part("transfer", told.transfer, rules=rules.transfer)]
    if told.address:
        payment.append(part("address", told.address))
    inside = (
        part("transfers_head", told.transfers_head),
        part("payment", each="transfers.items", parts=tuple(payment)),
        part("transfers_end", told.transfers_end),
    )
    each = "titles[?way.segment == 'A' && way.form != '45']"
    return part("transfers", each=each, by="way.lot", parts=inside)


def bills(told: Records, rules: Rules) -> Part:
    """Give the lots of bills: segment J with its J-52, the own bank's bills apart from those of others."""
    billed = (part("bill", told.bill, rules=rules.bill), part("parties", told.parties))
    inside = (
        part("bills_head", told.bills_head),
        part("billed", each="bills.items", parts=billed),
        part("bills_end", told.bills_end),
    )
    return part("bills", each="titles[?way.segment == 'J']", by="way.lot", parts=inside)


def cnab240(slug: str, name: str, *, told: Records, rules: Rules, note: str, assumed: bool = True) -> Layout:
    """Give the layout of a bank's files: 240 signs a line, capitals without accents, CR and LF behind each line."""
    return Layout(
        slug=slug,
        name=name,
        note=note,
        assumed=assumed,
        form=Form.FIXED,
        length=240,
        encoding="ascii",
        upper=True,
        plain=True,
        replacement=" ",
        forbidden=FORBIDDEN,
        titles="transfer",
        also_titles=("pix", "bill"),
        amount="amount",
        unique=("your_number",),
        not_past=PAID_ON,
        parts=parts_of(told, rules),
        file_name="{slug}_{yyyymmdd}_{file_number}.rem",
    )
