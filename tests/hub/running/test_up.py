"""`make up` in a copy of the repository, as a newcomer has it: started, killed here and there, stopped."""

import http.client
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from apps.hub.running.surroundings import any_port
from tests.hub.running.copied import copy_of_the_repository, plain_environment
from tests.hub.running.crew import alive, until

RUNNING, STOPPED = "Stop it with Ctrl-C.", "Stopped."


class Hub:
    """One start of the hub, and what it says."""

    def __init__(self, place: Path, port: int) -> None:
        self.place, self.port, self.said_file = place, port, place / f"said-on-{port}.txt"
        with self.said_file.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=place,
                env=plain_environment(PORT=str(port)),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.said_file.read_text()

    def wait_for(self, words: str) -> None:
        until(lambda: words in self.said() or self.process.poll() is not None, seconds=120)
        assert words in self.said()

    def everybody(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]

    def program(self, words: str) -> int:
        """Give the process that a program was started as."""
        children = psutil.Process(self.process.pid).children()
        return next((child.pid for child in children if words in command_of(child)), 0)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.wait_for(STOPPED)
        assert self.process.wait(timeout=30) == 0

    def known(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.place / "var" / "demo.json").read_text())
        return found

    def ready(self) -> bool:
        return fetch(self.port, "/readyz")[0] == 200

    def api(self, path: str) -> Any:
        status, body = fetch(self.port, path, {"Authorization": f"Bearer {self.known()['api_token']}"})
        assert status == 200
        return json.loads(body)

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*) FROM hub_transfer GROUP BY state"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.place / "var" / "ponte.sqlite3")) as database:
            return list(database.execute(query))


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers=headers or {})
        answer = line.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        line.close()


@contextmanager
def hub(place: Path, port: int) -> Iterator[Hub]:
    started = Hub(place, port)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            left = started.everybody()
            started.process.kill()
            started.process.wait()
            until(lambda: not any(map(alive, left)), seconds=60)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_repository(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def port() -> int:
    return any_port()


def test_a_first_start_shows_documents_and_five_causes_and_a_second_one_keeps_all(clone: Path, port: int) -> None:
    with hub(clone, port) as first:
        first.wait_for(RUNNING)
        assert first.ready()
        assert f"http://127.0.0.1:{port}/" in first.said()
        assert first.known()["password"] in first.said()
        assert (clone / ".env").stat().st_mode & 0o777 == 0o600
        assert "What to try:" in first.said()
        assert "Enqueued" not in first.said()
        until(lambda: first.states() == {"delivered": 22, "waiting": 7, "filed": 4, "ready": 8}, seconds=60)
        causes = set(first.rows("SELECT code, vocabulary, value FROM hub_pendingerror WHERE resolved_at IS NULL"))
        assert causes == {
            ("mapping.missing", "cost_centre", "30"),
            ("mapping.missing", "category", "expense-group:Multas"),
            ("mapping.missing", "category", "4110204"),
            ("mapping.missing", "payment_term", "60"),
            ("file.total_differs", "", ""),
        }
        assert first.api("/api/v1/transfers/")
        everybody = first.everybody()
        first.stop()
        assert not any(map(alive, everybody))
        known = first.known()
    with hub(clone, port) as second:
        second.wait_for(RUNNING)
        assert second.known() == known
        assert second.api("/api/v1/transfers/")
        assert second.rows("SELECT count(*), sum(repeats) FROM hub_event") == [(8, 0)]
        second.stop()


def test_whoever_dies_is_started_again_and_a_second_hub_is_refused(clone: Path, port: int) -> None:
    with hub(clone, port) as running:
        running.wait_for(RUNNING)
        other = Hub(clone, any_port())
        assert other.process.wait(timeout=60) != 0
        assert f"runs here already, at http://127.0.0.1:{port}/" in other.said()
        for words in ("gunicorn", "manage.py worker", "apps.sandbox"):
            victim = running.program(words)
            psutil.Process(victim).kill()
            until(lambda victim=victim, words=words: running.program(words) not in (0, victim))  # type: ignore[misc]
        until(running.ready)


def test_nobody_is_left_when_the_hub_itself_is_killed(clone: Path, port: int) -> None:
    with hub(clone, port) as running:
        running.wait_for(RUNNING)
        everybody = running.everybody()
        running.process.kill()
        running.process.wait()
        until(lambda: not any(map(alive, everybody)), seconds=60)


def test_a_hub_that_the_world_can_reach_is_not_touched(tmp_path: Path) -> None:
    copy = copy_of_the_repository(tmp_path)
    (copy / ".env").write_text(f"SECRET_KEY={'s' * 60}\nFERNET_KEYS=another\nALLOWED_HOSTS=ponte.example.com\n")
    refused = Hub(copy, any_port())
    assert refused.process.wait(timeout=60) == 1
    assert "INSECURE_HTTP=true" in refused.said()
    assert not (copy / "var" / "demo.json").exists()
    assert not (copy / "var" / "ponte.sqlite3").exists()
