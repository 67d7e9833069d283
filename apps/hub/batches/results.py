"""Results of files: kept as they were uploaded, looked at, and applied in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.errors import Place, Rejected
from apps.core.layouts.results import ResultFormat, ResultLine, Results
from apps.hub.batches import decide, failing, paid
from apps.hub.batches.judging import TAKEN, Fate, Judgement, judge
from apps.hub.batches.result_table import MOST, TABLE
from apps.hub.batches.said import Said
from apps.hub.engine.booking.translate import fitting
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.doors.upload import Given, must_fit
from apps.hub.engine.rows import clock
from apps.hub.models import AuditEntry, Batch, BatchItem, BatchResult, BatchTitle, Payload
from apps.hub.models.payload import digest


@dataclass(frozen=True, slots=True)
class Receipt:
    """The row of a result; whether it was there before; or the other file that it is about, and then no row."""

    result: BatchResult | None
    repeated: bool = False
    about: Batch | None = None


def formats_of(batch: Batch) -> tuple[ResultFormat, ...]:
    """Give the kinds of result that there are for a file: those of its target, and the table that anybody can make."""
    try:
        declared = batch.flow.target.connector.results
    except KeyError:
        declared = ()
    return (*declared, TABLE)


def receive(batch: Batch, given: Given, *, read_as: str, actor: User) -> Receipt:
    """Keep a result of a file and give its row; raises `Rejected` for what cannot be read, of which nothing is kept.

    The very same one again gives the first one's row, and one about another file is not kept but told.
    """
    must_fit(len(given.content))
    sha256 = digest(given.content)
    if known := batch.results.filter(sha256=sha256).first():
        return Receipt(known, repeated=True)
    results = read(batch, given.content, read_as)
    if other := of_another(judge(batch, results)):
        return Receipt(None, about=other)
    try:
        return Receipt(keep(batch, given, results, read_as=read_as, actor=actor))
    except IntegrityError:  # somebody else has uploaded the same one just now
        return Receipt(batch.results.get(sha256=sha256), repeated=True)


def read(batch: Batch, content: bytes, read_as: str) -> Results:
    """Read a result in one of the kinds that there are."""
    known = {one.slug: one for one in formats_of(batch)}
    if read_as not in known:
        raise Rejected("result.format", place=Place.SOURCE)
    found = known[read_as]
    results = found.read_beside(content, batch.payload.raw) if found.read_beside else found.read(content)
    if len(results.lines) > MOST:
        raise Rejected("result.too_long", place=Place.SOURCE, largest=MOST)
    if not results.lines and not results.whole_rejected:
        raise Rejected("result.empty", place=Place.SOURCE)
    return results


def of_another(judgement: Judgement) -> Batch | None:
    """Give the other file that a result is about: nothing in it names this one, and something names that one."""
    fates = {judged.fate for judged in judgement.lines}
    if fates - {Fate.ELSEWHERE, Fate.UNKNOWN}:
        return None
    return next((judged.elsewhere for judged in judgement.lines if judged.elsewhere), None)


def keep(batch: Batch, given: Given, results: Results, *, read_as: str, actor: User) -> BatchResult:
    """Give the saved row of a result; it changes nothing until it is applied."""
    payload = Payload.of(given.content)
    with transaction.atomic():
        payload.save()
        row = BatchResult.objects.create(
            batch=batch,
            name=fitting(given.name, 200),
            read_as=read_as,
            sha256=payload.sha256,
            size=payload.size,
            payload=payload,
            person=actor,
            person_name=actor.get_username(),
            lines=[storable(line) for line in results.lines],
            whole_rejected=results.whole_rejected,
            message=fitting(results.message, 2000),
        )
        resolve.audit(actor, AuditEntry.Verb.UPLOADED, batch, reason=row.name, sha256=row.sha256)
    return row


def storable(line: ResultLine) -> dict[str, Any]:
    """Give a line as it is kept."""
    day = line.paid_on.isoformat() if line.paid_on else None
    return asdict(line) | {"key": fitting(line.key, 200), "message": fitting(line.message, 2000), "paid_on": day}


def restored(line: dict[str, Any]) -> ResultLine:
    """Give a line that was kept; older ones tell no day of payment."""
    day = line.get("paid_on")
    return ResultLine(**(line | {"paid_on": date.fromisoformat(day) if day else None}))


def judgement_of(result: BatchResult) -> Judgement:
    """Give what a result means for its file as it stands now."""
    return judge(result.batch, results_of(result))


def results_of(result: BatchResult) -> Results:
    """Give the lines of a kept result."""
    lines = tuple(restored(line) for line in result.lines)
    return Results(lines=lines, whole_rejected=result.whole_rejected, message=result.message)


def apply(result: BatchResult, *, seen: str, actor: User) -> Judgement:
    """Do what a result says, all of it in one transaction, and give what was done.

    Raises `NotPossible` when it was applied before, says nothing about the file that was not said already, or means
    something else by now than what was ``seen``.
    """
    with transaction.atomic():
        batch = decide.locked(result.batch_id)
        if batch.results.filter(pk=result.pk).exclude(applied_at=None).exists():
            raise NotPossible("result.applied")
        held = {item.pk: item for item in decide.hold(batch, (BatchItem.State.FILED, *TAKEN))}
        judgement = judge(batch, results_of(result))
        if batch.over and not judgement.does_something:
            raise NotPossible("batch.over")
        if judgement.seen != seen:
            raise NotPossible("result.changed")
        carry_out(judgement, held, actor)
        if not batch.over:
            decide.end(batch, actor, reason=result.message)
        write_down(result, judgement, actor)
    return judgement


def carry_out(judgement: Judgement, held: dict[int, BatchItem], actor: User) -> None:
    """Take over, refuse and free the documents of a file, and have those wait that failed since."""
    write_titles(judgement.titles)
    decide.take_over([held[item.pk] for item in judgement.confirmed])
    decide.turn_down([(held[key], words) for key, words in judgement.refused.items()], actor=actor)
    freed = [held[item.pk] for item in judgement.freed]
    decide.move(freed, BatchItem.State.FREED)
    decide.queue([item.transfer for item in freed])
    failing.fail([(held[key], said) for key, said in judgement.failed.items()], actor=actor)
    paid.pass_on([held[key] for key in {said.title.item_id for said in judgement.titles if said.paid_on}])


def write_titles(said: Sequence[Said]) -> None:
    """Write down what is said of titles; call it in a transaction, with their file locked."""
    for one in said:
        one.title.state, one.title.paid_on = one.state, one.paid_on
    BatchTitle.objects.bulk_update([one.title for one in said], ("state", "paid_on"), batch_size=decide.PORTION)


def write_down(result: BatchResult, judgement: Judgement, actor: User) -> None:
    """Note what applying a result has done."""
    result.applied_at, result.applied_by = clock.now(), actor
    result.confirmed, result.refused = len(judgement.confirmed), len(judgement.refused)
    result.failed, result.paid = len(judgement.failed), judgement.paid
    result.unknown = judgement.count(Fate.UNKNOWN, Fate.ELSEWHERE, Fate.SEVERAL)
    result.save()
    counts = {name: getattr(result, name) for name in ("confirmed", "refused", "failed", "paid", "unknown")}
    resolve.audit(actor, AuditEntry.Verb.APPLIED, result.batch, reason=result.name, sha256=result.sha256, **counts)
