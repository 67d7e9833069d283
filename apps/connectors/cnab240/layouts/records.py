"""The records of CNAB 240 as FEBRABAN writes them down: layout 8.6 of 2012, chapters 3 (payments) and 4 (notes).

Positions follow on from the widths; each record has 240 characters. What banks make of them is told beside them, in
`bradesco.py` and `itau.py`.
"""

from apps.connectors.cnab240.layouts.columns import (
    alfa,
    but,
    cents,
    code,
    day,
    needed,
    num,
    said,
    spare,
    tells,
    zeros,
)
from apps.core.layouts.columns import count, sequence, total
from apps.core.layouts.layout import Column

#: Records that are counted: the heads of lots give a lot its number, segments have a number within their lot.
HEADS = ("pix_head", "transfers_head", "bills_head")
TRANSFERS = ("transfer", "address")
PIX = ("pix", "pix_key")
BILLS = ("bill", "parties")
#: A payment that is late is made on the day of the file, where the owner of the flow said so.
ON = "settings.late == 'file' && max([{item}.expected, batch.date]) || {item}.expected"
#: G005: what kind of number the tax number is.
KIND_OF_PAYER = "length(settings.tax_id) == `11` && '1' || '2'"

BANK = needed("bank", 3, "settings.bank")
LOT = num("lot", 4, sequence(*HEADS))
#: 18-72 in the heads of files and of lots: who pays, and from which account.
PAYER = (
    num("payer_type", 1, KIND_OF_PAYER),
    needed("payer_tax_id", 14, "settings.tax_id"),
    code("agreement", 20, "settings.agreement"),
    needed("branch", 5, "settings.branch"),
    code("branch_digit", 1, "settings.branch_digit"),
    needed("account", 12, "settings.account"),
    code("account_digit", 1, "settings.account_digit"),
    code("both_digit", 1, "settings.both_digit"),
)
FILE_HEAD = (
    BANK,
    said("lot", "0000"),
    tells("record", "0"),
    spare("spare_1", 9),
    *PAYER,
    alfa("company", 30, "settings.company", required=True),
    alfa("bank_name", 30, "settings.bank_name"),
    spare("spare_2", 10),
    said("sent", "1"),
    day("date", "batch.date"),
    num("time", 6, "batch.time"),
    num("file_number", 6, "batch.file_number"),
    said("version", "085"),
    said("density", "00000"),
    spare("spare_3", 69),
)
FILE_END = (
    BANK,
    said("lot", "9999"),
    tells("record", "9"),
    spare("spare_1", 9),
    num("lots", 6, count(*HEADS)),
    num("records", 6, count()),
    zeros("accounts", 6),
    spare("spare_2", 205),
)


def lot_head(lot: str, version: str) -> tuple[Column, ...]:
    """Give the head of a lot with one launch form; its version tells lots of transfers from those of bills."""
    return (
        BANK,
        LOT,
        tells("record", "1"),
        said("operation", "C"),
        needed("service", 2, "settings.service"),
        num("form", 2, f"{lot}.items[0].way.form"),
        tells("version", version),
        spare("spare_1", 1),
        *PAYER,
        alfa("company", 30, "settings.company", required=True),
        spare("message", 40),
        alfa("street", 30, "settings.street"),
        num("street_number", 5, "settings.street_number"),
        alfa("complement", 15, "settings.complement"),
        alfa("city", 20, "settings.city"),
        num("postal_code", 8, "settings.postal_code"),
        alfa("state", 2, "settings.state"),
        said("paid_from", "01"),
        spare("spare_2", 6),
        spare("occurrences", 10),
    )


def pix_head(version: str) -> tuple[Column, ...]:
    """Give the head of a lot of PIX, which is told from others by its form."""
    return but(lot_head("pix_lot", version), form=(tells("form", "45"),))


def lot_end(lot: str, part: str) -> tuple[Column, ...]:
    """Give the end of a lot: all its records count, its payments add up."""
    return (
        BANK,
        LOT,
        tells("record", "5"),
        spare("spare_1", 9),
        num("records", 6, count(within=lot)),
        cents("total", 18, total(part, "amount", within=lot)),
        zeros("currency_total", 18),
        zeros("debit_advice", 6),
        spare("spare_2", 165),
        spare("occurrences", 10),
    )


TRANSFERS_HEAD = lot_head("transfers", "044")
PIX_HEAD = pix_head("044")
TRANSFERS_END = lot_end("transfers", "transfer")
PIX_END = lot_end("pix_lot", "pix")
#: In lots of bills the manual leaves the way of payment (223-224) blank.
BILLS_HEAD = but(lot_head("bills", "040"), paid_from=(spare("paid_from", 2),))
BILLS_END = lot_end("bills", "bill")


