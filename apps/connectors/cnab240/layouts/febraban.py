"""FEBRABAN's own layout, 8.6 of 2012, for every bank that has not made one of its own."""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.layouts.parts import Records, Rules, cnab240, for_bank

FEBRABAN = cnab240(
    "cnab240_febraban",
    "FEBRABAN 240",
    told=Records(),
    # Itaú reads account, currency and versions at other positions.
    rules=Rules(file=for_bank("!= '341'")),
    note=_(
        "After the manual 8.6 of 2012. PIX is assumed: it is younger than that manual, and its records are those that "
        "public programs write. No validator of a bank has read such a file."
    ),
)
