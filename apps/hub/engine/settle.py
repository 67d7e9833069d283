"""Turning what came of an attempt into the transfer's state, one short transaction each."""

import json
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.core.errors import MappingMissing, NotAuthorized, OutcomeUnknown, Temporary, Throttled, Trouble
from apps.hub.engine import causes, health, ledger, runs
from apps.hub.engine.causes import Cause
from apps.hub.engine.deliver import Attempted
from apps.hub.engine.translate import describe
from apps.hub.models import Attempt, Mapping, Payload, Rule, SyncRun, Transfer
from apps.hub.models.mapping import ANY
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

#: Seconds until the next try after a temporary failure; after the last one a person is asked.
RETRY_SECONDS = (5, 30, 300, 1_800, 7_200, 18_000, 36_000, 86_400)
#: Up to this share of the wait is added at random, so that a crowd does not come back at once.
JITTER = 0.2
#: Which count of a run an attempt adds to.
COUNTS = {
    TransferState.DELIVERED: "delivered",
    TransferState.WAITING: "waiting",
    TransferState.HELD: "waiting",
    TransferState.RETRYING: "retrying",
    TransferState.UNKNOWN: "retrying",
    TransferState.QUEUED: "retrying",
    TransferState.SKIPPED: "skipped",
    TransferState.REVERSED: "reversed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state that an attempt leads to; ``wait`` in seconds, ``spends`` whether it counts as a try."""

    state: TransferState
    code: str = ""
    params: dict[str, str] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    wait: float = 0.0
    spends: bool = True


def judge(record: Attempted) -> Verdict:
    """Give the verdict on an attempt."""
    if record.defect:
        cause = causes.defect_of(record.defect)
        return Verdict(state=TransferState.WAITING, code=cause.code, params=dict(cause.params), causes=(cause,))
    if record.trouble:
        return judge_trouble(record.trouble, record.transfer)
    return judge_plan(record)


def judge_plan(record: Attempted) -> Verdict:
    """Give the verdict on an attempt that met no trouble."""
    plan = record.plan
    if plan is None:
        raise ValueError("an attempt without trouble has a plan")
    if plan.missing:
        found = tuple(causes.cause_of(missing) for missing in plan.missing)
        return Verdict(state=TransferState.WAITING, code=found[0].code, causes=found)
    if plan.rule:
        state = {Rule.Action.SKIP: TransferState.SKIPPED, Rule.Action.HOLD: TransferState.HELD}
        return Verdict(state=state[Rule.Action(plan.rule.action)], code="rule", params={"rule": plan.rule.name})
    if plan.document.cancelled:
        return Verdict(state=TransferState.REVERSED if record.undone else TransferState.SKIPPED, code="cancelled")
    return Verdict(state=TransferState.DELIVERED)


def judge_trouble(trouble: Trouble, transfer: Transfer) -> Verdict:
    """Give the verdict on an error, by what must happen next."""
    said: dict[str, Any] = {"code": trouble.code, "params": dict(trouble.params)}
    match trouble:
        case NotAuthorized():
            return Verdict(state=TransferState.QUEUED, spends=False, **said)
        case Throttled():
            wait = trouble.retry_after or 1.0
            return Verdict(state=TransferState.QUEUED, wait=wait, spends=False, **said)
        case OutcomeUnknown() if transfer.tries < len(RETRY_SECONDS):
            rest = transfer.flow.target.connector.settle_seconds
            return Verdict(state=TransferState.UNKNOWN, wait=max(pause(trouble, transfer.tries), rest), **said)
        case Temporary() if transfer.tries < len(RETRY_SECONDS):
            return Verdict(state=TransferState.RETRYING, wait=pause(trouble, transfer.tries), **said)
    return Verdict(state=TransferState.WAITING, causes=(causes.cause_of(trouble),), **said)


def honest(verdict: Verdict, transfer: Transfer) -> Verdict:
    """Say that an outcome is unknown as long as it is, whatever else went wrong meanwhile."""
    later = (TransferState.QUEUED, TransferState.RETRYING)
    if verdict.state in later and ledger.unverified(transfer):
        return replace(verdict, state=TransferState.UNKNOWN)
    return verdict


def pause(trouble: Temporary, tries: int) -> float:
    """Give the seconds until the next try; what the vendor asked for wins."""
    wait = trouble.retry_after or RETRY_SECONDS[tries]
    return wait * (1 + random.random() * JITTER)  # noqa: S311  spreads load, guards nothing


def settle(record: Attempted, *, owner: str, run: SyncRun) -> TransferState | None:
    """Write the outcome of an attempt and give the new state, or None when the lease was lost.

    What was booked is already in the ledger: losing the lease here loses no booking, the next
    worker finds it there.
    """
    verdict = honest(judge(record), record.transfer)
    with transaction.atomic():
        held = Transfer.objects.select_for_update(of=("self",)).filter(
            pk=record.transfer.pk, state=TransferState.SENDING, lease_owner=owner
        )
        current = held.first()
        if record.lost or current is None:
            return None
        write(record, verdict, current, run)
    health.learn(record.transfer.flow.target, record.trouble, answered=bool(record.exchanges))
    return verdict.state


def write(record: Attempted, verdict: Verdict, current: Transfer, run: SyncRun) -> None:
    """Write attempt, transfer, causes and the run's counts; one that never began leaves no attempt."""
    if not verdict.spends and not record.exchanges:
        apply(record, verdict, current)
        return
    current.attempts_made += 1
    apply(record, verdict, current)
    Attempt.objects.create(**attempt_fields(record, verdict, current), run=run)
    current.flow = record.transfer.flow
    if current.state == TransferState.WAITING:
        wait_behind(verdict.causes, record, current)
    else:
        causes.leave(current)
    runs.count(run, COUNTS[verdict.state])


def wait_behind(found: tuple[Cause, ...], record: Attempted, current: Transfer) -> None:
    """Put a transfer behind its causes, unless somebody has mapped a value while it was under way."""
    causes.block(current, found)
    missing = record.plan.missing if record.plan else ()
    if any(is_mapped(one, current) for one in missing):
        current.state, current.reason, current.due_at = TransferState.QUEUED, "", timezone.now()
        current.save()
        causes.leave(current)


def is_mapped(missing: MappingMissing, transfer: Transfer) -> bool:
    """Tell whether a value that was missing has a counterpart by now."""
    rows = Mapping.objects.between(transfer.flow.source_id, transfer.flow.target_id)
    values = (missing.value[:200], ANY)
    return rows.filter(vocabulary=missing.kind, value__in=values).exclude(target_value="").exists()


def apply(record: Attempted, verdict: Verdict, current: Transfer) -> None:
    """Bring the transfer's row to the verdict; content that came meanwhile is queued at once."""
    now = timezone.now()
    current.state, current.reason = verdict.state, verdict.code[:80]
    current.due_at = now + timedelta(seconds=verdict.wait)
    current.lease_owner, current.lease_until = "", None
    current.tries = current.tries + 1 if verdict.spends else current.tries
    current.crashes = 0
    current.operation_keys = record.transfer.operation_keys
    if record.plan and current.revision == record.transfer.revision:
        describe(current, record.plan.document)
    if verdict.state in FINAL:
        finish(record, verdict, current)
    if current.revision > record.transfer.revision:
        current.state, current.due_at, current.tries = TransferState.QUEUED, now, 0
    current.save()


def finish(record: Attempted, verdict: Verdict, current: Transfer) -> None:
    """Note what the target now has; what was skipped was not booked."""
    current.tries, current.requeue_mode = 0, RequeueMode.REBUILT
    if verdict.state == TransferState.SKIPPED:
        return
    current.delivered_revision = record.transfer.revision
    if verdict.state == TransferState.DELIVERED:
        current.delivered_at = current.delivered_at or timezone.now()
    if record.main:
        current.target_reference, current.target_number = record.main.target_id, record.main.number


def attempt_fields(record: Attempted, verdict: Verdict, current: Transfer) -> dict[str, Any]:
    """Give the fields of the attempt's row."""
    plan = record.plan
    return {
        "transfer": current,
        "number": current.attempts_made,
        "revision": record.transfer.revision,
        "started_at": record.started,
        "milliseconds": max(round((timezone.now() - record.started).total_seconds() * 1000), 0),
        "outcome": verdict.state,
        "code": verdict.code[:80],
        "params": verdict.params,
        "connector_version": record.transfer.flow.target.connector.version,
        "trace": list(plan.trace) if plan else [],
        "steps": record.done,
        "exchanges": kept(record.exchanges),
    }


def kept(exchanges: list[dict[str, Any]]) -> Payload | None:
    """Store the exchanges of an attempt, if there were any."""
    if not exchanges:
        return None
    payload = Payload.of(json.dumps(exchanges, ensure_ascii=False).encode())
    payload.save()
    return payload
