"""The two pages on which a layout is edited, as a table and as text; both save the same next version."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from apps.core.errors import Rejected
from apps.core.layouts.faults import faults
from apps.core.layouts.layout import Form, Layout
from apps.hub.admin import layout_page, wording
from apps.hub.admin.layout_grid import Columns, paths, records, table_of
from apps.hub.admin.pages import ReadOnly, actor_of, address, chosen_ids, typed
from apps.hub.batches import versions
from apps.hub.batches.layouts import in_force
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Connection, LayoutVersion


@dataclass(slots=True)
class Editing:
    """A request to edit a layout of a connection, and what was found wrong with it."""

    site: ReadOnly
    request: HttpRequest
    connection: Connection
    preset: Layout
    problems: list[str] = field(default_factory=list)
    overtaken: bool = False

    def grid(self) -> HttpResponse:
        """Give the table; what cannot be read as a layout is shown as text."""
        try:
            layout = versions.read_draft(self.sent) if self.sent else self.begun()
        except Rejected as trouble:
            self.tell(trouble)
            return self.page("edit", {"text": self.sent})
        if self.request.method != "POST" or self.do == "grid":
            return self.shown(layout, self.field("record"))
        return self.changed(layout)

    def changed(self, layout: Layout) -> HttpResponse:
        """Take over what was typed into the table, and do what was asked for."""
        table = self.table(layout, self.field("record"), self.request.POST)
        if not table.is_valid():
            return self.refused(table)
        layout = table.result
        if self.do == "text":
            return self.page("edit", {"text": versions.text_of(layout), **self.made_of(layout)})
        saved = self.save(layout) if self.do == "save" and self.sound(layout) else None
        return saved or self.shown(layout, self.field("turn") or table.part.slug)

    def shown(self, layout: Layout, record: str) -> HttpResponse:
        """Show a record as a table, and what the layout makes of real documents where it can be written by."""
        made = self.made_of(layout) if self.sound(layout) else {}
        table = self.table(layout, record, more=1 if self.do == "add" else 0)
        return self.grid_page(table, made)

    def refused(self, table: Columns) -> HttpResponse:
        """Show what cannot be taken over, as it was typed; without a table there is nothing to show but the layout."""
        self.problems += [str(words) for words in table.non_form_errors()]
        whole = table.management_form.is_valid()
        if any(table.errors):
            self.problems.append(_("Correct the marked cells. Nothing was saved."))
        return self.grid_page(table if whole else self.table(table.layout, table.part.slug), {})

    def grid_page(self, table: Columns, made: dict[str, Any]) -> HttpResponse:
        """Show a table."""
        layout = table.layout
        told = {
            "table": table,
            "text": versions.text_of(layout),
            "records": [(one.slug, _(one.name) if one.name else one.slug) for one in records(layout)],
            "paths": paths(layout),
            "fixed": layout.form == Form.FIXED,
        }
        return self.page("grid", {**told, **made})

    def table(self, layout: Layout, record: str, data: Any = None, *, more: int = 0) -> Columns:
        """Give the table of a record; of the first one where there is none of that name."""
        found = records(layout) or records(self.preset)
        part = next((one for one in found if one.slug == record), found[0])
        return table_of(layout, part, data, more=more)

    def text(self) -> HttpResponse:
        """Give the layout as text."""
        text, made = self.sent, {}
        try:
            layout = versions.read_spec(text) if text else self.begun()
            if self.do == "save" and (saved := self.save(layout)):
                return saved
            text, made = text or versions.text_of(layout), self.made_of(layout)
        except Rejected as trouble:
            self.tell(trouble)
        return self.page("edit", {"text": text, **made})

    def sound(self, layout: Layout) -> bool:
        """Tell whether files can be written by a layout; what is in the way is told on the page, once."""
        wrong = faults(layout)
        for trouble in wrong:
            self.tell(trouble)
        return not wrong

    def tell(self, trouble: Rejected | NotPossible) -> None:
        """Tell what is wrong on the page, once."""
        params = trouble.params if isinstance(trouble, Rejected) else {}
        words = wording.explain(trouble.code, params)
        line = f"{words.line} {words.advice}"
        if line not in self.problems:
            self.problems.append(line)

    def save(self, layout: Layout) -> HttpResponse | None:
        """Save a layout as the next version and go there; None where that is refused, which is then told."""
        owner = None if "everybody" in self.request.POST else self.connection
        slug, note = self.connection.connector_slug, self.field("note")
        seen = versions.Seen(self.connection, next(iter(chosen_ids([self.field("seen")])), 0))
        try:
            row = versions.save(
                owner, self.preset, layout, slug=slug, note=note, actor=actor_of(self.request), seen=seen
            )
        except (NotPossible, Rejected) as trouble:
            self.overtaken = isinstance(trouble, NotPossible)
            self.tell(trouble)
            return None
        told = _("Version %(number)s is saved. For real books it counts once somebody has confirmed it.")
        messages.success(self.request, told % {"number": row.number})
        return HttpResponseRedirect(address(row))

    def field(self, name: str) -> str:
        """Give what was sent in a field."""
        return typed(self.request.POST, name, longest=200)

    @property
    def do(self) -> str:
        """Give what the person asks for."""
        return self.field("do")

    @property
    def sent(self) -> str:
        """Give the layout that came with the page as text; it may be too long to read, but not to say so."""
        return typed(self.request.POST, "spec", longest=versions.LONGEST + 1)

    def begun(self) -> Layout:
        """Give the layout that a person begins with: the version that they looked at, or the one in force."""
        keys = chosen_ids([self.request.GET.get("version", "")])
        row = LayoutVersion.objects.for_connection(self.connection, self.preset.slug).filter(pk__in=keys).first()
        return row.layout if row else in_force(self.connection, self.preset).layout

    def made_of(self, layout: Layout) -> dict[str, Any]:
        """Give what a layout makes of real documents, and where it differs from the one that was delivered."""
        batch = layout_page.batch_of(self.connection, self.field("file"))
        differences = versions.differences(self.preset, layout)[: layout_page.SHOWN]
        return {**layout_page.tried_of(self.connection, layout, batch), "differences": differences}

    def page(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Show one of the two pages; who was told of a later version may save over it all the same."""
        afresh = self.request.method != "POST" or self.overtaken
        told = {
            "title": self.preset.name,
            "preset": self.preset,
            "connection": self.connection,
            "note": self.field("note"),
            "everybody": "everybody" in self.request.POST,
            "seen": versions.latest(self.connection, self.preset.slug) if afresh else self.field("seen"),
            "problems": self.problems,
        }
        return self.site.page(self.request, f"admin/hub/layoutversion/{template}.html", None, {**told, **context})
