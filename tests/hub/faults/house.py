"""A hub that a test may damage: a database of its own, production's settings, and real processes on it."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from apps.hub.running.surroundings import any_port
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.scenarios import Notification
from apps.sandbox.server import Sandbox
from tests.hub.conftest import TOKEN
from tests.hub.running.copied import plain_environment
from tests.hub.running.crew import ROOT, Worker, running_worker, until

KEYS = {"SECRET_KEY": "only-for-this-hub-" + "s" * 50, "FERNET_KEYS": "only-for-this-hub"}


@dataclass
class House:
    """A hub with the bridge in it, whose database stands at ``url``; ``prefix`` stands before its commands."""

    place: Path
    url: str
    sandbox: Sandbox
    prefix: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(init=False)
    door: str = field(init=False)

    def __post_init__(self) -> None:
        self.environment = plain_environment(
            **KEYS,
            DJANGO_SETTINGS_MODULE="config.settings",
            ENV_FILE=os.devnull,
            DATABASE_URL=self.url,
            INSECURE_HTTP="true",
            PRIVATE_ORIGINS=urlsplit(self.sandbox.url).netloc,
        )
        self.door = self.ask("make", self.sandbox.omie_url)

    def ask(self, *words: str) -> Any:
        """Ask something of the hub's database, in a process that is gone afterwards."""
        program = f"from tests.hub.faults.inside import answer; answer(*{words!r})"
        command = [*self.prefix, sys.executable, "manage.py", "shell", "--no-imports", "--command", program]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def web(self) -> Iterator["Web"]:
        """Run the web server as production does."""
        port, log = any_port(), self.place / "web.log"
        words = ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"]
        command = [*self.prefix, sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", *words]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        try:
            web = Web(port, self.door, process)
            until(web.answers)
            yield web
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """Run a worker."""
        log = self.place / "worker.log"
        with running_worker(self.environment, log, prefix=self.prefix) as worker:
            yield worker

    def assert_holds_once(self, documents: list[str]) -> None:
        """See that what was acknowledged is there, once each, and nothing by halves."""
        known = self.ask("told")
        assert (known["events"], known["halves"]) == (sorted(documents), [])
        assert len(set(documents)) == len(documents)

    def delivered(self, number: int) -> bool:
        """Tell whether so many documents are booked and nothing else is left."""
        known = self.ask("told")
        return known["states"] == {"delivered": number} and not known["unread"]

    def drained(self, number: int) -> None:
        """Wait until so many documents are booked, with minutes made short once."""
        until(lambda: not self.ask("told")["unread"])
        deadline = time.monotonic() + 60
        while not self.delivered(number):
            assert time.monotonic() < deadline, self.ask("told")
            self.ask("hurry")


@dataclass
class Web:
    """The web server of a house, as senders see it."""

    port: int
    door: str
    process: "subprocess.Popen[bytes]"

    def answers(self) -> bool:
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        return False

    def post(self, notification: Notification) -> tuple[int, str]:
        """Send one notification over a connection of its own; give the status and what Retry-After says."""
        headers = {"Content-Type": "application/json", "X-Hub-Token": TOKEN}
        address = self.door + notification.path.strip("/")
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)) as line:
            line.request("POST", address, json.dumps(notification.body), headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Retry-After", "")


class Senders:
    """Threads that send each their documents, one after the other, and each again until it is acknowledged."""

    def __init__(self, web: Web, documents: list[Notification], number: int = 4) -> None:
        self.web, self.answers, self.accepted = web, list[tuple[int, str]](), list[str]()
        self.threads = [threading.Thread(target=self.send_all, args=(documents[n::number],)) for n in range(number)]
        for thread in self.threads:
            thread.start()

    def send_all(self, documents: list[Notification]) -> None:
        for document in documents:
            while not self.sent(document):
                time.sleep(0.05)

    def sent(self, document: Notification) -> bool:
        answer = self.web.post(document)
        self.answers.append(answer)
        if answer[0] == 200:
            self.accepted.append(source_id(document))
        return answer[0] == 200

    def refused(self) -> int:
        """Tell how many calls were put off so far."""
        return sum(status == 503 for status, _retry in self.answers)

    def finish(self) -> list[str]:
        """Wait until all is acknowledged, and see that until then each was asked to come back; give the documents."""
        for thread in self.threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in self.threads)
        assert {answer for answer in self.answers if answer[0] != 200} <= {(503, "30")}
        return self.accepted


def payables(number: int, builder: Builder) -> list[Notification]:
    """Give so many payables, each a document of its own."""
    return [note for _ in range(number) for note in scenarios.entry_payable(builder)]


def source_id(notification: Notification) -> str:
    return str(notification.body["FinancialEntryId"])
