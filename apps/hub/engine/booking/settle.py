"""Turning what came of attempts into the transfers' states, in one short transaction."""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from apps.core.errors import MappingMissing, NotAuthorized, OutcomeUnknown, Temporary, Throttled, Trouble
from apps.hub.engine.access import health
from apps.hub.engine.booking import causes, collect, errands, ledger, runs
from apps.hub.engine.booking.attempts import Attempted
from apps.hub.engine.booking.causes import Cause
from apps.hub.engine.booking.translate import describe
from apps.hub.engine.outgoing import announce
from apps.hub.engine.rows import bulk, clock
from apps.hub.models import Attempt, Blocker, Payload, Rule, SyncRun, Transfer
from apps.hub.models import Mapping as MappingRow
from apps.hub.models.mapping import ANY
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

#: Seconds until the next try after a temporary failure; after the last one a person is asked.
RETRY_SECONDS = (5, 30, 300, 1_800, 7_200, 18_000, 36_000, 86_400)
#: Up to this share of the wait is added at random, so that a crowd does not come back at once.
JITTER = 0.2
#: Which count of a run an attempt adds to.
COUNTS = {
    TransferState.DELIVERED: "delivered",
    TransferState.READY: "ready",
    TransferState.WAITING: "waiting",
    TransferState.HELD: "waiting",
    TransferState.RETRYING: "retrying",
    TransferState.UNKNOWN: "retrying",
    TransferState.QUEUED: "retrying",
    TransferState.SKIPPED: "skipped",
    TransferState.REVERSED: "reversed",
}
#: What an attempt may change of a transfer; its content belongs to whoever reads events.
CHANGED = (
    "number", "party", "party_tax_id", "direction", "amount", "currency", "issued_on", "due_on",
    "document_changed_at", "cancelled", "remarks", "delivered_revision", "state", "reason", "requeue_mode",
    "due_at", "lease_owner", "lease_until", "tries", "crashes", "attempts_made", "operation_keys",
    "target_reference", "target_number", "delivered_at", "updated_at",
)  # fmt: skip


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
    if plan.document.cancelled or not plan.steps:
        code = "cancelled" if plan.document.cancelled else "nothing_to_book"
        return Verdict(state=TransferState.REVERSED if record.undone else TransferState.SKIPPED, code=code)
    return Verdict(state=TransferState.READY if record.offer else TransferState.DELIVERED)


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


def honest(verdict: Verdict, record: Attempted) -> Verdict:
    """Say that an outcome is unknown as long as it is, whatever else went wrong meanwhile."""
    later = (TransferState.QUEUED, TransferState.RETRYING)
    if verdict.state in later and unverified(record):
        return replace(verdict, state=TransferState.UNKNOWN)
    return verdict


def unverified(record: Attempted) -> bool:
    """Tell whether the answer to one of the calls got lost and nobody has asked the target yet."""
    if record.operations:
        return any(row.state == row.State.SENDING for row in record.operations.values())
    return ledger.unverified(record.transfer)


def pause(trouble: Temporary, tries: int) -> float:
    """Give the seconds until the next try; what the vendor asked for wins."""
    wait = trouble.retry_after or RETRY_SECONDS[tries]
    return wait * (1 + random.random() * JITTER)  # noqa: S311  spreads load, guards nothing


@dataclass(slots=True)
class Settled:
    """One attempt with its verdict, and the transfer's row as it is now."""

    record: Attempted
    verdict: Verdict
    current: Transfer

    @property
    def began(self) -> bool:
        """Tell whether the attempt counts; one that was put off before it began leaves no trace."""
        return self.verdict.spends or bool(self.record.exchanges)


def settle_all(
    records: Sequence[Attempted], *, owner: str, run_of: Mapping[int, SyncRun]
) -> list[TransferState | None]:
    """Write the outcomes of many attempts in one transaction; give each new state, None for a lost lease.

    Losing the lease here loses no booking: the ledger has said "sending" all along, and the
    next worker asks the target.
    """
    verdicts = [honest(judge(record), record) for record in records]
    with transaction.atomic():
        rows = locked(records, owner)
        written = [(record.transfer.flow, row) for record in records for row in record.written]
        ledger.write_down([row for _flow, row in written], owner)
        errands.follow(records[0].transfer.flow.target.connector, written)
        settled = [
            Settled(record, verdict, rows[record.transfer.pk])
            for record, verdict in zip(records, verdicts, strict=True)
            if record.transfer.pk in rows and not record.lost
        ]
        write(settled, run_of)
    learn(settled)
    states = {done.current.pk: done.verdict.state for done in settled}
    return [states.get(record.transfer.pk) for record in records]


def learn(settled: Sequence[Settled]) -> None:
    """Tell what the attempts said about the health of their target."""
    if settled:
        target = settled[0].record.transfer.flow.target
        health.learn_all(target, [(done.record.trouble, bool(done.record.exchanges)) for done in settled])


def locked(records: Sequence[Attempted], owner: str) -> dict[int, Transfer]:
    """Lock the transfers that are still ours and give them as they are now."""
    keys = [record.transfer.pk for record in records]
    held = Transfer.objects.select_for_update().filter(pk__in=keys, state=TransferState.SENDING, lease_owner=owner)
    return {transfer.pk: transfer for transfer in held.order_by("pk")}


