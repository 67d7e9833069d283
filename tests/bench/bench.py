"""What every row is given, and what two of them share."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from tests.bench import world
from tests.bench.load import Order
from tests.bench.plan import Plan
from tests.bench.stage import ROOT, Stage, answers, wait_for
from tests.bench.world import World


@dataclass(slots=True)
class Bench:
    """One database under measurement."""

    plan: Plan
    stage: Stage
    world: World
    target: int
    serial: int = field(default=1)

    @property
    def on_postgres(self) -> bool:
        """Tell whether the goals of PostgreSQL hold."""
        return connection.vendor == "postgresql"

    def goal(self, postgres: float, sqlite: float | None = None) -> float | None:
        """Give the goal for this database."""
        return postgres if self.on_postgres else sqlite

    def serials(self, number: int) -> int:
        """Give the first of so many serial numbers that were never used."""
        first, self.serial = self.serial, self.serial + number
        return first

    @contextmanager
    def running(self, *names: str) -> Iterator[dict[str, int]]:
        """Run programs on emptied tables; give their numbers once they are ready."""
        world.empty()
        with self.stage.running(*names) as pids:
            if "web" in names:
                wait_for(lambda: answers(self.stage.web_port), "the web server")
            if "worker" in names:
                wait_for(world.worker_is_there, "the worker")
            yield pids

    def send(self, *, connections: int, seconds: float, rate: float = 0.0) -> dict[str, Any]:
        """Have the load generator send invoices to the door; every answer must be 200."""
        first = self.serials(1_000_000)
        order = Order(self.stage.web_port, self.world.path, world.TOKEN, connections, seconds, first, rate)
        command = [sys.executable, "-m", "tests.bench.load"]
        done = subprocess.run(
            command, input=json.dumps(asdict(order)), capture_output=True, text=True, cwd=ROOT, check=False
        )
        if done.returncode:
            raise RuntimeError(f"the load generator failed:\n{done.stderr}")
        told: dict[str, Any] = json.loads(done.stdout)
        if set(told["statuses"]) - {"200"}:
            raise RuntimeError(f"not every call was accepted: {told['statuses']}")
        return told


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Do some work in this process; give its seconds and the cores that it took."""
    began, spent = time.perf_counter(), time.process_time()
    work()
    seconds = time.perf_counter() - began
    return seconds, (time.process_time() - spent) / seconds
