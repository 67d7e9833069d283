"""One page of a source's documents, kept together with the place behind it."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from apps.core.connector import Page, Pulled
from apps.core.paging import written
from apps.hub.engine.booking import runs
from apps.hub.engine.doors import room
from apps.hub.engine.doors.room import Arrival, Made, Took
from apps.hub.engine.rows import clock, stream
from apps.hub.models import Flow, Payload, Pull, Transfer
from apps.hub.models.payload import digest

log = logging.getLogger(__name__)

#: A worker that has kept no page for so long is taken for dead: longer than any page takes to come.
LEASE = timedelta(seconds=120)
#: Characters of an id that the table holds.
LONGEST_ID = 120
#: Which count of a run a document adds to.
COUNTS = {
    Took.NEW: "new",
    Took.CHANGED: "changed",
    Took.KNOWN: "unchanged",
    Took.OLDER: "unchanged",
    Took.UNREADABLE: "unreadable",
}


class LeaseLost(Exception):
    """Somebody else goes on with the pull, or a person sent it elsewhere: this page is not ours to keep."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One worker's hold on a pull: the row, the name that it is leased under, and the flows that take its documents."""

    pull: Pull
    owner: str
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page made ready outside of any transaction.

    ``fresh`` are transfers of documents that nobody knew, ``others`` what has to be looked at
    one by one, ``known`` how many each flow has already.
    """

    page: Page
    fresh: list[tuple[Arrival, Transfer]]
    others: list[tuple[Arrival, Flow]]
    known: dict[int, int]


def prepare(page: Page, reading: Reading) -> Sheet:
    """Sort a page into what is new, what has changed and what is known: one query, and the work of reading."""
    now = clock.now()
    told = [(pulled, *named(pulled)) for pulled in page.documents]
    have = digests(reading.flows, [key for _pulled, key, _raw in told])
    heard_of = {key for _flow, key in have}
    told = [one for one in told if not one[0].only_known or one[1] in heard_of]
    page = replace(page, documents=[pulled for pulled, _key, _raw in told])
    found = {key: (pulled, raw, digest(raw)) for pulled, key, raw in told}
    wanted = {
        key: arrival_of(reading.pull, key, *entry, now)
        for key, entry in found.items()
        if any(have.get((flow.pk, key)) != entry[2] for flow in reading.flows)
    }
    came = list(wanted.values())
    flows = {(reading.pull.connection_id, reading.pull.kind): reading.flows}
    fresh = room.newcomers(came, flows, set(have))
    made = {(arrival, transfer.flow_id) for arrival, transfer in fresh}
    others = [
        (arrival, flow)
        for arrival in came
        for flow in reading.flows
        if (arrival, flow.pk) not in made and is_news(arrival, flow, have.get((flow.pk, arrival.source_id)))
    ]
    return Sheet(page, fresh, others, known_to(reading.flows, len(page.documents), made, others))


def is_news(arrival: Arrival, flow: Flow, checksum: str | None) -> bool:
    """Tell whether what came is another content than a flow has, or one that it should have."""
    return room.begins(arrival, flow) if checksum is None else checksum != arrival.digest


def named(pulled: Pulled) -> tuple[str, bytes]:
    """Give a document's id and bytes; one whose id no table holds is kept under its checksum."""
    raw = pulled.raw or written(pulled.payload)
    usable = 0 < len(pulled.source_id) <= LONGEST_ID and "\0" not in pulled.source_id
    return (pulled.source_id if usable else f"?{digest(raw)}"), raw


def digests(flows: Sequence[Flow], ids: list[str]) -> dict[tuple[int, str], str]:
    """Give the checksums of what the flows have, by flow and id; an empty one where the bytes are gone."""
    rows = Transfer.objects.filter(flow__in=flows, source_id__among=ids)
    told = rows.values_list("flow_id", "source_id", "digest", "payload_id")
    return {(flow, key): checksum if payload else "" for flow, key, checksum, payload in told}


