"""What Bradesco (237, Multipag) makes of FEBRABAN's layout; a file of ours was read by a public set of its rules."""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.layouts.columns import but, said
from apps.connectors.cnab240.layouts.parts import Records, Rules, cnab240, for_bank
from apps.connectors.cnab240.layouts.records import FILE_HEAD, lot_head, pix_head

BRADESCO = cnab240(
    "cnab240_bradesco",
    "Bradesco 240 (Multipag)",
    told=Records(
        file_head=but(FILE_HEAD, version=(said("version", "089"),), density=(said("density", "01600"),)),
        pix_head=pix_head("045"),
        transfers_head=lot_head("transfers", "045"),
        bills_head=lot_head("bills", "040"),
    ),
    rules=Rules(file=for_bank("== '237'")),
    note=_(
        "Transfers and bills were accepted by a public set of the bank's rules. PIX is assumed: the bank has a chapter "
        "of its own about it that is not public; our records are those that public programs write."
    ),
)
