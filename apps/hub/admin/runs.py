"""Sync runs: what one execution of a flow took, and what came of each document."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from apps.hub import formats
from apps.hub.admin import transfer_page
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.keyset import portion
from apps.hub.admin.pages import ReadOnly, badge
from apps.hub.models import SyncRun, Transfer
from apps.hub.models.transfer import CLAIMABLE

PER_PAGE = 50
#: Columns of a run that add up to what it took, with the tone of each.
COUNTS = (
    ("delivered", "good"),
    ("ready", "good"),
    ("reversed", "calm"),
    ("skipped", "calm"),
    ("retrying", "warn"),
    ("waiting", "bad"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """One outcome within a run: how many, and where it begins and how wide it is on the bar, in percent."""

    name: str
    count: int
    tone: str
    start: float
    width: float


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnly):
    """What ran, when, and how it went."""

    list_display = ("state_badge", "flow", "trigger", "started", "took", "taken", "outcomes")
    list_display_links = ("flow",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("trigger", ChoicesDropdownFilter),
        ("flow", RelatedDropdownFilter),
        ("started_at", DayFilter),
    )
    list_select_related = ("flow",)
    moment = "started_at"
    page_template = "admin/hub/syncrun/page.html"

    def page_context(self, request: HttpRequest, row: SyncRun) -> dict[str, Any]:
        """Give the counts and a page of the attempts."""
        attempts = row.attempts.select_related("transfer").order_by("-pk")
        shown = portion(attempts, request.GET.get("page", ""), PER_PAGE)
        told = [transfer_page.Told(attempt, transfer_page.words_of(attempt)) for attempt in shown.rows]
        return {
            "shares": shares(row),
            "readings": readings(row),
            "portion": shown,
            "told": told,
            "left": left_of(row),
            "took": formats.duration(length(row)),
        }

    @admin.display(description=_("State"))
    def state_badge(self, row: SyncRun) -> SafeString:
        """Show the state in its colour."""
        return badge(row.get_state_display(), row.state)

    @admin.display(description=_("Started"))
    def started(self, row: SyncRun) -> str:
        """Show when it began."""
        return formats.moment(row.started_at)

    @admin.display(description=_("Duration"))
    def took(self, row: SyncRun) -> str:
        """Show how long it took, or has taken so far."""
        return formats.duration(length(row))

    @admin.display(description=_("Outcome"))
    def outcomes(self, row: SyncRun) -> SafeString:
        """Draw the outcomes as one bar, and tell those that occurred."""
        parts = shares(row)
        told = ", ".join(f"{part.name}:{formats.NO_BREAK}{part.count}" for part in parts if part.count)
        return format_html('<span class="p-outcomes">{} <span class="p-small">{}</span></span>', drawn(parts), told)


def length(row: SyncRun) -> int:
    """Give the duration of a run in milliseconds, up to now while it runs."""
    return round(((row.finished_at or timezone.now()) - row.started_at).total_seconds() * 1000)


def shares(row: SyncRun) -> list[Share]:
    """Give the outcomes of a run side by side; together they are all that it took."""
    found, start = [], 0.0
    for name, tone in COUNTS:
        count = getattr(row, name)
        width = 100 * count / row.taken if row.taken else 0.0
        label = str(SyncRun._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        found.append(Share(label, count, tone, start, width))
        start += width
    return found


def readings(row: SyncRun) -> list[tuple[str, int]]:
    """Give what was read at the source, and what the documents were; the last four are together the first."""
    names = ("read", "new", "changed", "unchanged", "unreadable")
    return [(str(SyncRun._meta.get_field(name).verbose_name), getattr(row, name)) for name in names]  # type: ignore[union-attr]


def drawn(parts: list[Share]) -> SafeString:
    """Draw shares as one bar."""
    rects = [
        format_html(
            '<rect class="p-fill-{}" x="{}" width="{}" height="8"><title>{}: {}</title></rect>',
            part.tone,
            f"{part.start:.2f}",
            f"{part.width:.2f}",
            part.name,
            part.count,
        )
        for part in parts
        if part.count
    ]
    label = ", ".join(f"{part.name}: {part.count}" for part in parts)
    return format_html(
        '<svg class="p-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="p-track" width="100" height="8"/>{}</svg>',
        label,
        mark_safe("".join(rects)),  # noqa: S308  each of them was made by format_html
    )


def left_of(row: SyncRun) -> int | None:
    """Give how many documents a running run still has before it, or None when it is over."""
    if row.state != SyncRun.State.RUNNING:
        return None
    return Transfer.objects.filter(flow_id=row.flow_id, state__in=CLAIMABLE, due_at__lte=timezone.now()).count()