def write(settled: Sequence[Settled], run_of: Mapping[int, SyncRun]) -> None:
    """Write attempts, transfers, causes and the runs' counts."""
    began = [done for done in settled if done.began]
    for done in settled:
        done.current.flow = done.record.transfer.flow
        done.current.attempts_made += int(done.began)
        apply(done.record, done.verdict, done.current)
    bulk.update(Transfer, [done.current for done in settled], CHANGED)
    payloads = keep([done.record for done in began])
    attempts = [
        Attempt(**attempt_fields(done), run=run_of[done.current.flow_id], exchanges=payload)
        for done, payload in zip(began, payloads, strict=True)
    ]
    bulk.insert(Attempt, attempts)
    sort_causes(began)
    announce.states([done.current for done in began])
    errands.notify([done.current for done in settled if done.verdict.state == TransferState.DELIVERED])
    offers = [(done.current, done.record.offer) for done in settled if done.current.state == TransferState.READY]
    collect.lay_down([(current, offer) for current, offer in offers if offer])
    for key, run in run_of.items():
        counted = [COUNTS[done.verdict.state] for done in began if done.current.flow_id == key]
        if counted:
            runs.count(run, Counter(counted))


def sort_causes(began: Sequence[Settled]) -> None:
    """Put what waits behind its causes, and take everything else out from behind any."""
    waiting = [done for done in began if done.current.state == TransferState.WAITING]
    others = [done.current for done in began if done.current.state != TransferState.WAITING]
    blocked = Blocker.objects.filter(transfer__in=[transfer.pk for transfer in others])
    behind = set(blocked.values_list("transfer_id", flat=True))
    for transfer in others:
        if transfer.pk in behind:
            causes.leave(transfer)
    if waiting:
        causes.block_all([(done.current, done.verdict.causes) for done in waiting])
        go_on_where_mapped(waiting)


def go_on_where_mapped(waiting: Sequence[Settled]) -> None:
    """Let go on what waits for a value that somebody has mapped while it was under way."""
    asked = [(done.current, one) for done in waiting if done.record.plan for one in done.record.plan.missing]
    known = mapped([one for _transfer, one in asked], waiting[0].current) if asked else set()
    for current in {transfer.pk: transfer for transfer, one in asked if answered(one, transfer, known)}.values():
        current.state, current.reason, current.due_at = TransferState.QUEUED, "", clock.now()
        current.save(update_fields=["state", "reason", "due_at"])
        causes.leave(current)


def mapped(missing: Sequence[MappingMissing], transfer: Transfer) -> set[tuple[int, str, str]]:
    """Give which of some missing values have a counterpart at a transfer's target by now, by source and kind."""
    values = {one.value[:200] for one in missing} | {ANY}
    rows = MappingRow.objects.filter(target=transfer.target_id, vocabulary__in={one.kind for one in missing})
    found = rows.filter(value__in=values).exclude(target_value="")
    return set(found.values_list("source_id", "vocabulary", "value"))


def answered(missing: MappingMissing, transfer: Transfer, known: set[tuple[int, str, str]]) -> bool:
    """Tell whether a value that was missing is among those that have a counterpart."""
    source = transfer.flow.source_id
    return not known.isdisjoint({(source, missing.kind, missing.value[:200]), (source, missing.kind, ANY)})


def apply(record: Attempted, verdict: Verdict, current: Transfer) -> None:
    """Bring the transfer's row to the verdict; content that came meanwhile is queued at once."""
    now = clock.now()
    current.state, current.reason = verdict.state, verdict.code[:80]
    current.due_at = now + timedelta(seconds=verdict.wait)
    current.lease_owner, current.lease_until = "", None
    current.tries = current.tries + 1 if verdict.spends else current.tries
    current.crashes = 0
    current.operation_keys = record.transfer.operation_keys
    if record.plan and current.revision == record.transfer.revision:
        describe(current, record.plan.document)
    if verdict.state in (*FINAL, TransferState.READY):
        finish(record, verdict, current)
    if current.revision > record.transfer.revision:
        current.state, current.due_at, current.tries = TransferState.QUEUED, now, 0


def finish(record: Attempted, verdict: Verdict, current: Transfer) -> None:
    """Note what the target now has; what was skipped or only lies ready was not booked."""
    current.tries, current.requeue_mode = 0, RequeueMode.REBUILT
    if verdict.state in (TransferState.SKIPPED, TransferState.READY):
        return
    current.delivered_revision = record.transfer.revision
    if verdict.state == TransferState.DELIVERED:
        current.delivered_at = current.delivered_at or clock.now()
    if record.main:
        current.target_reference, current.target_number = record.main.target_id, record.main.number


def attempt_fields(done: Settled) -> dict[str, Any]:
    """Give the fields of the attempt's row."""
    record, plan = done.record, done.record.plan
    return {
        "transfer": done.current,
        "number": done.current.attempts_made,
        "revision": record.transfer.revision,
        "started_at": record.started,
        "milliseconds": max(round((clock.now() - record.started).total_seconds() * 1000), 0),
        "outcome": done.verdict.state,
        "code": done.verdict.code[:80],
        "params": done.verdict.params,
        "connector_version": record.transfer.flow.target.connector.version,
        "trace": list(plan.trace) if plan else [],
        "steps": record.done,
    }


def keep(records: Sequence[Attempted]) -> list[Payload | None]:
    """Store the exchanges of attempts, where there were any, and give their rows in the same order."""
    rows = [
        Payload.of(json.dumps(record.exchanges, ensure_ascii=False).encode()) if record.exchanges else None
        for record in records
    ]
    bulk.insert(Payload, [row for row in rows if row])
    return rows
