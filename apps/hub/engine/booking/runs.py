"""Opening and closing sync runs."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, TextField, Value, When
from django.utils import timezone

from apps.hub.models import Flow, Pull, SyncRun, Transfer
from apps.hub.models.transfer import CLAIMABLE, TransferState

#: A run without activity for so long is over, whatever is scheduled for later.
QUIET = timedelta(seconds=30)


def open_run(flow: Flow, trigger: str = SyncRun.Trigger.WEBHOOK) -> SyncRun:
    """Give the flow's running run, started by ``trigger`` where there is none."""
    now = timezone.now()
    if running := SyncRun.objects.filter(flow=flow, state=SyncRun.State.RUNNING).first():
        return running
    try:
        with transaction.atomic():
            return SyncRun.objects.create(flow=flow, trigger=trigger, started_at=now, active_at=now)
    except IntegrityError:
        return open_run(flow, trigger)  # somebody else opened it, and it may be closed again by now


def close_finished(now: datetime) -> None:
    """Close every run whose flow has nothing due and nothing under way."""
    for run in SyncRun.objects.filter(state=SyncRun.State.RUNNING).select_related("flow"):
        if not under_way(run, now):
            close(run, now)


def under_way(run: SyncRun, now: datetime) -> bool:
    """Tell whether a worker has or may take a document of the run's flow, or its source is being asked."""
    transfers = Transfer.objects.filter(flow_id=run.flow_id)
    if transfers.filter(state=TransferState.SENDING).exists() or asking(run, now):
        return True
    return run.active_at > now - QUIET and transfers.filter(state__in=CLAIMABLE, due_at__lte=now).exists()


def asking(run: SyncRun, now: datetime) -> bool:
    """Tell whether the documents of the run's flow are being pulled."""
    return Pull.objects.going_on(now).filter(connection=run.flow.source_id, kind=run.flow.kind).exists()


def close(run: SyncRun, now: datetime) -> None:
    """Close a run that nobody has added to since it was read."""
    rows = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING, taken=run.taken, read=run.read)
    rows.update(state=verdict_on(run), finished_at=now)


def verdict_on(run: SyncRun) -> str:
    """Say how a run went; one failed document is enough for it not to be called a success."""
    state, good = SyncRun.State, run.delivered + run.ready + run.skipped + run.reversed
    if good == run.taken and not run.unreadable:
        return state.SUCCEEDED
    only_read = run.taken == 0 and run.read > run.unreadable
    return state.INCOMPLETE if good or only_read else state.FAILED


def count(run: SyncRun, outcomes: Mapping[str, int]) -> None:
    """Add attempts to a run by their outcomes, also to one that was closed while they were under way."""
    row = SyncRun.objects.filter(pk=run.pk)
    added = {column: F(column) + number for column, number in outcomes.items()}
    row.update(**added, taken=F("taken") + sum(outcomes.values()), active_at=timezone.now())
    judge_again(run)


def count_read(run: SyncRun, found: Mapping[str, int], *, before: str, after: str) -> None:
    """Add the documents of one page to a run by what they were, and the places before and after it."""
    added = {column: F(column) + number for column, number in found.items()}
    began = Case(When(read=0, then=Value(before)), default=F("cursor_before"), output_field=TextField())
    SyncRun.objects.filter(pk=run.pk).update(
        **added,
        read=F("read") + sum(found.values()),
        cursor_before=began,
        cursor_after=after,
        active_at=timezone.now(),
    )
    judge_again(run)


def judge_again(run: SyncRun) -> None:
    """Say anew how a run went that was closed before all was counted."""
    row = SyncRun.objects.filter(pk=run.pk)
    if closed := row.exclude(state=SyncRun.State.RUNNING).first():
        row.update(state=verdict_on(closed))
