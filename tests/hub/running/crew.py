"""Real processes in tests: started, looked at from outside, and gone at the end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psutil

ROOT = Path(__file__).resolve().parents[3]
Found = TypeVar("Found")


def until(condition: Callable[[], Found], *, seconds: float = 60.0) -> Found:
    """Give what the condition gives as soon as it is true; fail when it never is."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {condition}"
        time.sleep(0.05)
    return found


def alive(pid: int) -> bool:
    """Tell whether a process is there and does more than wait for its parent to notice its end."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class Worker:
    """``manage.py worker`` as a process, with what it says about its children."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process, self.log = process, log

    def children(self, role: str) -> list[int]:
        """Give the living processes of a role, oldest first."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{") and line.endswith("}")]
        told = [line for line in map(json.loads, lines) if line.get("role") == role]
        return [line["pid"] for line in told if alive(line["pid"])]

    def complete(self) -> bool:
        """Tell whether every role is filled."""
        roles = {"sentinel": 1, "worker": 2, "monitor": 1, "pusher": 1}
        return all(len(self.children(role)) == number for role, number in roles.items())

    def everybody(self) -> list[int]:
        """Give every living process."""
        return [pid for role in ("sentinel", "worker", "monitor", "pusher") for pid in self.children(role)]


@contextmanager
def running_worker(
    environment: dict[str, str], log: Path, *options: str, prefix: Sequence[str] = ()
) -> Iterator[Worker]:
    """Start a worker; at the end nothing of it is left, whatever the test did."""
    command = [*prefix, sys.executable, "manage.py", "worker", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    worker = Worker(process, log)
    try:
        until(worker.complete)
        yield worker
    finally:
        sentinels = worker.children("sentinel")
        process.kill()
        process.wait()
        for sentinel in sentinels:
            with suppress(ProcessLookupError):
                os.killpg(sentinel, signal.SIGKILL)
