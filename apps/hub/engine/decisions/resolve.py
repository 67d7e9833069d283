"""What people decide: every decision is one transaction and leaves an audit entry."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, QuerySet

from apps.accounts.models import User
from apps.hub.engine.booking import causes, ledger
from apps.hub.engine.doors.fetch import fetches
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Blocker, Flow, Mapping, PendingError, Transfer
from apps.hub.models.mapping import ANY
from apps.hub.models.transfer import RequeueMode, TransferState

Verb = AuditEntry.Verb
#: The cause that a mapping answers; a value that was chosen and cannot be used is another one.
MISSING = "mapping.missing"
#: Causes resolved in one go; each database takes only so many values in a statement.
PORTION = 500


class NotPossible(Exception):
    """The decision does not fit the state that the thing is in by now; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def audit(actor: User | AnonymousUser, verb: str, thing: Model, *, reason: str = "", **detail: Any) -> None:
    """Write down who decided what about which thing, and why."""
    entry_of(actor, verb, thing, reason=reason, **detail).save()


def entry_of(actor: User | AnonymousUser, verb: str, thing: Model, *, reason: str = "", **detail: Any) -> AuditEntry:
    """Give the unsaved entry about a decision."""
    return AuditEntry(
        actor_id=actor.pk,
        actor_name=actor.get_username(),
        verb=verb,
        noun=thing._meta.model_name or "",
        noun_id=str(thing.pk),
        about=str(thing)[:300],
        reason=reason,
        detail=detail,
    )


def map_value(
    pending: PendingError, *, target_value: str, target_label: str, actor: User, everywhere: bool = False
) -> int:
    """Choose the target value of a missing mapping and release all that waited; give how many.

    ``everywhere`` makes it the default for every value of that kind without a row of its own.
    """
    with transaction.atomic():
        if everywhere:
            lock(Transfer.objects.filter(pk__in=behind(of_the_same_kind(pending))))
        row = lock_open(pending)
        if row.asks != PendingError.Asks.MAP:
            raise NotPossible("not_a_mapping")
        save_mapping(row, target_value=target_value, target_label=target_label, actor=actor, everywhere=everywhere)
        audit(actor, Verb.MAPPED, row, value=target_value, label=target_label)
        rows = [row, *causes.locked(of_the_same_kind(row))] if everywhere else [row]
        return close_all(rows, PendingError.Resolution.MAPPED, actor)


def of_the_same_kind(pending: PendingError) -> "QuerySet[PendingError]":
    """Give the other open causes that a default for every value answers too."""
    alike = PendingError.objects.open().filter(
        asks=PendingError.Asks.MAP, source=pending.source, target=pending.target, vocabulary=pending.vocabulary
    )
    return alike.exclude(pk=pending.pk)


def behind(pending: "QuerySet[PendingError]") -> "QuerySet[Blocker, int]":
    """Give the keys of the transfers that wait behind some causes."""
    return Blocker.objects.filter(pending_error__in=pending.values("pk")).values_list("transfer_id", flat=True)


def answer_with(mapping: Mapping, *, actor: User) -> int:
    """Resolve every open cause that a mapping answers, however the mapping was made; give how many transfers go on."""
    asked = PendingError.objects.open().filter(
        asks=PendingError.Asks.MAP,
        code=MISSING,
        source=mapping.source_id,
        target=mapping.target_id,
        vocabulary=mapping.vocabulary,
    )
    if mapping.value != ANY:
        asked = asked.filter(value=mapping.value)
    with transaction.atomic():
        lock(Transfer.objects.filter(pk__in=behind(asked)))
        rows = causes.locked(asked)
        said = {"value": mapping.target_value, "label": mapping.target_label}
        AuditEntry.objects.bulk_create([entry_of(actor, Verb.MAPPED, row, **said) for row in rows], PORTION)
        return close_all(rows, PendingError.Resolution.MAPPED, actor)


def lock_open(pending: PendingError) -> PendingError:
    """Lock a cause that nobody has resolved yet; raises `NotPossible` for one that is.

    What waits behind it is locked before it, as everybody does who holds a transfer and wants a cause.
    """
    lock(Transfer.objects.filter(blockers__pending_error=pending.pk))
    row = PendingError.objects.open().select_for_update(of=("self",)).filter(pk=pending.pk).first()
    if row is None:
        raise NotPossible("already_resolved")
    return row


