"""Several programs run side by side: started in sessions of their own, watched, started again, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

#: Seconds that everybody has to end in good order: a worker takes up to thirty.
GRACE = 40.0
#: The longest rest in seconds before a program that keeps dying is started again.
LONGEST_REST = 30.0
#: A program that ran for so many seconds starts again at once.
SOUND_AFTER = 60.0
#: A log larger than this is begun anew.
LONGEST_LOG = 10 * 1024 * 1024

Say = Callable[[str], None]


@dataclass(slots=True)
class Program:
    """One program and its process."""

    name: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    deaths: int = 0
    rest_until: float = 0.0

    def start(self, directory: Path) -> int:
        """Start the process in a session of its own, so that a Ctrl-C does not reach it; give its number."""
        mode = "wb" if self.log.exists() and self.log.stat().st_size > LONGEST_LOG else "ab"
        with self.log.open(mode) as output:
            self.process = subprocess.Popen(  # noqa: S603  the commands are our own
                self.command,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.began = time.monotonic()
        return self.process.pid

    def died(self) -> bool:
        """Tell whether the process has ended since it was started."""
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """Note a death, and how long to rest: twice as long each time, unless it had run well."""
        self.deaths = 1 if time.monotonic() - self.began > SOUND_AFTER else self.deaths + 1
        self.rest_until = time.monotonic() + (min(2.0 ** (self.deaths - 2), LONGEST_REST) if self.deaths > 1 else 0)
        self.process = None

    def last_words(self, lines: int = 12) -> str:
        """Give the end of the log."""
        found = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in found[-lines:])


@dataclass(slots=True)
class Crew:
    """The programs, and a reaper that ends them should this process be killed."""

    programs: list[Program]
    directory: Path
    say: Say
    grace: float = GRACE
    reaper: "subprocess.Popen[str] | None" = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "apps.hub.running.reaper"]
        self.reaper = subprocess.Popen(  # noqa: S603
            command, cwd=self.directory, stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.reaper and self.reaper.stdin:
            self.reaper.stdin.close()
            self.reaper.wait()

    def look_after(self) -> None:
        """Start every program that does not run and has rested enough."""
        for program in self.programs:
            if program.died() and program.process is not None:
                self.say(f"{program.name} ended ({program.process.returncode}) and starts again; see {program.log}")
                self.tell_reaper(-program.process.pid)
                end_group(program.process.pid)
                program.bury()
            if program.process is None and time.monotonic() >= program.rest_until:
                self.tell_reaper(program.start(self.directory))

    def failing(self, deaths: int) -> Program | None:
        """Give a program that has died so many times in a row, if there is one."""
        return next((program for program in self.programs if program.deaths >= deaths), None)

    def stop(self) -> None:
        """Ask all to end, wait, and kill what is left of their sessions."""
        running = [program.process for program in self.programs if program.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self.grace
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0.1))
            end_group(process.pid)
            process.wait()
            self.tell_reaper(-process.pid)

    def tell_reaper(self, number: int) -> None:
        """Keep the reaper informed; without one everything goes on."""
        if self.reaper and self.reaper.stdin:
            with suppress(BrokenPipeError):
                self.reaper.stdin.write(f"{number}\n")
                self.reaper.stdin.flush()


def end_group(leader: int) -> None:
    """Kill what is left of a session's first group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
