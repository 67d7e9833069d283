"""The frame of the sandbox's own pages: no script, one local style sheet."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from markupsafe import Markup

from apps.sandbox.vendors import VENDORS

FRAME = Markup(
    "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'><title>{title} - sandbox</title>"
    "<link rel='icon' href='data:,'><link rel='stylesheet' href='/static/sandbox.css'></head><body>"
    "<header><a class='brand' href='/'>Sandbox</a><nav>{vendors}</nav>"
    "<span class='hint'>Simulated vendors, invented data</span></header>"
    "<main><h1>{title}</h1>{content}</main></body></html>"
)
LINKS = Markup("").join(Markup("<a href='/{}/'>{}</a>").format(vendor.slug, vendor.name) for vendor in VENDORS)


def page(title: str, content: Markup) -> str:
    """A whole page."""
    return str(FRAME.format(title=title, content=content, vendors=LINKS))


def card(title: str, content: Markup, *, hint: str = "") -> Markup:
    """One block of a page."""
    below = Markup("<p class='hint'>{}</p>").format(hint) if hint else ""
    anchor = title.lower().replace(" ", "-")
    return Markup("<section class='card' id='{}'><h2>{}</h2>{}{}</section>").format(anchor, title, below, content)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "Nothing yet.") -> Markup:
    """A table, or a sentence when there is nothing to show."""
    body = Markup("").join(_row(heads, row) for row in rows)
    if not body:
        return Markup("<p class='empty'>{}</p>").format(empty)
    head = Markup("").join(Markup("<th>{}</th>").format(text) for text in heads)
    return Markup("<div class='scroll'><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>").format(
        head, body
    )


def badge(text: object, kind: str = "") -> Markup:
    """A small coloured word; kinds are good, bad and wait."""
    return Markup("<span class='badge {}'>{}</span>").format(kind, text)


def button(label: str, action: str, **fields: object) -> Markup:
    """A form of one button."""
    hidden = Markup("").join(
        Markup("<input type='hidden' name='{}' value='{}'>").format(name, value) for name, value in fields.items()
    )
    return Markup("<form method='post' action='{}'>{}<button>{}</button></form>").format(action, hidden, label)


def field(label: str, name: str, value: object = "", *, kind: str = "text") -> Markup:
    """A labelled input."""
    return Markup("<label>{}<input type='{}' name='{}' value='{}' autocomplete='off'></label>").format(
        label, kind, name, value
    )


def select(label: str, name: str, options: Iterable[str], chosen: str = "") -> Markup:
    """A labelled drop-down."""
    items = Markup("").join(
        Markup("<option value='{0}'{1}>{0}</option>").format(option, Markup(" selected") if option == chosen else "")
        for option in options
    )
    return Markup("<label>{}<select name='{}'>{}</select></label>").format(label, name, items)


def moment(second: float) -> str:
    """A time of day with its date."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _row(heads: Sequence[str], cells: Sequence[object]) -> Markup:
    named = zip(heads, cells, strict=True)
    columns = (Markup("<td data-label='{}'><span>{}</span></td>").format(head, cell) for head, cell in named)
    return Markup("<tr>{}</tr>").format(Markup("").join(columns))
