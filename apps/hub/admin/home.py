"""The first page after signing in: is everything all right, and if not, what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.hub import formats, tasks
from apps.hub.admin import chart, figures, pending_figures, wording
from apps.hub.admin.connection_health import Health, connector_of, health_of
from apps.hub.admin.stranded import Stranded, stranded
from apps.hub.engine.doors.post import comes
from apps.hub.health import SILENT
from apps.hub.models import Connection, Flow, Heartbeat, Onboarding, PendingError, SyncRun
from apps.hub.models.transfer import TransferState

#: So many begun connections are offered to go on with; the catalogue has them all.
BEGUN = 3
ON_THE_WAY = (TransferState.QUEUED, TransferState.SENDING, TransferState.UNKNOWN)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Fill the home page for whoever may see transfers; others are only greeted."""
    context["title"] = _("Home")
    if isinstance(request.user, User) and request.user.has_perm("hub.view_transfer"):
        context["home"] = overview(request.user)
    return context


def overview(user: User) -> dict[str, Any]:
    """Give everything the page shows somebody; the number of queries does not depend on what there is."""
    may_set_up, stuck = user.has_perm("hub.add_connection"), stranded(user)
    connections = list(Connection.objects.with_pulls())
    paused = [row.pk for row in connections if row.state == Connection.State.PAUSED]
    booked, waiting, states = figures.booked(), figures.waiting(paused), figures.open_states()
    flows = flow_rows(booked, states, {connection.pk: connection for connection in connections})
    pulse = now(flows)
    shares = figures.assigned(user.pk)
    today = timezone.localdate()
    return {
        "begun": list(Onboarding.objects.open()[:BEGUN]) if may_set_up else [],
        "steps": first_steps(connections, flows, may_set_up=may_set_up),
        "verdict": verdict(connections, pulse, shares, sum(row["count"] for row in waiting), stuck),
        "stranded": stuck,
        "today": figures.totals(row for row in booked if row["day"] == today),
        "month": figures.totals(row for row in booked if row["day"] >= figures.month_start()),
        "waiting": figures.totals(waiting),
        "causes": sum(share.causes for share in shares),
        "oldest": min((share.oldest for share in shares), default=None),
        "shares": shares,
        "heaviest": in_words(figures.heaviest()),
        "flows": flows,
        "chart": drawn(booked, waiting),
        "connections": [(connection, health_of(connection)) for connection in connections],
        "now": pulse,
    }


