"""A drill from beginning to end, on the database that the settings name.

Everything that is started here runs in a session of its own and is stopped by number, also
should this process be killed.
"""

import random
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from apps.hub.drill import postgres, scene
from apps.hub.drill.blows import DATABASE
from apps.hub.drill.fire import Fire
from apps.hub.drill.orders import Orders
from apps.hub.drill.person import Person
from apps.hub.drill.senders import Senders
from apps.hub.drill.verdict import Round
from apps.hub.drill.wire import HOST, control, listens
from apps.hub.models import Connection
from apps.hub.running.crew import Crew, Program, Say
from apps.hub.running.surroundings import ROOT
from apps.hub.running.up import WEB, ask

#: Seconds within which everybody must be ready, and seconds between two looks.
READY, TICK = 120.0, 0.2
#: Seconds that everybody has to end in good order.
GRACE = 20.0
WORKERS = 2


class NotReady(Exception):
    """The stage could not be set; the text says why."""


@dataclass
class Drill:
    """One drill: the stage, and round after round on it."""

    orders: Orders
    say: Say

    def run(self) -> list[Round]:
        """Set the stage and go through all rounds; one that is not sound ends the drill."""
        client_secret, found = secrets.token_urlsafe(24), []
        with Crew(self.ground(client_secret), ROOT, self.say, grace=GRACE) as crew:
            source, target = self.set_stage(crew, client_secret)
            for number in range(1, self.orders.rounds + 1):
                found.append(self.one_round(number, crew, source, target))
                if not found[-1].sound:
                    break
            connection.close()
        return found

    def ground(self, client_secret: str) -> list[Program]:
        """Give what must stand before there are tables: the target, and the database where it is ours."""
        words = [str(self.orders.target_port), scene.CLIENT, client_secret, str(self.orders.seed)]
        programs = [self.program("target", ["-m", "apps.hub.drill.target", *words])]
        if self.orders.cluster:
            command = postgres.command(Path(self.orders.cluster))
            programs.append(Program(DATABASE, command, self.log(DATABASE)))
        return programs

    def hub(self) -> list[Program]:
        """Give the hub's own programs, as they are started in earnest."""
        bind = ["-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{self.orders.web_port}"]
        workers = [self.program(f"worker {number}", ["manage.py", "worker"]) for number in range(1, WORKERS + 1)]
        return [self.program("web", [*bind, *WEB]), *workers]

    def program(self, name: str, words: list[str]) -> Program:
        """Give one of our own programs."""
        return Program(name, [sys.executable, *words], self.log(name))

    def log(self, name: str) -> Path:
        """Give where a program's words go."""
        return Path(self.orders.folder) / f"{name.replace(' ', '-')}.log"

    def set_stage(self, crew: Crew, client_secret: str) -> tuple[Connection, Connection]:
        """Make the rows and start the hub."""
        self.wait(crew, lambda: listens(self.orders.target_port), "the target")
        self.wait(crew, lambda: scene.asked(scene.answers), "the database")
        scene.ensure_empty()
        refresh_token = control(self.orders.target_port, "sign-in")["refresh_token"]
        ends = scene.make(self.orders.target_port, client_secret, refresh_token)
        crew.programs += self.hub()
        self.wait(crew, lambda: ask("GET", HOST, self.orders.web_port, "/readyz") == 200, "the hub")
        return ends

    def wait(self, crew: Crew, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition holds; raises `NotReady` when it never does."""
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline:
            crew.look_after()
            if condition():
                return
            time.sleep(TICK)
        words = "\n".join(f"{program.name}:\n{program.last_words()}" for program in crew.programs)
        raise NotReady(f"Not ready within {READY:.0f} seconds: {what}\n{words}")

    def one_round(self, number: int, crew: Crew, source: Connection, target: Connection) -> Round:
        """Go through one round."""
        dice = random.Random(self.orders.seed + number - 1)  # noqa: S311  a drill is to be repeated
        path, token = scene.hook_of(source)
        senders = Senders(self.orders.web_port, path, token, random.Random(dice.random()))  # noqa: S311
        fire = Fire(self.orders, number, crew, Person(target, self.orders.target_port), senders, dice)
        return fire.run()