def save_mapping(
    pending: PendingError, *, target_value: str, target_label: str, actor: User, everywhere: bool
) -> Mapping:
    """Make or change the mapping that a cause asks for; its version counts the changes."""
    key = {
        "source": pending.source,
        "target": pending.target,
        "vocabulary": pending.vocabulary,
        "value": ANY if everywhere else pending.value,
    }
    mapping = Mapping.objects.filter(**key).first() or Mapping(**key, version=0)
    mapping.label = "" if everywhere else pending.label
    mapping.target_value, mapping.target_label = target_value, target_label
    mapping.author, mapping.version = actor, mapping.version + 1
    mapping.save()
    return mapping


def retry_cause(pending: PendingError, *, actor: User, reason: str = "") -> int:
    """Say that the cause was dealt with and try all behind it again; give how many were released."""
    with transaction.atomic():
        row = lock_open(pending)
        if row.asks == PendingError.Asks.RECONNECT:
            raise NotPossible("reconnect_first")
        audit(actor, Verb.RETRIED, row, reason=reason)
        return close(row, PendingError.Resolution.RETRIED, actor)


def close(pending: PendingError, resolution: str, actor: User) -> int:
    """Resolve a cause and queue the transfers that wait for nothing else, in the order they came."""
    return close_all([pending], resolution, actor)


def close_all(pending: Sequence[PendingError], resolution: str, actor: User) -> int:
    """Resolve causes, which are locked, and queue what waits for nothing else; portion by portion."""
    keys = [row.pk for row in pending]
    portions = [keys[first : first + PORTION] for first in range(0, len(keys), PORTION)]
    return sum(close_portion(portion, resolution, actor) for portion in portions)


def close_portion(keys: list[int], resolution: str, actor: User) -> int:
    """Resolve causes in few statements, however many they are."""
    blockers = Blocker.objects.filter(pending_error__in=keys)
    released = set(blockers.values_list("transfer_id", flat=True))
    blockers.delete()
    resolved = {"resolved_at": clock.now(), "resolved_by": actor, "resolution": resolution}
    PendingError.objects.filter(pk__in=keys).update(**resolved)
    return release(Transfer.objects.filter(pk__in=released))


