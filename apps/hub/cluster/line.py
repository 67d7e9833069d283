"""A line from the main process to all others: when it is cut, everybody ends.

It is a pipe into which nothing is ever written. Only the main process holds its writing end, so
it is cut both by intent and by death, without a lock that somebody could die with.
"""

import os
import select
import signal
import threading
import time

#: Seconds that are left to end in good order once the line is cut; whoever is still here then is killed.
GRACE = 30.0


class Line:
    """One pipe, made by the main process before it forks."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()

    def keep_reading_end(self) -> None:
        """Give the writing end up: called by the first child, before it has children of its own."""
        os.close(self.writing)

    def cut(self) -> None:
        """Tell everybody to end."""
        os.close(self.writing)
        os.close(self.reading)

    def is_cut(self, wait: float = 0.0) -> bool:
        """Tell whether the line is cut; wait for that up to so many seconds."""
        return bool(select.select([self.reading], [], [], wait)[0])

    def is_set(self) -> bool:
        """Answer as the event that the queue's pusher expects."""
        return self.is_cut()

    def tie(self) -> None:
        """Make sure that this process and its group do not outlive the line by more than the grace."""
        threading.Thread(target=self._end_with_it, name="line", daemon=True).start()

    def _end_with_it(self) -> None:
        select.select([self.reading], [], [])
        time.sleep(GRACE)
        os.killpg(0, signal.SIGKILL)


class _Tied:
    """The line of this process, where it has one."""

    line: Line | None = None


def tie(line: Line) -> None:
    """Tie this process to a line."""
    _Tied.line = line
    line.tie()


def stopping() -> bool:
    """Tell a task whether its process is asked to end; False outside of a worker."""
    return _Tied.line is not None and _Tied.line.is_cut()
