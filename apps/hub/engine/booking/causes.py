"""Why a document waits: one row per cause, shared by every document that has it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from apps.core.errors import MappingMissing, NotAuthorized, Place, Rejected, Temporary, Trouble
from apps.hub.models import Blocker, Connection, PendingError, Transfer

Asks = PendingError.Asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A cause that is about to be recorded."""

    code: str
    asks: str
    params: Mapping[str, str] = field(default_factory=dict)
    vocabulary: str = ""
    value: str = ""
    label: str = ""

    def fingerprint(self, source: Connection | None, target: Connection | None) -> str:
        """Give what makes two causes one: the ends, the code, and its words without numbers.

        Documents that are refused for the same reason stand behind one cause, although each
        refusal names another document.
        """
        words = {name: re.sub(r"\d+", "#", text) for name, text in self.params.items()}
        ends = [connection.pk if connection else None for connection in (source, target)]
        parts = [*ends, self.code, self.asks, self.vocabulary, self.value, words if not self.vocabulary else {}]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


#: Of a document that has cost several workers.
KILLS_WORKER = Cause(code="internal.kills_worker", asks=Asks.SUPPORT)


def cause_of(trouble: Trouble) -> Cause:
    """Give the cause that a person has to deal with."""
    match trouble:
        case MappingMissing():
            return Cause(
                code=trouble.code,
                asks=Asks.MAP,
                vocabulary=trouble.kind,
                value=trouble.value[:200],
                label=trouble.label[:300],
                params=trouble.params,
            )
        case NotAuthorized():
            return Cause(code=trouble.code, asks=Asks.RECONNECT, params=trouble.params)
        case Rejected():
            return Cause(code=trouble.code, asks=Asks(str(trouble.place)), params=trouble.params)
    place = trouble.place if isinstance(trouble, Temporary) else Place.TARGET
    return Cause(code="retries.exhausted", asks=Asks(str(place)), params={"last": trouble.code})


def defect_of(error: Exception) -> Cause:
    """Give the cause for a defect of ours: its kind only, the trace is in the log."""
    return Cause(code="internal", asks=Asks.SUPPORT, params={"error": type(error).__name__})


def record(wanted: Mapping[str, PendingError]) -> dict[str, PendingError]:
    """Give the open row of each cause by its fingerprint, made where there is none, and locked.

    Without the lock somebody could resolve a cause between this moment and the commit, and
    what is put behind it would wait behind nothing for ever.
    """
    while True:
        rows = [copy(wanted[fingerprint]) for fingerprint in sorted(wanted)]
        PendingError.objects.bulk_create(rows, ignore_conflicts=True)
        found = locked(PendingError.objects.filter(fingerprint__in=wanted))
        if len(found) == len(wanted):
            return {row.fingerprint: row for row in found}


def locked(causes: "QuerySet[PendingError]") -> list[PendingError]:
    """Lock those of some causes that are open, always in the same order, and give them."""
    return list(causes.filter(resolved_at=None).select_for_update(of=("self",)).order_by("pk"))


def new_row(cause: Cause, fingerprint: str, source: Connection | None, target: Connection | None) -> PendingError:
    """Give an unsaved row for a cause."""
    return PendingError(
        source=source,
        target=target,
        code=cause.code,
        asks=cause.asks,
        vocabulary=cause.vocabulary,
        value=cause.value,
        label=cause.label,
        params=dict(cause.params),
        fingerprint=fingerprint,
        opened_at=timezone.now(),
    )


def block(transfer: Transfer, causes: Iterable[Cause]) -> None:
    """Put a transfer behind its causes, and behind no others. Call it in a transaction."""
    block_all([(transfer, causes)])


def block_all(waiting: Sequence[tuple[Transfer, Iterable[Cause]]]) -> None:
    """Put transfers behind their causes, in as few statements for many as for one. Call it in a transaction."""
    keys = [transfer.pk for transfer, _causes in waiting]
    behind = set(Blocker.objects.filter(transfer__in=keys).values_list("pending_error_id", flat=True))
    asked = [(transfer, unsaved(transfer, causes)) for transfer, causes in waiting]
    rows = record({cause.fingerprint: cause for _transfer, found in asked for cause in found})
    Blocker.objects.filter(transfer__in=keys).delete()
    Blocker.objects.bulk_create(
        Blocker(transfer=transfer, pending_error=rows[fingerprint])
        for transfer, found in asked
        for fingerprint in {cause.fingerprint: None for cause in found}
    )
    if behind:
        close_empty(behind)


def unsaved(transfer: Transfer, causes: Iterable[Cause]) -> list[PendingError]:
    """Give unsaved rows for what keeps a transfer between its two ends."""
    source, target = transfer.flow.source, transfer.flow.target
    return [new_row(cause, cause.fingerprint(source, target), source, target) for cause in causes]


def leave(transfer: Transfer) -> None:
    """Take a transfer out from behind its causes. Call it in a transaction."""
    behind = list(transfer.blockers.values_list("pending_error_id", flat=True))
    if behind:
        transfer.blockers.all().delete()
        close_empty(behind)


def close_empty(causes: Iterable[int]) -> None:
    """Resolve the causes among these behind which nothing waits any more.

    They are locked first, so that a transfer that is being put behind one of them is seen.
    """
    rows = locked(PendingError.objects.filter(pk__in=list(causes)).exclude(asks=Asks.RECONNECT))
    empty = PendingError.objects.filter(pk__in=[row.pk for row in rows], blockers=None)
    empty.update(resolved_at=timezone.now(), resolution=PendingError.Resolution.EMPTY)