def in_words(causes: Sequence[PendingError]) -> list[tuple[PendingError, wording.Words, pending_figures.Figures]]:
    """Give causes with their words, and with what waits for each."""
    found = pending_figures.figures_of(causes)
    return [(cause, wording.of_cause(cause), found[cause.pk]) for cause in causes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One flow on the home page."""

    flow: Flow
    run: SyncRun | None
    booked: int
    states: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """Give how many wait for a person, held ones included."""
        return self.states.get(TransferState.WAITING, 0) + self.states.get(TransferState.HELD, 0)

    @property
    def retrying(self) -> int:
        """Give how many are tried again by themselves."""
        return self.states.get(TransferState.RETRYING, 0)

    @property
    def under_way(self) -> int:
        """Give how many are on their way."""
        return sum(self.states.get(state, 0) for state in ON_THE_WAY)

    @property
    def ready(self) -> int:
        """Give how many lie ready to be collected."""
        return self.states.get(TransferState.READY, 0)

    @property
    def filed(self) -> int:
        """Give how many are in files about which nothing was said yet."""
        return self.states.get(TransferState.FILED, 0)

    @property
    def kept(self) -> int:
        """Give how many came while the flow was off."""
        return self.states.get(TransferState.RECEIVED, 0)

    @property
    def done(self) -> int:
        """Give how far the open run is, as documents that need no further step by themselves."""
        return self.run.taken if self.run else 0

    @property
    def all(self) -> int:
        """Give how many documents the open run has before and behind it."""
        return max(self.done + self.under_way, 1)

    @property
    def next(self) -> str:
        """Give when it runs next, in words."""
        if not self.flow.active:
            return "—"
        source = connector_of(self.flow.source)
        if source is not None and comes(source, self.flow.kind):
            return _("As it comes")
        due = next((pull.due_at for pull in self.flow.source.pulls.all() if pull.kind == self.flow.kind), None)
        if due is None:
            return _("When somebody asks")
        return _("now") if due <= timezone.now() else formats.moment(due)


def flow_rows(
    booked: Sequence[Mapping[str, Any]],
    states: Mapping[int, Mapping[str, int]],
    connections: Mapping[int, Connection],
) -> list[FlowRow]:
    """Give a row for each flow: two queries, however many flows there are."""
    last = SyncRun.objects.filter(flow=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    flows = list(Flow.objects.all())
    newest = SyncRun.objects.filter(pk__in=Flow.objects.annotate(last=Subquery(last)).values("last"))
    runs = {run.flow_id: run for run in newest}
    first = figures.month_start()
    for flow in flows:
        flow.source, flow.target = connections[flow.source_id], connections[flow.target_id]
    return [
        FlowRow(
            flow=flow,
            run=runs.get(flow.pk),
            booked=sum(row["count"] for row in booked if row["flow_id"] == flow.pk and row["day"] >= first),
            states=states.get(flow.pk, {}),
        )
        for flow in flows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What happens right now: runs under way, the worker's last sign of life, the length of the queue."""

    rows: tuple[FlowRow, ...]
    beat: datetime | None
    queue: int

    @property
    def alive(self) -> bool:
        """Tell whether a worker gave a sign of life lately."""
        return self.beat is not None and self.beat > timezone.now() - SILENT

    @property
    def under_way(self) -> int:
        """Give how many documents are on their way."""
        return sum(row.under_way for row in self.rows)

    @property
    def running(self) -> list[FlowRow]:
        """Give the flows that have a run open."""
        return [row for row in self.rows if row.run and row.run.state == SyncRun.State.RUNNING]


def now(rows: Sequence[FlowRow]) -> Pulse:
    """Give the pulse: two queries beside the rows."""
    beat = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return Pulse(rows=tuple(rows), beat=beat, queue=tasks.queue_length())


def pulse() -> Pulse:
    """Give the pulse on its own, for the part of the page that renews itself."""
    connections = {connection.pk: connection for connection in Connection.objects.all()}
    return now(flow_rows([], figures.open_states(), connections))


def verdict(
    connections: Sequence[Connection],
    pulse: Pulse,
    shares: Sequence[figures.Share],
    held: int,
    stuck: Sequence[Stranded],
) -> Health:
    """Say in one line whether everything is all right; what stops most comes first."""
    healths = [health_of(connection) for connection in connections]
    causes = sum(share.causes for share in shares)
    if not pulse.alive:
        return Health("bad", _("No worker is running."), _("Documents are received and kept, and nothing is booked."))
    if not connections:
        return Health("calm", _("Nothing is connected yet."), _("Four steps lead to the first document."))
    if bad := sum(health.tone == "bad" for health in healths):
        told = ngettext("One connection needs you.", "%(count)s connections need you.", bad) % {"count": bad}
        return Health("bad", told, _("What is meant for it waits untouched and goes on by itself afterwards."))
    if causes:
        told = ngettext("One thing waits for a person.", "%(count)s things wait for a person.", causes)
        behind = ngettext("%(count)s document is held back.", "%(count)s documents are held back.", held)
        return Health("warn", told % {"count": formats.whole(causes)}, behind % {"count": formats.whole(held)})
    if stuck:
        return Health(
            "warn", _("Something could not be sent."), _("Nothing is lost: see why below, and send it again.")
        )
    return calm(healths, pulse)


def calm(healths: Sequence[Health], pulse: Pulse) -> Health:
    """Say that nobody has to do anything."""
    if any(health.word == _("Resting") for health in healths):
        told = _("A vendor does not answer right now.")
        return Health("warn", told, _("Nothing to do: it is tried again by itself."))
    if any(health.word == _("Asking fails") for health in healths):
        told = _("A source cannot be asked for its documents.")
        return Health("warn", told, _("Connections tells why, and when it is asked again."))
    if pulse.under_way:
        told = ngettext("%(count)s document is on its way.", "%(count)s documents are on their way.", pulse.under_way)
        return Health("good", _("Everything is all right."), told % {"count": formats.whole(pulse.under_way)})
    if ready := sum(row.ready for row in pulse.rows):
        told = ngettext(
            "%(count)s document is ready to be collected.", "%(count)s documents are ready to be collected.", ready
        )
        return Health("good", _("Everything is all right."), told % {"count": formats.whole(ready)})
    return Health("good", _("Everything is all right."), _("Nothing waits."))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do before the first document crosses."""

    words: str
    hint: str
    done: bool
    link: str


def first_steps(connections: Sequence[Connection], flows: Sequence[FlowRow], *, may_set_up: bool) -> list[Step]:
    """Give what a fresh installation still lacks, or nothing once a flow is on; links for those who may follow them."""
    if any(row.flow.active for row in flows):
        return []
    ready = [connection for connection in connections if connection.state == Connection.State.CONNECTED]
    declared = [connector for connector in map(connector_of, ready) if connector]
    pages = ("onboarding:apps", "admin:hub_flow_add", "admin:hub_flow_changelist")
    connect, flow, switch = (reverse(page) if may_set_up else "" for page in pages)
    return [
        Step(
            _("Connect the system that documents come from"),
            _("It sends them here, each to its own address."),
            any(connector.sources for connector in declared),
            connect,
        ),
        Step(
            _("Connect the system that books them"),
            _("Its keys are tested at once."),
            any(connector.targets for connector in declared),
            connect,
        ),
        Step(_("Make a flow between the two"), _("It says which documents go where, and how."), bool(flows), flow),
        Step(_("Switch the flow on"), _("Until then documents are received and kept."), False, switch),
    ]


def drawn(booked: Sequence[Mapping[str, Any]], waiting: Sequence[Mapping[str, Any]]) -> chart.Chart:
    """Draw the last days."""
    return chart.draw(figures.last_days(), by_day(booked), by_day(waiting))


def by_day(rows: Sequence[Mapping[str, Any]]) -> dict[Any, int]:
    """Add the numbers of each day up."""
    sums: dict[Any, int] = {}
    for row in rows:
        sums[row["day"]] = sums.get(row["day"], 0) + row["count"]
    return sums
