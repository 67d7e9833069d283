"""What Itaú (341, SISPAG 080) makes of it: its manual of 2012 and 2017; a public validator found nothing wrong."""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.layouts.columns import alfa, but, code, needed, num, said, spare, zeros
from apps.connectors.cnab240.layouts.parts import Records, Rules, cnab240, for_bank
from apps.connectors.cnab240.layouts.records import (
    FILE_END,
    FILE_HEAD,
    PIX_A,
    PIX_B,
    SEGMENT_A,
    SEGMENT_J,
    SEGMENT_J52,
    lot_end,
    lot_head,
    pix_head,
)
from apps.core.layouts.columns import sequence
from apps.core.layouts.layout import Column, Rule

Columns = tuple[Column, ...]
#: Neither agreement nor check digit of the branch; the one of branch and account (DAC) stands at 72.
PAYER = {
    "agreement": (spare("agreement", 20),),
    "branch_digit": (spare("branch_digit", 1),),
    "account_digit": (spare("account_digit", 1),),
    "both_digit": (code("both_digit", 1, "settings.account_digit"),),
}


def head(columns: Columns) -> Columns:
    """Give the head of a lot, without a way of payment."""
    return but(columns, **PAYER, paid_from=(spare("paid_from", 2),))


def transfer(columns: Columns, item: str) -> Columns:
    """Give segment A: the same composite for the accounts of every bank, and what follows its amount stands otherwise.

    24-28 is the branch, 30-41 the account and 43 the digit of both (SISPAG, note 11); 178-197 is a text for the payee's
    statement, and the payee's tax number stands at 204-217 and not in a segment B.
    """
    return but(
        columns,
        payee_branch_digit=(spare("payee_branch_digit", 1),),
        payee_account_digit=(spare("payee_account_digit", 1),),
        payee_both_digit=(code("payee_both_digit", 1, f"{item}.way.account_digit"),),
        currency=(said("currency", "REA"),),
        quantity=(spare("ispb", 8), code("kind", 2, f"{item}.way.kind"), zeros("quantity", 5)),
        information=(
            alfa("information", 20, "settings.statement_text"),
            zeros("document", 6),
            needed("payee_tax_id", 14, f"{item}.supplier.tax_id"),
        ),
        complement=(spare("complement", 2),),
    )


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
    pix_head=head(pix_head("040")),
    pix=transfer(PIX_A, "instant"),
    pix_key=but(
        PIX_B,
        key=(code("key", 100, "instant.way.pix_key", required=True),),
        siape=(spare("siape", 3),),
        ispb=(spare("occurrences", 10),),
    ),
    pix_end=end("pix_lot", "pix"),
    transfers_head=head(lot_head("transfers", "040")),
    # Without a segment B the records of a lot are counted by A alone.
    transfer=but(
        transfer(SEGMENT_A, "payment"), sequence=(num("sequence", 5, sequence("transfer", within="transfers")),)
    ),
    address=(),
    transfers_end=end("transfers", "transfer"),
    bills_head=head(lot_head("bills", "030")),
    bill=but(SEGMENT_J, currency=(spare("currency", 2),)),
    parties=but(SEGMENT_J52, spare_1=(), movement=(said("movement", "000"),)),
    bills_end=end("bills", "bill"),
    file_end=but(FILE_END, accounts=(spare("accounts", 6),)),
)


def never(item: str, code: str) -> tuple[Rule, ...]:
    """Give the rule that there is no such payment in a file; the payee is named."""
    return (Rule(holds="`false`", code=code, value=f"{item}.supplier.name"),)


OWN = for_bank("== '341'")
ITAU = cnab240(
    "cnab240_itau",
    "Itaú 240 (SISPAG)",
    told=RECORDS,
    rules=Rules(file=OWN, pix=never("instant", "payment.pix_apart")),
    assumed=False,
    note=_("Transfers and bills were accepted by a public validator of SISPAG 080. PIX goes into a file of its own."),
)
ITAU_PIX = cnab240(
    "cnab240_itau_pix",
    "Itaú 240 (SISPAG), PIX",
    told=RECORDS,
    rules=Rules(file=OWN, transfer=never("payment", "payment.pix_only"), bill=never("billed", "payment.pix_only")),
    note=_("Assumed: the manuals of 2012 and 2017 know no PIX; the records are those that public programs write."),
)
