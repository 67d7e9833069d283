"""Who is killed, and when: drawn from a seed, so that a drill can be repeated."""

import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from apps.hub.running.crew import Program


@dataclass(frozen=True, slots=True)
class Blow:
    """One kill: after how many seconds of fire, and of what kind."""

    after: float
    kind: str


def planned(kinds: Sequence[str], number: int, *, seconds: float, dice: random.Random) -> list[Blow]:
    """Draw blows at random moments; no kind is left out before every other one had its turn."""
    drawn: list[str] = []
    while len(drawn) < number:
        drawn += dice.sample(list(kinds), len(kinds))
    moments = sorted(dice.uniform(0.0, seconds) for _ in range(number))
    return [Blow(moment, kind) for moment, kind in zip(moments, drawn, strict=False)]


def told_by_system(*columns: str) -> list[list[str]]:
    """Give some columns of the list of all processes."""
    words = [word for column in columns for word in ("-o", f"{column}=")]
    told = subprocess.run(["ps", "-A", *words], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    return [line.split() for line in told.splitlines()]


def children() -> dict[int, list[int]]:
    """Give the children of every process."""
    found: dict[int, list[int]] = {}
    for parent, child in told_by_system("ppid", "pid"):
        found.setdefault(int(parent), []).append(int(child))
    return found


def living() -> set[int]:
    """Give every process that does more than wait for its parent to notice its end."""
    return {int(process) for process, state in told_by_system("pid", "stat") if not state.startswith("Z")}


def family(leader: int, known: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Give a process and all its descendants, the youngest first."""
    for child in known.get(leader, ()):
        yield from family(child, known)
    yield leader


def web(master: int, known: Mapping[int, Sequence[int]], dice: random.Random) -> list[int]:
    """One process of the web server, its master included."""
    return [dice.choice([master, *known.get(master, ())])]


def worker(main: int, known: Mapping[int, Sequence[int]], dice: random.Random) -> list[int]:
    """One of the processes that take tasks, do them, or keep their results."""
    busy = [process for sentinel in known.get(main, ()) for process in known.get(sentinel, ())]
    return [dice.choice(busy)] if busy else []


def scheduler(main: int, known: Mapping[int, Sequence[int]], dice: random.Random) -> list[int]:
    """The guard that runs the schedules."""
    return list(known.get(main, ()))


def host(main: int, known: Mapping[int, Sequence[int]], dice: random.Random) -> list[int]:
    """A whole worker at once, as when a machine loses its power."""
    return list(family(main, known))


#: Whom a kind of blow meets, and how its victims are found.
KINDS: Mapping[str, tuple[str, Callable[[int, Mapping[int, Sequence[int]], random.Random], list[int]]]] = {
    "web": ("web", web),
    "worker": ("worker", worker),
    "scheduler": ("worker", scheduler),
    "host": ("worker", host),
}
DATABASE = "database"


def strike(kind: str, programs: Sequence[Program], dice: random.Random) -> list[int]:
    """Kill, and give the numbers of the dead; nobody when the victim is just being started again."""
    if kind == DATABASE:
        return shut_down([program for program in programs if program.name == DATABASE])
    name, victims_of = KINDS[kind]
    running = [
        program.process.pid for program in programs if program.name.startswith(name) and program.process is not None
    ]
    victims = victims_of(dice.choice(running), children(), dice) if running else []
    for victim in victims:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    return victims


def shut_down(databases: Sequence[Program]) -> list[int]:
    """Shut the database down at once, as `pg_ctl stop -m immediate` does: it recovers when it is started again."""
    running = [program.process for program in databases if program.process is not None]
    for process in running:
        process.send_signal(signal.SIGQUIT)
    return [process.pid for process in running]
