"""Opening and closing sync runs."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from apps.hub.models import Flow, SyncRun, Transfer
from apps.hub.models.transfer import CLAIMABLE, TransferState

#: A run without activity for so long is over, whatever is scheduled for later.
QUIET = timedelta(seconds=30)


def open_run(flow: Flow) -> SyncRun:
    """Give the flow's running run, started where there is none."""
    now = timezone.now()
    if running := SyncRun.objects.filter(flow=flow, state=SyncRun.State.RUNNING).first():
        return running
    try:
        with transaction.atomic():
            return SyncRun.objects.create(flow=flow, started_at=now, active_at=now)
    except IntegrityError:
        return open_run(flow)  # somebody else opened it, and it may be closed again by now


def close_finished(now: datetime) -> None:
    """Close every run whose flow has nothing due and nothing under way."""
    for run in SyncRun.objects.filter(state=SyncRun.State.RUNNING):
        if not under_way(run, now):
            close(run, now)


def under_way(run: SyncRun, now: datetime) -> bool:
    """Tell whether a worker has or may take a document of the run's flow."""
    transfers = Transfer.objects.filter(flow_id=run.flow_id)
    if transfers.filter(state=TransferState.SENDING).exists():
        return True
    return run.active_at > now - QUIET and transfers.filter(state__in=CLAIMABLE, due_at__lte=now).exists()


def close(run: SyncRun, now: datetime) -> None:
    """Close a run that nobody has added to since it was read."""
    rows = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING, taken=run.taken)
    rows.update(state=verdict_on(run), finished_at=now)


def verdict_on(run: SyncRun) -> str:
    """Say how a run went; one failed document is enough for it not to be called a success."""
    state, good = SyncRun.State, run.delivered + run.skipped + run.reversed
    return state.SUCCEEDED if good == run.taken else state.INCOMPLETE if good else state.FAILED


def count(run: SyncRun, outcomes: Mapping[str, int]) -> None:
    """Add attempts to a run by their outcomes, also to one that was closed while they were under way."""
    row = SyncRun.objects.filter(pk=run.pk)
    added = {column: F(column) + number for column, number in outcomes.items()}
    row.update(**added, taken=F("taken") + sum(outcomes.values()), active_at=timezone.now())
    if closed := row.exclude(state=SyncRun.State.RUNNING).first():
        row.update(state=verdict_on(closed))
