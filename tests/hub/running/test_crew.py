"""Programs side by side: who dies is started again after a rest, and who cannot start says why."""

import sys
from pathlib import Path

import pytest

from apps.hub.running.crew import Crew, Program
from tests.hub.running.crew import ROOT, alive, until

SICK = "import sys; sys.exit('no key to the house')"
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
while True:
    signal.pause()
"""


def program(place: Path, code: str) -> Program:
    return Program("one", [sys.executable, "-c", code], place / "one.log")


@pytest.fixture
def said() -> list[str]:
    return []


def crew(said: list[str], *programs: Program) -> Crew:
    return Crew(list(programs), ROOT, said.append)


def test_a_program_that_keeps_dying_rests_longer_each_time_and_its_last_words_are_kept(
    tmp_path: Path, said: list[str]
) -> None:
    sick = program(tmp_path, SICK)
    with crew(said, sick) as started:

        def died_twice() -> Program | None:
            started.look_after()
            return started.failing(2)

        assert until(died_twice) is sick
        assert "no key to the house" in sick.last_words()
        assert [text for text in said if text.startswith("one ended (1)")]
        sick.bury()
        third = sick.rest_until
        sick.bury()
        assert sick.rest_until > third


def test_a_program_that_does_not_listen_is_killed_after_the_grace(tmp_path: Path, said: list[str]) -> None:
    stubborn = program(tmp_path, STUBBORN)
    with crew(said, stubborn) as started:
        started.grace = 0.5
        started.look_after()
        until(lambda: "here" in stubborn.last_words())
        assert stubborn.process
        number = stubborn.process.pid
    assert not alive(number)


def test_a_log_that_has_grown_too_long_is_begun_anew(tmp_path: Path, said: list[str]) -> None:
    sick = program(tmp_path, SICK)
    with sick.log.open("wb") as log:
        log.truncate(11 * 1024 * 1024)
    with crew(said, sick) as started:
        started.look_after()
        until(sick.died)
    assert sick.log.stat().st_size < 1000
