"""Layouts of files: looked at on real documents, adapted, compared with the preset, and confirmed for real books."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from apps.core.layouts.layout import Layout
from apps.hub import formats
from apps.hub.admin import layout_page, rights, wording
from apps.hub.admin.connection_health import connector_of
from apps.hub.admin.layout_editing import Editing
from apps.hub.admin.pages import NOT_SENT, ReadOnly, actor_of, typed
from apps.hub.batches import versions
from apps.hub.batches.layouts import in_force
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Connection, LayoutVersion

Words = wording.Words


@admin.register(LayoutVersion)
class LayoutAdmin(ReadOnly):
    """Every version that was saved, with the layouts of all connections above them."""

    list_display = ("which", "whose", "number", "state", "saved")
    list_display_links = ("which",)
    list_select_related = ("connection", "created_by")
    list_before_template = "admin/hub/layoutversion/offers.html"
    page_template = "admin/hub/layoutversion/page.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Put above the list what there is for each connection."""
        told = {"offers": layout_page.offers()}
        response: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **told})
        return response

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the layout of a connection: looking at it, adapting it, confirming it."""
        stem = "of/<int:connection_id>/<slug:slug>/"
        return {
            "look": (stem, self.look_view),
            "grid": (f"{stem}grid/", self.grid_view),
            "edit": (f"{stem}edit/", self.edit_view),
            "confirm": (f"{stem}confirm/", self.confirm_view),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one version; one of everybody's on the first connection that it is for."""
        row = self.row(request, object_id)
        same = Connection.objects.filter(connector_slug=row.connector_slug).order_by("pk").first()
        connection = row.connection or same
        if connection is None:
            raise Http404
        return self.shown(request, connection, preset_of(connection, row.slug), row.layout, row)

    def look_view(self, request: HttpRequest, connection_id: int, slug: str) -> HttpResponse:
        """Show the layout in force of a connection, and what it makes of real documents."""
        connection, preset = self.asked(request, connection_id, slug)
        found = in_force(connection, preset)
        return self.shown(request, connection, preset, found.layout, found.version)

    def shown(
        self, request: HttpRequest, connection: Connection, preset: Layout, layout: Layout, row: LayoutVersion | None
    ) -> HttpResponse:
        """Show a layout."""
        context = layout_page.page_of(connection, preset, layout, request.user)
        if rights.may_collect(request.user):
            batch = layout_page.batch_of(connection, request.GET.get("file", ""))
            context |= layout_page.tried_of(connection, layout, batch)
        return self.page(request, self.page_template, row, context)

    def grid_view(self, request: HttpRequest, connection_id: int, slug: str) -> HttpResponse:
        """Show a layout as a table of columns, what a changed one makes of real documents, or save the next version."""
        rights.require(request, rights.may_edit_layouts)
        editing = Editing(self, request, *self.asked(request, connection_id, slug))
        return editing.grid()

    def edit_view(self, request: HttpRequest, connection_id: int, slug: str) -> HttpResponse:
        """Show a layout as text, what a changed one makes of real documents, or save it as the next version."""
        rights.require(request, rights.may_edit_layouts)
        editing = Editing(self, request, *self.asked(request, connection_id, slug))
        return editing.text()

    def confirm_view(self, request: HttpRequest, connection_id: int, slug: str) -> HttpResponse:
        """Confirm a version for real books; a preset that was never adapted becomes the first version."""
        rights.require(request, rights.may_edit_layouts)
        connection, preset = self.asked(request, connection_id, slug)
        there = reverse("admin:hub_layoutversion_look", args=(connection.pk, preset.slug))
        if request.method != "POST":
            messages.warning(request, NOT_SENT)
            return HttpResponseRedirect(there)
        try:
            row = self.meant(request, connection, preset)
        except NotPossible as refusal:
            words = wording.explain(refusal.code)
            messages.warning(request, f"{words.title}. {words.advice}")
            return HttpResponseRedirect(there)
        versions.confirm(row, actor=actor_of(request))
        told = _("Version %(number)s is confirmed: files for real books are written by it from now on.")
        messages.success(request, told % {"number": row.number})
        return HttpResponseRedirect(there)

    def meant(self, request: HttpRequest, connection: Connection, preset: Layout) -> LayoutVersion:
        """Give the version that somebody has looked at and confirms."""
        number = typed(request.POST, "version", longest=18)
        mine = LayoutVersion.objects.for_connection(connection, preset.slug)
        if number.isdigit():
            row = mine.filter(pk=number).first()
            if row is None:
                raise Http404
            return row
        if mine.exists():  # somebody has adapted it since
            raise NotPossible("batch.layout_saved")
        slug = connection.connector_slug
        return versions.save(
            connection, preset, preset, slug=slug, note=_("As it was delivered"), actor=actor_of(request)
        )

    def asked(self, request: HttpRequest, connection_id: int, slug: str) -> tuple[Connection, Layout]:
        """Give a connection and a preset of its app, or 404."""
        connection = Connection.objects.filter(pk=connection_id).first()
        if connection is None or not self.has_view_permission(request):
            raise Http404
        return connection, preset_of(connection, slug)

    @admin.display(description=lazy("layout"))
    def which(self, row: LayoutVersion) -> str:
        """Show what it is called."""
        connector = connector_of(row.connection or Connection(connector_slug=row.connector_slug))
        names = {layout.slug: f"{connector.name} · {layout.name}" for layout in connector.layouts} if connector else {}
        return names.get(row.slug, row.slug)

    @admin.display(description=lazy("For"))
    def whose(self, row: LayoutVersion) -> str:
        """Show which connection it is for."""
        return str(row.connection) if row.connection else _("Every connection without one of its own")

    @admin.display(description=lazy("State"))
    def state(self, row: LayoutVersion) -> str:
        """Show whether it may be used for real books."""
        return _("Confirmed") if row.confirmed else _("Not confirmed")

    @admin.display(description=lazy("saved"))
    def saved(self, row: LayoutVersion) -> str:
        """Show when it was saved, and by whom."""
        return f"{formats.moment(row.created_at)} · {row.created_by or '—'}"


def preset_of(connection: Connection, slug: str) -> Layout:
    """Give a layout of a connection's app, or 404."""
    connector = connector_of(connection)
    found = next((layout for layout in connector.layouts if layout.slug == slug), None) if connector else None
    if found is None:
        raise Http404
    return found