def arrival_of(pull: Pull, key: str, pulled: Pulled, raw: bytes, checksum: str, now: datetime) -> Arrival:
    """Give what came in; only content that was cut from the vendor's own bytes is not decoded again."""
    return Arrival(
        connection_id=pull.connection_id,
        kind=pull.kind,
        source_id=key,
        digest=checksum,
        payload=Payload.of(raw, checksum),
        at=now,
        content=pulled.payload if pulled.raw else None,
        only_known=pulled.only_known,
    )


def known_to(flows: Sequence[Flow], number: int, made: Made, others: Sequence[tuple[Arrival, Flow]]) -> dict[int, int]:
    """Give how many of so many documents each flow has as they are."""
    taken = Counter(flow for _arrival, flow in made) + Counter(flow.pk for _arrival, flow in others)
    return {flow.pk: number - taken[flow.pk] for flow in flows}


def keep(sheet: Sheet, reading: Reading) -> int:
    """Commit a page and its place together; give how many documents were new or changed to any flow.

    Raises `LeaseLost` when the pull is no longer ours; then nothing of the page is kept.
    """
    with transaction.atomic():
        move_on(sheet.page, reading)
        found = take(sheet, reading)
        for flow in reading.flows:
            count(flow, found[flow.pk], sheet.page, reading.pull)
        stored = len(sheet.page.documents) - min(counts[Took.KNOWN] + counts[Took.OLDER] for counts in found.values())
        Pull.objects.filter(pk=reading.pull.pk).update(stored=F("stored") + stored)
    reading.pull.cursor, reading.pull.failures = sheet.page.cursor, 0
    return stored


def move_on(page: Page, reading: Reading) -> None:
    """Put the place behind a page and renew the lease; whoever waits for the row finds both."""
    row = Pull.objects.filter(pk=reading.pull.pk, lease_owner=reading.owner)
    moved = row.update(
        cursor=page.cursor,
        lease_until=clock.now() + LEASE,
        read=F("read") + len(page.documents),
        failures=0,
        code="",
        params={},
    )
    if not moved:
        raise LeaseLost


def take(sheet: Sheet, reading: Reading) -> dict[int, Counter[Took]]:
    """Save what is new together and the rest one by one; give what the documents were to each flow."""
    together = save_together(sheet.fresh)
    if not together:  # somebody was faster with one of them
        sheet = prepare(sheet.page, reading)
        together = save_together(sheet.fresh)
    found = {flow.pk: Counter({Took.KNOWN: sheet.known[flow.pk]}) for flow in reading.flows}
    single = [*sheet.others]
    for arrival, transfer in sheet.fresh:
        if together:
            found[transfer.flow_id][Took.NEW] += 1
        else:
            single.append((arrival, transfer.flow))
    lock(single)
    for arrival, flow in single:
        found[flow.pk][room.take_in_any_case(arrival, flow)] += 1
    return found


def lock(single: Sequence[tuple[Arrival, Flow]]) -> None:
    """Lock the transfers of some documents in the order in which everybody locks transfers."""
    if single:
        flows, ids = {flow.pk for _arrival, flow in single}, {arrival.source_id for arrival, _flow in single}
        rows = Transfer.objects.select_for_update().filter(flow__in=flows, source_id__among=ids)
        list(rows.order_by("pk").values_list("pk", flat=True))


def save_together(fresh: Sequence[tuple[Arrival, Transfer]]) -> bool:
    """Save new transfers with their bytes; nothing of them when one cannot be, or somebody was faster."""
    came = list({arrival: None for arrival, _transfer in fresh})
    payloads = [arrival.payload for arrival in came if arrival.payload]
    try:
        with transaction.atomic():
            stream.insert(payloads)
            for arrival, transfer in fresh:
                transfer.payload_id = arrival.payload.pk if arrival.payload else None
            stream.insert([transfer for _arrival, transfer in fresh])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.warning("the new documents of a page cannot be saved together", exc_info=True)
        room.forget_saving(payloads)
        return False
    return True


def count(flow: Flow, found: Mapping[Took, int], page: Page, pull: Pull) -> None:
    """Add a page to the flow's run; one without documents is no news."""
    if page.documents:
        numbers: Counter[str] = Counter()
        for took, number in found.items():
            numbers[COUNTS[took]] += number
        run = runs.open_run(flow, pull.trigger)
        runs.count_read(run, numbers, before=pull.cursor, after=page.cursor)
