"""What Itaú (341, SISPAG 080) makes of it: its manual of 2012 and 2017; a public validator found nothing wrong."""

from apps.connectors.cnab240.layouts.columns import alfa, but, code, needed, num, said, spare, zeros
from apps.connectors.cnab240.layouts.parts import PIX, Records, Rules, cnab240
from apps.connectors.cnab240.layouts.records import (
    FILE_END,
    FILE_HEAD,
    SEGMENT_A,
    SEGMENT_B_PIX,
    SEGMENT_J,
    SEGMENT_J52,
    lot_end,
    lot_head,
)
from apps.core.layouts.columns import sequence
from apps.core.layouts.layout import Column, Rule

Columns = tuple[Column, ...]
#: There is a segment B for PIX only.
SEQUENCE = (num("sequence", 5, sequence("transfer", "pix", within="transfers")),)
#: Neither agreement nor check digit of the branch; the one of branch and account (DAC) stands at 72.
PAYER = {
    "agreement": (spare("agreement", 20),),
    "branch_digit": (spare("branch_digit", 1),),
    "account_digit": (spare("account_digit", 1),),
    "both_digit": (code("both_digit", 1, "settings.account_digit"),),
}
#: The same composite for every bank: 24-28 branch, 30-41 account, 43 its digit (SISPAG, note 11).
ACCOUNT = {
    "payee_branch_digit": (spare("payee_branch_digit", 1),),
    "payee_account_digit": (spare("payee_account_digit", 1),),
    "payee_both_digit": (code("payee_both_digit", 1, "payment.way.account_digit"),),
}
#: 178-229: a text for the statement of the payee, whose tax number stands here and not in a segment B.
INFORMATION = (
    alfa("information", 20, "settings.statement_text"),
    zeros("document", 6),
    needed("payee_tax_id", 14, "payment.supplier.tax_id"),
)


def head(lot: str, version: str) -> Columns:
    """Give the head of a lot, without a way of payment."""
    return but(lot_head(lot, version), **PAYER, paid_from=(spare("paid_from", 2),))


def end(lot: str, part: str) -> Columns:
    """Give the end of a lot, blank from 60 on."""
    return but(lot_end(lot, part), debit_advice=(spare("debit_advice", 6),))


RECORDS = Records(
    file_head=but(
        FILE_HEAD,
        **PAYER,
        spare_1=(spare("spare_1", 6), said("layout", "080")),
        file_number=(zeros("file_number", 6),),
        version=(zeros("version", 3),),
    ),
    transfers_head=head("transfers", "040"),
    transfer=but(
        SEGMENT_A,
        **ACCOUNT,
        sequence=SEQUENCE,
        currency=(said("currency", "REA"),),
        quantity=(spare("ispb", 8), code("kind", 2, "payment.way.kind"), zeros("quantity", 5)),
        information=INFORMATION,
        complement=(spare("complement", 2),),
    ),
    address=(),
    pix=but(
        SEGMENT_B_PIX,
        sequence=SEQUENCE,
        key=(code("key", 100, "payment.way.pix_key", required=True),),
        siape=(spare("siape", 3),),
        ispb=(spare("occurrences", 10),),
    ),
    transfers_end=end("transfers", "transfer"),
    bills_head=head("bills", "030"),
    bill=but(SEGMENT_J, currency=(spare("currency", 2),)),
    parties=but(SEGMENT_J52, spare_1=(), movement=(said("movement", "000"),)),
    bills_end=end("bills", "bill"),
    file_end=but(FILE_END, accounts=(spare("accounts", 6),)),
)
OWN = Rule(holds="settings.bank == '341'", code="cnab.other_bank", value="settings.bank", here=True)
NO_PIX = Rule(holds=f"!({PIX})", code="cnab.pix_apart", value="payment.supplier.name")
ONLY_PIX = Rule(holds=PIX, code="cnab.pix_only", value="payment.supplier.name")
NO_BILLS = Rule(holds="billed.way.pix_key", code="cnab.pix_only", value="billed.supplier.name")
ITAU = cnab240(
    "cnab240_itau",
    "Itaú 240 (SISPAG)",
    told=RECORDS,
    rules=Rules(file=(OWN,), transfer=(NO_PIX,)),
    assumed=False,
    note="Transfers and bills were accepted by a public validator of SISPAG 080. PIX goes into a file of its own.",
)
ITAU_PIX = cnab240(
    "cnab240_itau_pix",
    "Itaú 240 (SISPAG), PIX",
    told=RECORDS,
    rules=Rules(file=(OWN,), transfer=(ONLY_PIX,), bill=(NO_BILLS,)),
    note="Assumed: the manuals of 2012 and 2017 know no PIX; the records are those that public programs write.",
)
