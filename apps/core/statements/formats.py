"""The formats in which bank statements are uploaded, for connectors to name in their declarations."""

from apps.core.statements.camt053 import is_camt053, read_camt053
from apps.core.statements.coda import is_coda, read_coda
from apps.core.statements.sheet import pulled
from apps.core.uploads import FileFormat

CAMT053 = FileFormat(
    slug="camt053",
    name="CAMT.053",
    suffixes=(".xml", ".camt", ".053"),
    recognises=is_camt053,
    split=lambda content: pulled(read_camt053(content)),
)
CODA = FileFormat(
    slug="coda",
    name="CODA",
    suffixes=(".cod", ".coda", ".txt"),
    recognises=is_coda,
    split=lambda content: pulled(read_coda(content)),
)
