"""The disk is full: senders are asked to come back, nothing is half stored, and with room again all goes on."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.scenarios import Notification
from apps.sandbox.server import Sandbox
from tests.hub.faults.cluster import own_cluster
from tests.hub.faults.disk import SmallDisk, small_disk
from tests.hub.faults.house import House, Senders, payables
from tests.hub.running.crew import until

pytestmark = pytest.mark.disk
DOCUMENTS, LARGE = 16, 60_000


@contextmanager
def house_on(disk: SmallDisk, place: Path, sandbox: Sandbox) -> Iterator[House]:
    """Give a hub whose database lies on a small disk, with the kind of database that the suite runs on."""
    if connection.vendor == "postgresql":
        with own_cluster(disk) as cluster:
            yield House(place, cluster.url, sandbox)
    else:
        yield House(place, f"sqlite:///{disk.folder / 'house.sqlite3'}", sandbox, disk.entering)


def large(notes: list[Notification]) -> list[Notification]:
    """Let documents carry what no compression makes small."""
    dice = random.Random(5)
    for note in notes:
        note.body["Observation"] = dice.randbytes(LARGE).hex()
    return notes


def test_calls_are_put_off_while_the_disk_is_full_and_all_is_booked_once_when_there_is_room(
    sandbox: Sandbox, builder: Builder, tmp_path: Path
) -> None:
    documents = large(payables(DOCUMENTS, builder))
    with (
        small_disk(megabytes=200) as disk,
        house_on(disk, tmp_path, sandbox) as house,
        house.worker() as worker,
        house.web() as web,
    ):
        before = Senders(web, documents[:6])
        disk.fill()
        after = Senders(web, documents[6:])
        until(lambda: after.refused() > 8)
        assert web.answers()
        disk.make_room()
        accepted = before.finish() + after.finish()
        house.assert_holds_once(accepted)
        house.drained(DOCUMENTS)
        assert worker.process.poll() is None
    titles = [title["codigo_lancamento_integracao"] for title in sandbox.records("omie", "contapagar")]
    assert (len(titles), len(set(titles))) == (DOCUMENTS, DOCUMENTS)
