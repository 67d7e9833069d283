"""Webhook calls as they arrived: the verdict on each, what was made of it, and second chances."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from apps.hub import formats, tasks
from apps.hub.admin import pages, raw, rights, wording
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.pages import ReadOnly, actor_of, badge, keys
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.engine.doors import door, receive
from apps.hub.engine.doors.post import comes
from apps.hub.models import Connection, Event, Transfer
from apps.hub.webhooks import token_holder

#: Calls about the same document on one page.
MOST = 50


@admin.register(Event)
class EventAdmin(ReadOnly):
    """What came in, and was it genuine?"""

    list_display = ("verdict", "which", "connection", "path", "received", "repeated", "why")
    list_display_links = ("which",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("connection", RelatedDropdownFilter),
        ("received_at", DayFilter),
    )
    list_select_related = ("connection",)
    moment = "received_at"
    unlisted = ("headers", "evidence")
    search_fields = ("source_id",)
    search_help_text = lazy("Id at the source, or number of the call")
    page_template = "admin/hub/event/page.html"
    actions: ClassVar[list[str]] = ["verify_selected", "route_selected"]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Event]", search_term: str
    ) -> "tuple[QuerySet[Event], bool]":
        """Look the id up in the index of each connection's documents."""
        return search(queryset, search_term.strip()), False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell Django who sees the actions of the list."""
        return rights.may_decide(request.user)

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the body, and the second chances."""
        return {
            **super().routes(),
            "body": ("<int:object_id>/body/", self.body_view),
            "verify": ("<int:object_id>/verify/", self.posted(self.verify_view)),
            "route": ("<int:object_id>/route/", self.posted(self.route_view)),
        }

    def page_context(self, request: HttpRequest, row: Event) -> dict[str, Any]:
        """Give one call with what was made of it."""
        transfers = Transfer.objects.filter(flow__in=flows_of(row), source_id=row.source_id)
        about = (
            Event.objects.about(row.connection_id, row.kind, row.source_id) if row.source_id else Event.objects.none()
        )
        return {
            "words": wording.explain(row.reason) if row.reason else None,
            "kind": kind_of(row),
            "transfers": list(transfers.select_related("flow")) if row.source_id else [],
            "others": list(about.exclude(pk=row.pk).order_by("-pk")[:MOST]),
            "may_see_raw": rights.may_see_raw(request.user),
            "may_verify": row.state == Event.State.QUARANTINED and rights.may_decide(request.user),
            "may_route": row.state == Event.State.UNROUTED and rights.may_decide(request.user),
        }

    def body_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the body; who looked is written down."""
        row = self.row(request, str(object_id))
        return raw.shown(self, request, row, row.payload)

    def verify_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Verify one quarantined call again."""
        rights.require(request, rights.may_decide)
        row = self.row(request, str(object_id))
        reason = verify(request, row)
        if reason:
            messages.warning(request, wording.explain(reason).line)
        else:
            messages.success(request, _("The call is genuine now and goes its way."))
        return self.back_to(row)

    def route_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Hand one call to the flows again."""
        rights.require(request, rights.may_decide)
        row = self.row(request, str(object_id))
        self.tell_routed(request, route(request, [row]))
        return self.back_to(row)

    @admin.action(description=lazy("Verify again"), permissions=["decide"])
    def verify_selected(self, request: HttpRequest, queryset: "QuerySet[Event]") -> None:
        """Verify quarantined calls again, after a secret was mended."""
        rows = queryset.filter(state=Event.State.QUARANTINED).select_related("connection", "payload").order_by("pk")
        let_in = sum(not verify(request, row) for row in rows)
        text = ngettext("%(count)d call is genuine now.", "%(count)d calls are genuine now.", let_in)
        pages.say(request, let_in, text % {"count": let_in})

    @admin.action(description=lazy("Hand to the flows again"), permissions=["decide"])
    def route_selected(self, request: HttpRequest, queryset: "QuerySet[Event]") -> None:
        """Hand calls to flows that were made after they came."""
        self.tell_routed(request, route(request, list(queryset.filter(state=Event.State.UNROUTED))))

    def tell_routed(self, request: HttpRequest, count: int) -> None:
        """Say how many calls were handed over."""
        text = ngettext("%(count)d call was handed to the flows.", "%(count)d calls were handed to the flows.", count)
        pages.say(request, count, text % {"count": count})

    @admin.display(description=lazy("Verdict"))
    def verdict(self, row: Event) -> SafeString:
        """Show the verdict in its colour."""
        return badge(row.get_state_display(), row.state)

    @admin.display(description=lazy("Id at the source"))
    def which(self, row: Event) -> SafeString:
        """Show the document's id, or the number of a call without one."""
        text = row.source_id or _("Call %(number)s") % {"number": row.pk}
        return format_html('<span class="p-clip" title="{}">{}</span>', text, text)

    @admin.display(description=lazy("Received"))
    def received(self, row: Event) -> str:
        """Show when it came."""
        return formats.moment(row.received_at)

    @admin.display(description=lazy("Repeats"))
    def repeated(self, row: Event) -> str:
        """Show how often the same call came again."""
        return str(row.repeats or "")

    @admin.display(description=lazy("Reason"))
    def why(self, row: Event) -> SafeString:
        """Say in words why it was not let in."""
        text = wording.explain(row.reason).title if row.reason else ""
        return format_html('<span class="p-reason" title="{}">{}</span>', text, text)


def search(events: "QuerySet[Event]", text: str) -> "QuerySet[Event]":
    """Give the calls that a text may mean: by id at the source, or by its own number."""
    if not text:
        return events
    connections = [
        Q(connection=connection, kind=kind)
        for connection in Connection.objects.all()
        for kind in sorted(kinds_that_come(connection))
    ]
    found = [keys(Event.objects.filter(place, source_id=text)) for place in connections]
    own = {int(text)} if text.isdigit() and len(text) < 18 else set()
    return events.filter(pk__in=own.union(*found))


def kinds_that_come(connection: Connection) -> set[str]:
    """Give the kinds of documents that come by themselves; none when the vendor's app is no longer installed."""
    try:
        connector = connection.connector
    except KeyError:
        return set()
    return {source.kind for source in connector.sources if comes(connector, source.kind)}


def kind_of(row: Event) -> str:
    """Give what the source calls the documents of a call; the bare kind when its app is no longer installed."""
    try:
        return _(row.connection.connector.source(row.kind).name)
    except KeyError:
        return row.kind


def flows_of(row: Event) -> "QuerySet[Any]":
    """Give the flows that take a call's document."""
    return row.connection.flows_out.filter(kind=row.kind)


def verify(request: HttpRequest, row: Event) -> str:
    """Verify a call again and write it down; give the reason it stays outside, or nothing."""
    if row.state != Event.State.QUARANTINED:
        return "repeated"
    reason = door.verify_again(row, token_holder)
    audit(actor_of(request), Verb.VERIFIED, row, outcome=reason or "accepted")
    tasks.ring()
    return reason


def route(request: HttpRequest, rows: list[Event]) -> int:
    """Hand calls to the flows again and write it down; give how many."""
    count = receive.route_again(rows)
    for row in rows if count else ():
        audit(actor_of(request), Verb.ROUTED, row)
    tasks.ring()
    return count
