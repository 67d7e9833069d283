"""Keys are changed while work is queued: nothing is lost, and what opens no more pauses with a clear cause."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django_q.models import OrmQ
from pytest_django import Settings

from apps.hub.engine.access import health
from apps.hub.models import Connection, Event, PendingError, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.dead import bury_the_dead
from tests.hub.running.crew import running_worker, until
from tests.hub.running.test_rotation import use_keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(bridge: Bridge, process_environment: dict[str, str]) -> dict[str, str]:
    origins = bridge.sandbox.url.removeprefix("http://").strip("/")
    return {**process_environment, "LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": origins}


def all_are(state: str) -> bool:
    bury_the_dead()
    return not Event.objects.unread().exists() and set(Transfer.objects.values_list("state", flat=True)) == {state}


def drained(environment: dict[str, str], log: Path, finished: Callable[[], bool]) -> None:
    with running_worker(environment, log):
        until(finished)


def test_what_was_queued_under_the_old_secret_key_is_booked_by_workers_with_the_new_one(
    bridge: Bridge, environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    """The bell is signed and dropped; the documents are rows."""
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
    assert OrmQ.objects.count() == 1
    changed = {"SECRET_KEY": "a-new-one-" + "n" * 50, "SECRET_KEY_FALLBACKS": settings.SECRET_KEY}
    drained({**environment, **changed}, tmp_path / "worker.log", lambda: all_are("delivered"))
    assert len(bridge.titles()) == 3


def test_secrets_open_through_every_step_of_a_rotation_while_documents_wait(
    bridge: Bridge, environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    old = list(settings.FERNET_KEYS)
    try:
        bridge.send(scenarios.entry_payable)
        both = {**environment, "FERNET_KEYS": ",".join(["the-new-one", *old])}
        drained(both, tmp_path / "both.log", lambda: all_are("delivered"))
        bridge.send(scenarios.entry_payable)
        use_keys(settings, "the-new-one", *old)
        call_command("rotate_keys")
        use_keys(settings, "the-new-one")
        new = {**environment, "FERNET_KEYS": "the-new-one"}
        drained(new, tmp_path / "new.log", lambda: all_are("delivered"))
    finally:
        use_keys(settings, *old)
    assert len(bridge.titles()) == 2


def test_secrets_that_no_key_opens_pause_the_connection_and_leave_its_documents_as_they_are(
    bridge: Bridge, environment: dict[str, str], tmp_path: Path
) -> None:
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
    lost = {**environment, "FERNET_KEYS": "one-that-opens-nothing"}

    def paused() -> bool:
        return Connection.objects.filter(pk=bridge.target.pk, state="paused").exists()

    drained(lost, tmp_path / "lost.log", paused)
    cause = PendingError.objects.get()
    assert (cause.asks, cause.target, cause.code) == ("reconnect", bridge.target, "secrets.unreadable")
    assert set(Transfer.objects.values_list("state", "tries", "attempts_made")) == {("queued", 0, 0)}
    assert bridge.titles() == []
    health.resume(bridge.target)
    drained(environment, tmp_path / "again.log", lambda: all_are("delivered"))
    assert len(bridge.titles()) == 3
