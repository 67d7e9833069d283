"""A document that ends the process which touches it is set apart after few deaths, and all others are booked."""

from collections import Counter
from pathlib import Path

import pytest

from apps.hub.models import Event, Heartbeat, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge
from tests.hub.faults.dead import bury_the_dead
from tests.hub.faults.poison.apps import READING, TRANSLATING
from tests.hub.running.crew import running_worker, until

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = 6


def send(bridge: Bridge, words: str) -> str:
    """Send a document that carries the poison in the middle of healthy ones; give its id."""
    notes = [note for _ in range(OTHERS + 1) for note in scenarios.entry_payable(bridge.builder)]
    notes[2].body["Comments"] = words
    for note in notes:
        assert bridge.post(note.path, note.body).status_code == 200
    return str(notes[2].body["FinancialEntryId"])


def set_apart(source_id: str) -> bool:
    bury_the_dead()
    told = Counter(Transfer.objects.values_list("state", "reason"))
    poisoned = Transfer.objects.filter(source_id=source_id, reason="internal.kills_worker")
    return told == {("delivered", ""): OTHERS, ("waiting", "internal.kills_worker"): 1} and poisoned.exists()


def deaths(log: Path) -> int:
    """Count how often the workers had to be replaced: two are there from the beginning, and two more each time."""
    return log.read_text().count('"role": "worker"') // 2 - 1


@pytest.mark.parametrize("words", [READING, TRANSLATING], ids=["while it is read", "while it is translated"])
def test_a_poisoned_document_is_set_apart_and_all_others_are_booked_once(
    bridge: Bridge, process_environment: dict[str, str], tmp_path: Path, words: str
) -> None:
    poison, log = send(bridge, words), tmp_path / "worker.log"
    environment = {**process_environment, "DJANGO_SETTINGS_MODULE": "tests.hub.faults.poisoned"}
    environment |= {"LOG_LEVEL": "INFO", "PRIVATE_ORIGINS": bridge.sandbox.url.removeprefix("http://").strip("/")}
    with running_worker(environment, log):
        until(lambda: set_apart(poison))
    assert 0 < deaths(log) <= 3
    assert len(bridge.titles()) == OTHERS
    assert Transfer.objects.get(source_id=poison).blockers.get().pending_error.asks == "support"
    assert not Event.objects.unread().exists()
    assert not Heartbeat.objects.filter(name="reading").exists()