def segment(letter: str, lot: str, of: tuple[str, ...]) -> tuple[Column, ...]:
    """Give 1-14 of a detail record; its number counts every segment of its lot."""
    return (BANK, LOT, tells("record", "3"), num("sequence", 5, sequence(*of, within=lot)), tells("segment", letter))


def segment_a(item: str, lot: str, of: tuple[str, ...]) -> tuple[Column, ...]:
    """Give segment A of a transfer or of a PIX."""
    return (
        *segment("A", lot, of),
        said("movement", "000"),
        num("clearing", 3, f"{item}.way.clearing"),
        num("payee_bank", 3, f"{item}.way.bank"),
        num("payee_branch", 5, f"{item}.way.branch"),
        code("payee_branch_digit", 1, f"{item}.way.branch_digit"),
        num("payee_account", 12, f"{item}.way.account"),
        code("payee_account_digit", 1, f"{item}.way.account_digit"),
        spare("payee_both_digit", 1),
        alfa("payee", 30, f"{item}.supplier.name", required=True),
        code("your_number", 20, f"{item}.your_number", required=True),
        day("date", ON.format(item=item)),
        said("currency", "BRL"),
        zeros("quantity", 15),
        cents("amount", 15, f"{item}.amount"),
        spare("bank_number", 20),
        zeros("paid_on", 8),
        zeros("paid_amount", 15),
        spare("information", 40),
        spare("doc_purpose", 2),
        code("ted_purpose", 5, f"{item}.way.purpose"),
        code("complement", 2, f"{item}.way.complement"),
        spare("spare_1", 3),
        said("advice", "0"),
        spare("occurrences", 10),
    )


SEGMENT_A = segment_a("payment", "transfers", TRANSFERS)
PIX_A = segment_a("instant", "pix_lot", PIX)
SEGMENT_B = (
    *segment("B", "transfers", TRANSFERS),
    spare("spare_1", 3),
    num("payee_type", 1, "payment.way.person"),
    needed("payee_tax_id", 14, "payment.supplier.tax_id"),
    alfa("street", 30, "payment.supplier.street"),
    num("street_number", 5, "payment.supplier.house"),
    alfa("complement", 15, "payment.supplier.complement"),
    alfa("district", 15, "payment.supplier.district"),
    alfa("city", 20, "payment.supplier.city"),
    num("postal_code", 8, "payment.supplier.postal"),
    alfa("state", 2, "payment.supplier.state"),
    day("due", "payment.due"),
    cents("value", 15, "payment.amount"),
    zeros("others", 60),
    spare("payee_document", 15),
    said("advice", "0"),
    zeros("siape", 6),
    spare("spare_2", 8),
)
#: The key takes the place of the address; keys in their own letters, e-mail addresses are not put into capitals.
PIX_B = (
    *segment("B", "pix_lot", PIX),
    num("key_type", 2, "instant.way.pix_kind"),
    spare("spare_1", 1),
    num("payee_type", 1, "instant.way.person"),
    needed("payee_tax_id", 14, "instant.supplier.tax_id"),
    spare("tx_id", 30),
    alfa("message", 65, "instant.history"),
    code("key", 99, "instant.way.pix_key", required=True),
    zeros("siape", 6),
    spare("ispb", 8),
)
SEGMENT_J = (
    *segment("J", "bills", BILLS),
    said("movement", "000"),
    needed("bar_code", 44, "billed.way.bar_code"),
    alfa("payee", 30, "billed.supplier.name", required=True),
    day("due", "billed.due"),
    cents("face_value", 15, "billed.amount"),
    zeros("discount", 15),
    zeros("interest", 15),
    day("date", ON.format(item="billed")),
    cents("amount", 15, "billed.amount"),
    zeros("quantity", 15),
    code("your_number", 20, "billed.your_number", required=True),
    spare("bank_number", 20),
    said("currency", "09"),
    spare("spare_1", 6),
    spare("occurrences", 10),
)
#: The manual prints this record one column off; every bank reads it at these positions.
SEGMENT_J52 = (
    *segment("J", "bills", BILLS),
    spare("spare_1", 1),
    said("movement", "00"),
    tells("optional", "52"),
    num("payer_type", 1, KIND_OF_PAYER),
    needed("payer_tax_id", 15, "settings.tax_id"),
    alfa("payer", 40, "settings.company", required=True),
    num("payee_type", 1, "billed.way.person"),
    needed("payee_tax_id", 15, "billed.supplier.tax_id"),
    alfa("payee", 40, "billed.supplier.name", required=True),
    zeros("guarantor", 16),
    spare("guarantor_name", 40),
    spare("spare_2", 53),
)
