"""The kinds of return file that people may upload."""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.returned.reading import BRADESCO, EVERY_BANK, OF_ITAU
from apps.core.layouts.results import ResultFormat

RESULTS = tuple(
    ResultFormat(slug=slug, name=name, read=reader.read, read_beside=reader.read_beside)
    for slug, name, reader in (
        ("cnab240_febraban", _("Return file (FEBRABAN 240)"), EVERY_BANK),
        ("cnab240_bradesco", _("Return file of Bradesco"), BRADESCO),
        ("cnab240_itau", _("Return file of Itaú"), OF_ITAU),
    )
)
