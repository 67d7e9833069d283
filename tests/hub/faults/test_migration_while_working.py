"""Tables are changed while workers drain: whoever meets a lock waits, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.hub.models import Event, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.books import BOOKS, Gate, counted
from tests.hub.faults.dead import bury_the_dead
from tests.hub.running.crew import ROOT, running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 12


def all_booked() -> bool:
    bury_the_dead()
    states = list(Transfer.objects.values_list("state", flat=True))
    return states == ["delivered"] * NUMBER and not Event.objects.unread().exists()


def migrate(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "hub", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=240)


def test_a_column_comes_while_workers_drain(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    """Workers of the release before it run on the tables of the release after it, as in every update."""
    gate = Gate(BOOKS)
    with counted(bridge) as (books, origin):
        books.before = gate
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origin}
        with running_worker(environment, tmp_path / "worker.log"):
            for _ in range(NUMBER):
                bridge.send(scenarios.entry_payable)
            assert gate.reached.wait(30)
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE hub_transfer ADD COLUMN of_the_next_release varchar(20) NULL")
            migrate(environment)
            gate.opened.set()
            until(all_booked)
    try:
        assert sorted(set(books.posted)) == sorted(books.posted)
        assert (len(books.posted), len(bridge.titles())) == (NUMBER, NUMBER)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE hub_transfer DROP COLUMN of_the_next_release")


def somebody_waits(cursor: CursorWrapper) -> bool:
    """Tell whether another session waits for the table that this one has locked."""
    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'hub_transfer'::regclass")
    return bool(cursor.fetchone()[0])


@pytest.mark.postgres
def test_a_table_that_is_locked_for_some_seconds_makes_workers_wait_and_nothing_more(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path
) -> None:
    with counted(bridge) as (books, origin):
        environment = {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origin}
        with running_worker(environment, tmp_path / "worker.log"):
            for _ in range(NUMBER):
                bridge.send(scenarios.entry_payable)
            until(lambda: books.posted)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE hub_transfer ALTER COLUMN reason TYPE varchar(80)")
                until(lambda: somebody_waits(cursor))
            until(all_booked)
    assert sorted(set(books.posted)) == sorted(books.posted)
    assert (len(books.posted), len(bridge.titles())) == (NUMBER, NUMBER)
