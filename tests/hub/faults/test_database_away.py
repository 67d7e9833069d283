"""The database is away while webhooks arrive: senders are asked to come back, and nothing is half stored."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox
from tests.hub.faults.cluster import Cluster, own_cluster
from tests.hub.faults.house import House, Senders, payables, source_id
from tests.hub.running.crew import until

DOCUMENTS = 16


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with own_cluster() as running:
        yield running


@pytest.mark.postgres
def test_calls_are_put_off_while_the_database_is_away_and_all_is_booked_once_when_it_is_back(
    cluster: Cluster, sandbox: Sandbox, builder: Builder, tmp_path: Path
) -> None:
    documents = payables(DOCUMENTS, builder)
    house = House(tmp_path, cluster.url, sandbox)
    with house.worker() as worker, house.web() as web:
        main = worker.process.pid
        before = Senders(web, documents[:8])
        until(lambda: len(before.accepted) >= 2)
        cluster.stop_at_once()
        after = Senders(web, documents[8:])
        until(lambda: after.refused() > 8)
        assert web.answers()
        cluster.start_again()
        accepted = before.finish() + after.finish()
        house.assert_holds_once(accepted)
        house.drained(DOCUMENTS)
        assert (worker.process.pid, worker.process.poll()) == (main, None)
    titles = [title["codigo_lancamento_integracao"] for title in sandbox.records("omie", "contapagar")]
    assert (len(titles), len(set(titles))) == (DOCUMENTS, DOCUMENTS)


def test_a_database_that_says_nothing_is_away_after_some_seconds(
    sandbox: Sandbox, builder: Builder, tmp_path: Path
) -> None:
    """A host that has vanished neither refuses nor answers; without a limit a sender would wait for minutes."""
    house = House(tmp_path, f"sqlite:///{tmp_path / 'house.sqlite3'}", sandbox)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        house.environment["DATABASE_URL"] = f"postgres://ponte@127.0.0.1:{port}/ponte"
        with house.web() as web:
            [note] = payables(1, builder)
            assert web.post(note) == (503, "30")


def test_calls_are_put_off_while_another_process_holds_the_write_lock(
    sandbox: Sandbox, builder: Builder, tmp_path: Path
) -> None:
    file = tmp_path / "house.sqlite3"
    house = House(tmp_path, f"sqlite:///{file}?timeout=1", sandbox)
    documents = payables(6, builder)
    with house.worker(), house.web() as web:
        assert web.post(documents[0])[0] == 200
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            until(lambda: took_the_lock(other))
            senders = Senders(web, documents[1:])
            until(lambda: senders.refused() >= 6)
            assert not senders.accepted
            other.execute("ROLLBACK")
        house.assert_holds_once([source_id(documents[0]), *senders.finish()])
        house.drained(len(documents))
    assert len(sandbox.records("omie", "contapagar")) == len(documents)


def took_the_lock(other: sqlite3.Connection) -> bool:
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True
