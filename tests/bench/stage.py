"""What is measured: the hub's programs as they are started in earnest, watched from outside, stopped by number."""

import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from apps.hub.running.crew import Crew, Program
from apps.hub.running.up import WEB

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
#: Seconds within which a program must be ready.
READY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the programs run: their ports, the folder of their logs, and the database's process, if it has one."""

    folder: Path
    web_port: int
    target_port: int
    database: int | None

    @contextmanager
    def running(self, *names: str) -> Iterator[dict[str, int]]:
        """Run some programs and give their process numbers; one that ends by itself is an error."""
        programs = [Program(name, self.command(name), self.folder / f"{name}.log") for name in names]
        with Crew(programs, ROOT, say) as crew:
            crew.look_after()
            try:
                yield {program.name: program.process.pid for program in programs if program.process}
                if dead := [program.name for program in programs if program.died()]:
                    raise RuntimeError(f"{dead[0]} ended by itself")
            except Exception:
                for program in programs:
                    say(f"{program.name} said last:\n{program.last_words()}")
                raise

    def command(self, name: str) -> list[str]:
        """Give a program's command."""
        words = {
            "web": ["-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{self.web_port}", *WEB],
            "worker": ["manage.py", "worker"],
            "target": ["-m", "tests.bench.answering", str(self.target_port)],
        }
        return [sys.executable, *words[name]]

    def meter(self, pids: Mapping[str, int]) -> "Meter":
        """Begin to measure what programs and the database cost."""
        database = {"database": self.database} if self.database else {}
        return Meter({**pids, **database})


class Meter:
    """The processor time of some programs with all their children, from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self.pids = pids
        self.before, self.busy, self.began = self.spent(), busy(), time.monotonic()

    def spent(self) -> dict[str, float]:
        """Give the seconds that each program has spent in its whole life."""
        return {name: sum(map(seconds_of, family(pid))) for name, pid in self.pids.items()}

    def cores(self, **known: float) -> dict[str, float]:
        """Give how many cores each program took on average since the beginning, and what was not ours of the machine.

        ``known`` are programs that told their share themselves.
        """
        elapsed, now = time.monotonic() - self.began, self.spent()
        ours = {name: (now[name] - before) / elapsed for name, before in self.before.items()} | known
        return ours | {"everything else": max((busy() - self.busy) / elapsed - sum(ours.values()), 0.0)}


def family(pid: int) -> list[psutil.Process]:
    """Give a process with all its descendants."""
    leader = psutil.Process(pid)
    return [leader, *leader.children(recursive=True)]


def seconds_of(process: psutil.Process) -> float:
    """Give the processor time of a process and of its children that have ended."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.NoSuchProcess:
        return 0.0


def busy() -> float:
    """Give the seconds that all cores of the machine have worked since it was started."""
    spent = psutil.cpu_times()
    return float(sum(spent[:3]) + sum(getattr(spent, name, 0.0) for name in ("irq", "softirq")))


def memory_of(pid: int) -> float:
    """Give the memory in MB of a process and its descendants, what they share counted once (PSS, else USS)."""
    found = [process.memory_full_info() for process in family(pid)]
    return float(sum(getattr(info, "pss", info.uss) for info in found)) / 1_000_000


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float = READY, tick: float = 0.1) -> None:
    """Wait until a condition holds; an error when it never does."""
    if not within(condition, seconds=seconds, tick=tick):
        raise RuntimeError(f"not within {seconds:.0f} seconds: {what}")


def within(condition: Callable[[], bool], *, seconds: float, tick: float = 0.1) -> bool:
    """Wait until a condition holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(tick)
    return True


def say(text: str) -> None:
    """Tell how far we are, beside the table."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def database_process(host: str) -> int | None:
    """Give the number of the PostgreSQL server behind a socket's folder; SQLite has none."""
    file = Path(host) / "data" / "postmaster.pid"
    return int(file.read_text().split()[0]) if Path(host).is_absolute() and file.exists() else None
