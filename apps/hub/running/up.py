"""`make up`: the database, the demo, three programs side by side, and what a newcomer needs to know."""

import http.client
import json
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from apps.hub.cluster.watchdog import signals
from apps.hub.running.crew import Crew, Program, Say
from apps.hub.running.demo import Demo, ask_first, settled
from apps.hub.running.surroundings import HOST

#: Seconds until the pages must answer, and until the first documents should have been booked.
READY_WITHIN, BOOKED_WITHIN = 120.0, 30.0
#: Seconds between two looks at the programs.
TICK = 0.25
#: How a line of what one may try is broken: never within an address.
HANGING: dict[str, Any] = {
    "initial_indent": "  - ",
    "subsequent_indent": "    ",
    "break_long_words": False,
    "break_on_hyphens": False,
}
#: Invoices that a simulated vendor has from the days before: it takes two calls a second.
HISTORY = "3"
#: A program that dies so often before the pages answer will not start by itself.
HOPELESS = 4
#: Each of the two processes listens by itself: at one socket, one of them would get nearly all senders that stay.
WEB = (
    "--worker-class=gthread",
    "--workers=2",
    "--threads=16",
    "--reuse-port",
    "--graceful-timeout=5",
    "--no-control-socket",
)
WELCOME = """
Ponte is running.

  Open       {url}/
  Sign in    admin   (or finance, or support: each sees what is theirs)
  Password   {password}

  The simulated vendors are at {sandbox}/
  For scripts: {file}   Logs: {logs}

What to try:
{to_try}

Stop it with Ctrl-C.
"""


class NotUp(Exception):
    """The hub did not start; the text says why."""


@dataclass(slots=True)
class Up:
    """One life of the hub on this machine."""

    port: int
    sandbox: str
    say: Say
    stopping: bool = field(default=False)

    def run(self) -> None:
        """Start everything, tell how to sign in, and keep it running until a signal says stop."""
        demo = Demo(url=f"http://{HOST}:{self.port}", sandbox=self.sandbox, file=settings.VAR_DIR / "demo.json")
        with signals(self.stop):
            known = self.prepare(demo)
            with Crew(self.programs(demo.file), settings.BASE_DIR, self.say) as crew:
                self.begin(demo, known, crew)
                while not self.stopping:
                    crew.look_after()
                    time.sleep(TICK)
                self.say("Stopping …")
        self.say("Stopped.")

    def stop(self) -> None:
        """Ask to end; safe inside a signal."""
        self.stopping = True

    def prepare(self, demo: Demo) -> dict[str, Any]:
        """Bring the database up to date and the demo into it, but never into a hub that the world can reach."""
        if not settings.ON_THIS_MACHINE:
            raise NotUp("`make up` is for trying Ponte: it needs INSECURE_HTTP=true in .env or the environment.")
        self.say("Preparing the database")
        call_command("migrate", verbosity=0)
        known = demo.ensure()
        connections.close_all()
        return known

    def begin(self, demo: Demo, known: dict[str, Any], crew: Crew) -> None:
        """Wait until everything answers, send the first documents, and tell how to sign in."""
        ready = self.wait(crew, lambda: self.answers("/readyz") and self.sandbox_answers(), within=READY_WITHIN)
        if not ready and not self.stopping:
            raise NotUp(f"Not ready after {READY_WITHIN:.0f} seconds; {logs()} says why.")
        self.send_first(demo, crew)
        if not self.stopping:
            to_try = "\n".join(textwrap.fill(line, 110, **HANGING) for line in demo.to_try())
            self.say(WELCOME.format(**known, sandbox=self.sandbox, file=demo.file, logs=logs(), to_try=to_try))

    def programs(self, demo_file: Path) -> list[Program]:
        """Give the web server, the worker and the simulated vendors, each with a log of its own."""
        logs().mkdir(parents=True, exist_ok=True)
        served = ("--store", str(settings.VAR_DIR / "sandbox.sqlite3"), "--demo", str(demo_file), "--history", HISTORY)
        commands = {
            "web": ["-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{self.port}", *WEB],
            "worker": ["manage.py", "worker"],
            "sandbox": ["-m", "apps.sandbox", "serve", "--port", str(urlsplit(self.sandbox).port), *served],
        }
        return [Program(name, [sys.executable, *command], logs() / f"{name}.log") for name, command in commands.items()]

    def wait(self, crew: Crew, condition: Callable[[], bool], *, within: float) -> bool:
        """Look after the programs until a condition holds; raises `NotUp` when one of them cannot start."""
        deadline = time.monotonic() + within
        while not self.stopping and time.monotonic() < deadline:
            crew.look_after()
            if condition():
                return True
            if broken := crew.failing(HOPELESS):
                raise NotUp(f"The {broken.name} does not start:\n{broken.last_words()}")
            time.sleep(TICK)
        return False

    def send_first(self, demo: Demo, crew: Crew) -> None:
        """Have the simulated sender post the first documents, once, and give them time to be booked."""
        first = [] if self.stopping else demo.first_documents()
        if first:
            self.say("Sending the first documents")
            for one in first:
                post(one.address, {"scenario": one.scenario})
            for source in dict.fromkeys(one.source for one in first):
                ask_first(source)
            self.wait(crew, settled, within=BOOKED_WITHIN)
            demo.first_files()
        connections.close_all()

    def answers(self, path: str) -> bool:
        """Tell whether our own pages answer with 200."""
        return ask("GET", HOST, self.port, path) == 200

    def sandbox_answers(self) -> bool:
        """Tell whether the simulated vendors are there."""
        return ask("GET", HOST, urlsplit(self.sandbox).port or 80, "/") == 200


def logs() -> Path:
    """Give the folder of the programs' logs."""
    return Path(settings.VAR_DIR) / "log"


def post(address: str, body: dict[str, str]) -> None:
    """Post JSON to the simulated sender; raises `NotUp` when it does not take it."""
    parts = urlsplit(address)
    status = ask("POST", str(parts.hostname), parts.port or 80, parts.path, body=json.dumps(body))
    if status not in (200, 303):
        raise NotUp(f"{address} answered {status} to {body}")


def ask(method: str, host: str, port: int, path: str, *, body: str | None = None) -> int:
    """Make one call on this machine and give its status, 0 when nobody answers."""
    line = http.client.HTTPConnection(host, port, timeout=30)
    try:
        line.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()
