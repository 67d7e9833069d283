"""How the records of CNAB 240 stand in a file: a head, lots of transfers and of bills, and an end."""

import string
from dataclasses import dataclass
from typing import Any

from apps.connectors.cnab240.layouts import records
from apps.core.layouts.layout import Column, Form, Layout, Part, Rule

#: What the manuals let a file hold; anything else becomes a blank. Keys may hold small letters.
ALLOWED = string.ascii_letters + string.digits + " .,/-:()+*@_"
FORBIDDEN = "".join(sign for sign in string.printable if sign.isprintable() and sign not in ALLOWED)
PIX = "payment.way.pix_key"
Columns = tuple[Column, ...]
#: Nothing is paid before the day of the file, unless it may then be paid on that day.
PAID_ON = "settings.late == 'file' && batch.date || (payment || billed).expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The columns of each record at one bank; ``address`` is empty where segment B is for PIX only."""

    file_head: Columns = records.FILE_HEAD
    transfers_head: Columns = records.TRANSFERS_HEAD
    transfer: Columns = records.SEGMENT_A
    address: Columns = records.SEGMENT_B
    pix: Columns = records.SEGMENT_B_PIX
    transfers_end: Columns = records.TRANSFERS_END
    bills_head: Columns = records.BILLS_HEAD
    bill: Columns = records.SEGMENT_J
    parties: Columns = records.SEGMENT_J52
    bills_end: Columns = records.BILLS_END
    file_end: Columns = records.FILE_END


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What has to be so at one bank: of the file, and of each transfer and bill."""

    file: tuple[Rule, ...] = ()
    transfer: tuple[Rule, ...] = ()
    bill: tuple[Rule, ...] = ()


def part(slug: str, columns: Columns = (), **told: Any) -> Part:
    """Give a part that is called as its slug."""
    return Part(slug=slug, name=slug, columns=columns, **told)


def parts_of(told: Records, rules: Rules) -> tuple[Part, ...]:
    """Give the parts of a file; where nothing is paid in one way there is no lot for it."""
    return (
        part("file_head", told.file_head, rules=rules.file),
        transfers(told, rules),
        bills(told, rules),
        part("file_end", told.file_end),
    )


def transfers(told: Records, rules: Rules) -> Part:
    """Give the lots of account credits, TED and PIX: segment A with its B, one launch form in each lot."""
    address = (part("address", told.address, when=f"!({PIX})"),) if told.address else ()
    payment = (part("transfer", told.transfer, rules=rules.transfer), *address, part("pix", told.pix, when=PIX))
    inside = (
        part("transfers_head", told.transfers_head),
        part("payment", each="transfers.items", parts=payment),
        part("transfers_end", told.transfers_end),
    )
    return part("transfers", each="titles[?way.segment == 'A']", by="way.lot", parts=inside)


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
        also_titles=("bill",),
        amount="amount",
        unique=("your_number",),
        not_past=PAID_ON,
        parts=parts_of(told, rules),
        file_name="{slug}_{yyyymmdd}_{number}.rem",
    )