def lock(transfers: "QuerySet[Transfer]") -> None:
    """Lock some transfers, always in the same order."""
    list(transfers.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def release(transfers: "QuerySet[Transfer]") -> int:
    """Queue the waiting transfers among these behind which no cause is left.

    They are locked first: of two people who resolve a document's last two causes at once, one
    has to see that the other has done so.
    """
    lock(transfers)
    now = clock.now()
    blocked = Exists(Blocker.objects.filter(transfer=OuterRef("pk")))
    free = transfers.filter(~blocked, state=TransferState.WAITING)
    return free.update(state=TransferState.QUEUED, due_at=now, tries=0, reason="")


def skip(transfers: Iterable[Transfer], *, actor: User, reason: str) -> int:
    """Close transfers without booking them; give how many were still open."""
    return sum(leave(transfer, TransferState.SKIPPED, Verb.SKIPPED, actor, reason) for transfer in transfers)


def handled(transfer: Transfer, *, actor: User, reason: str, proof: str) -> int:
    """Close a transfer that a person booked elsewhere; ``proof`` is the number it got there."""
    return leave(transfer, TransferState.HANDLED, Verb.HANDLED, actor, reason, proof=proof)


def hold(transfers: Iterable[Transfer], *, actor: User, reason: str) -> int:
    """Keep transfers from being booked until they are requeued; give how many were still open."""
    return sum(leave(transfer, TransferState.HELD, Verb.HELD, actor, reason) for transfer in transfers)


#: A person may take a transfer out of these: nobody is booking it and nothing is unverified.
LEAVABLE = (
    TransferState.RECEIVED,
    TransferState.HELD,
    TransferState.WAITING,
    TransferState.QUEUED,
    TransferState.RETRYING,
    TransferState.READY,
)
#: Somebody has these in hand: a worker, or whoever reads the file that it is in.
IN_HAND = (TransferState.SENDING, TransferState.UNKNOWN, TransferState.FILED)


def leave(transfer: Transfer, state: str, verb: str, actor: User, reason: str, **detail: str) -> int:
    """Move a transfer that nobody is booking right now to ``state``, and out of its causes.

    What may have been booked without our knowing cannot be called skipped.
    """
    if state == TransferState.SKIPPED and ledger.unverified(transfer):
        return 0
    with transaction.atomic():
        row = Transfer.objects.filter(pk=transfer.pk, state__in=LEAVABLE)
        if not row.update(state=state, reason="person", tries=0, updated_at=clock.now()):
            return 0
        causes.leave(transfer)
        audit(actor, verb, transfer, reason=reason, **detail)
    return 1


def requeue(transfers: Sequence[Transfer], *, actor: User, mode: str = RequeueMode.REBUILT, reason: str = "") -> int:
    """Ask for transfers to be sent again; give how many were queued.

    One that is being booked, or is in a file, is left alone: it is already on its way. Who asks for a single one has
    seen what it changes and agrees to it; among several nobody has, so what stands in the books goes on asking.
    """
    agreed = {"agreed_revision": F("revision")} if len(transfers) == 1 else {}
    return sum(requeue_one(transfer, actor, mode, reason, agreed) for transfer in transfers)


def release_held(transfers: Iterable[Transfer], *, actor: User, reason: str = "") -> int:
    """Let held transfers go on; give how many were still on hold."""
    return sum(release_one(transfer, actor, reason) for transfer in transfers)


def release_one(transfer: Transfer, actor: User, reason: str) -> int:
    """Queue one held transfer."""
    now = clock.now()
    with transaction.atomic():
        row = Transfer.objects.filter(pk=transfer.pk, state=TransferState.HELD)
        changed = {"state": TransferState.QUEUED, "due_at": now, "tries": 0, "crashes": 0}
        if not row.update(**changed, requeue_mode=RequeueMode.REBUILT, reason="", updated_at=now):
            return 0
        audit(actor, Verb.RELEASED, transfer, reason=reason)
    return 1


def requeue_one(transfer: Transfer, actor: User, mode: str, reason: str, agreed: dict[str, F]) -> int:
    """Queue one transfer again, out of whatever it waited behind."""
    if mode == RequeueMode.FETCHED and fetches(transfer.flow) is None:
        return 0
    now = clock.now()
    with transaction.atomic():
        row = Transfer.objects.filter(pk=transfer.pk).exclude(state__in=IN_HAND)
        if mode == RequeueMode.SAME:
            row = row.filter(delivered_revision=F("revision"))  # of anything else no whole request was ever sent
        changed = {"state": TransferState.QUEUED, "due_at": now, "tries": 0, "crashes": 0, "requeue_mode": mode}
        if not row.update(**changed, **agreed, reason="", updated_at=now):
            return 0
        causes.leave(transfer)
        audit(actor, Verb.REQUEUED, transfer, reason=reason, mode=mode)
    return 1


def switch(flow: Flow, *, active: bool, actor: User) -> int:
    """Switch a flow on or off; switching on queues what was received meanwhile; give how many."""
    with transaction.atomic():
        flow.active = active
        flow.save(update_fields=["active"])
        audit(actor, Verb.SWITCHED, flow, active=active)
        received = Transfer.objects.filter(flow=flow, state=TransferState.RECEIVED)
        return received.update(state=TransferState.QUEUED, due_at=clock.now()) if active else 0


def assign(pending: PendingError, *, to: User | None, actor: User) -> None:
    """Make somebody responsible for a cause, or nobody."""
    with transaction.atomic():
        PendingError.objects.filter(pk=pending.pk).update(assigned_to=to)
        audit(actor, Verb.ASSIGNED, pending, to=to.get_username() if to else "")


def comment(thing: Model, *, actor: User, text: str) -> None:
    """Leave a note that everybody sees beside the thing."""
    audit(actor, Verb.COMMENTED, thing, reason=text)
