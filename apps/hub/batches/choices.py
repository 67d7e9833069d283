"""What the owner of a flow chooses where its documents are collected; beside what the target itself leaves open."""

from django.utils.translation import gettext_noop as _

from apps.core.account import Option
from apps.core.connector import Connector, Setting
from apps.core.documents import Kind
from apps.core.layouts.layout import Layout

BY_FILE, BY_API = "file", "api"
COMMA, POINT = "comma", "point"
ORIGINAL, CSV, JSON = "original", "csv", "json"

# Marked for translation here and translated where shown, as declarations of connectors are.
WAY = Setting(
    slug="way",
    name=_("How the documents get there"),
    help=_("By file: you produce a file and import it. Through the API: your own program reads them by itself."),
    default=BY_FILE,
    choices=(Option(value=BY_FILE, label=_("By file")), Option(value=BY_API, label=_("Through the API"))),
)
DECIMAL_MARK = Setting(
    slug="decimal_mark",
    name=_("Decimal mark in tables"),
    help=_("How amounts are written in a table (CSV): as your accounting or your spreadsheet reads them."),
    default=COMMA,
    choices=(
        Option(value=COMMA, label=_("Comma: 1250,50")),
        Option(value=POINT, label=_("Point: 1250.50")),
    ),
)
#: What is of no use where a program reads the documents.
FILE_SETTINGS = frozenset({"file_format", "decimal_mark"})
#: Every kind of file, by its slug.
FORMATS = {
    ORIGINAL: _("As received: the original files"),
    CSV: _("Table (CSV), for a spreadsheet or an import"),
    JSON: _("All details (JSON), for a program"),
}
#: Kinds of documents whose source bytes are a file that people know.
FILES = frozenset({Kind.BANK_STATEMENT})


def formats(connector: Connector, kind: str) -> tuple[str, ...]:
    """Give the slugs of the files that documents of a kind can be collected in, the usual one first.

    A target with layouts of its own has these, and all details for a program besides.
    """
    if own := layouts_of(connector, kind):
        return (*own, JSON)
    return tuple(slug for slug in FORMATS if slug != ORIGINAL or kind in FILES)


def layouts_of(connector: Connector, kind: str) -> dict[str, Layout]:
    """Give the layouts of a target for a kind of documents by their slugs."""
    return {layout.slug: layout for layout in connector.layouts if kind in layout.kinds}


def format_name(connector: Connector | None, slug: str) -> str:
    """Give what a kind of file is called, to be translated where it is shown; one that is gone by its slug."""
    own = {layout.slug: layout.name for layout in connector.layouts} if connector else {}
    return FORMATS.get(slug) or own.get(slug, slug)


def file_format(connector: Connector, kind: str) -> Setting:
    """Give the choice between the files that there are for a kind of documents."""
    slugs = formats(connector, kind)
    return Setting(
        slug="file_format",
        name=_("Usual kind of file"),
        help=_("Another one can be chosen whenever a file is produced."),
        default=slugs[0],
        choices=tuple(Option(value=slug, label=format_name(connector, slug)) for slug in slugs),
    )


def settings_of(connector: Connector, kind: str) -> tuple[Setting, ...]:
    """Give everything that is chosen for a flow of a kind of documents into a connector."""
    declared = (setting for setting in connector.settings if not setting.kinds or kind in setting.kinds)
    return (*declared, *(collecting(connector, kind) if collected(connector, kind) else ()))


def source_settings_of(connector: Connector, kind: str) -> tuple[Setting, ...]:
    """Give what is chosen for a flow among the documents of a kind that a connector gives."""
    return next((source.settings for source in connector.sources if source.kind == kind), ())


def collecting(connector: Connector, kind: str) -> tuple[Setting, ...]:
    """Give what is chosen where documents are collected; layouts say themselves how amounts are written."""
    tables = () if layouts_of(connector, kind) else (DECIMAL_MARK,)
    return (WAY, file_format(connector, kind), *tables)


def collected(connector: Connector, kind: str) -> bool:
    """Tell whether documents of a kind are collected from us instead of being sent; never where none are taken."""
    return any(target.kind == kind and target.collected for target in connector.targets)
