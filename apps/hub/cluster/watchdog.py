"""The main process of a worker: it keeps a sentinel alive and replaces one that hangs."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import c_double
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkProcess
from types import FrameType

from django.db import DatabaseError, connections

from apps.hub.cluster.line import GRACE, Line
from apps.hub.cluster.sentinel import FORK, guard

log = logging.getLogger(__name__)

#: Seconds without a pulse after which the sentinel hangs; it looks at its children several times a second.
NO_PULSE = 60.0
#: Without a heartbeat for so long, no task is done although the processes are there.
SILENT = timedelta(minutes=3)
#: Seconds between two looks at the heartbeats.
LISTEN_EVERY = 15.0
#: Seconds between two looks at the sentinel, and so how long a signal to stop may wait.
TICK = 0.2
#: The longest rest in seconds before another start; a group that lived for longer than that starts at once.
LONGEST_REST = 60.0
STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass
class Watchdog:
    """Starts, watches and restarts the sentinel's process group until a signal says stop.

    ``wake`` runs in the sentinel whenever its children begin, ``look`` every few seconds;
    ``quiet_for`` tells how long ago a task was done last.
    """

    wake: Callable[[], None]
    look: Callable[[], None]
    quiet_for: Callable[[], timedelta]
    no_pulse: float = NO_PULSE
    stopping: bool = False
    deaths: int = 0

    def run(self) -> None:
        """Keep a sentinel alive; come back when asked to stop and nothing is left."""
        with signals(self.stop):
            while not self.stopping:
                began = time.monotonic()
                group = Group.start(self.wake, self.look)
                why = self.watch(group)
                group.end(gently=self.stopping)
                if not self.stopping:
                    log.error("the queue's processes start anew", extra={"why": why})
                    self.rest(time.monotonic() - began)

    def stop(self) -> None:
        """Ask the loop to end; safe inside a signal, as it takes no lock."""
        self.stopping = True

    def watch(self, group: "Group") -> str:
        """Watch until something is wrong; give what, or nothing when asked to stop."""
        listened = time.monotonic()
        while not self.stopping:
            group.sentinel.join(TICK)
            if not group.sentinel.is_alive():
                return "dead"
            if group.seconds_without_pulse() > self.no_pulse:
                return "hanging"
            if time.monotonic() - listened > LISTEN_EVERY:
                listened = time.monotonic()
                if self.silent(group.began):
                    return "silent"
        return ""

    def silent(self, began: float) -> bool:
        """Tell whether no task was done for too long; a database that is away is no reason to restart."""
        if timedelta(seconds=time.monotonic() - began) < SILENT:
            return False
        try:
            return self.quiet_for() > SILENT
        except DatabaseError:
            return False
        finally:
            connections.close_all()

    def rest(self, lived: float) -> None:
        """Wait before the next start, or until asked to stop."""
        until = time.monotonic() + self.rest_after(lived)
        while time.monotonic() < until and not self.stopping:
            time.sleep(TICK)

    def rest_after(self, lived: float) -> float:
        """Give the seconds to wait: none after a long life, twice as long with each early death in a row."""
        self.deaths = 0 if lived > LONGEST_REST else self.deaths + 1
        return min(2.0 ** (self.deaths - 2), LONGEST_REST) if self.deaths > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """A sentinel with all that it forked: one process group, and the line that ends it."""

    line: Line
    pulse: c_double
    sentinel: ForkProcess
    began: float

    @classmethod
    def start(cls, wake: Callable[[], None], look: Callable[[], None]) -> "Group":
        """Fork a sentinel into a group of its own."""
        connections.close_all()
        line, began = Line(), time.monotonic()
        # Without a lock: a sentinel that is killed while it writes must not block who reads.
        pulse = FORK.RawValue("d", began)
        sentinel = FORK.Process(target=guard, args=(line, wake, look, pulse), name="sentinel")
        sentinel.start()
        with suppress(ProcessLookupError, PermissionError):
            os.setpgid(sentinel.pid or 0, sentinel.pid or 0)
        log.info("process started", extra={"role": "sentinel", "pid": sentinel.pid})
        return cls(line, pulse, sentinel, began)

    def seconds_without_pulse(self) -> float:
        """Tell how long ago the sentinel went round last."""
        return time.monotonic() - self.pulse.value

    def end(self, *, gently: bool) -> None:
        """End the group: in good order where it can, and then whatever is left of it."""
        self.line.cut()
        if gently:
            self.sentinel.join(GRACE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.sentinel.pid or 0, signal.SIGKILL)
        self.sentinel.join()


@contextmanager
def signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on every signal that asks to end."""

    def note(number: int, frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, note) for number in STOP}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
