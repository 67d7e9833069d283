"""A process that outlives `make up` by a moment: it ends what was left when that was killed.

It reads the numbers of started processes as ``+123`` and of ended ones as ``-123``. The end of
its input means that its parent is gone, in whatever way. Standard library only.
"""

import os
import signal
import sys
import time
from contextlib import suppress

#: Seconds that processes have to end in good order.
GRACE = 10.0


def read_left() -> set[int]:
    """Read until the parent is gone; give the processes that it left."""
    left: set[int] = set()
    for line in sys.stdin:
        number = int(line)
        if number > 0:
            left.add(number)
        else:
            left.discard(-number)
    return left


def end(left: set[int]) -> None:
    """Ask processes to end, then kill their groups."""
    for number in left:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(map(there, left)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for number in left:
        with suppress(ProcessLookupError):
            os.killpg(number, signal.SIGKILL)


def there(number: int) -> bool:
    """Tell whether a process exists."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(read_left())
