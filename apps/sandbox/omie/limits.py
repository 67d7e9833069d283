"""Omie's published limits: rate, concurrency, redundancy, and the block after ten errors in a row."""

import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from apps.sandbox.omie import fault

MINUTE = 60.0
REMEMBERED = 10_000
Method = tuple[str, str, str]  # address, app_key, method


@dataclass(frozen=True)
class Rules:
    """The limits; zero switches one off."""

    per_address: int = 960
    per_method: int = 240
    concurrent: int = 4
    redundant_seconds: int = 60
    misuse_after: int = 10
    misuse_seconds: int = 1800
    # Seen in production by some callers only, so both stay off unless asked for.
    repeat_seconds: int = 0
    past_due_refused: int = 0

    @classmethod
    def off(cls) -> "Rules":
        """No limit at all, for benchmarks."""
        return cls(**{rule.name: 0 for rule in fields(cls)})


class Limits:
    """Who asked what when; kept in memory, as a restart of the vendor would forget it too."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """As if nobody had ever called."""
        with self._lock:
            self._by_address: dict[str, deque[float]] = defaultdict(deque)
            self._by_method: dict[Method, deque[float]] = defaultdict(deque)
            self._running: dict[Method, int] = defaultdict(int)
            self._errors: dict[Method, int] = defaultdict(int)
            self._blocked: dict[Method, float] = {}
            self._asked: dict[tuple[Method, str], float] = {}

    def count_address(self, address: str) -> None:
        """Refuses an address that asks too often."""
        with self._lock:
            _count(self._by_address[address], self.rules.per_address)

    def count_method(self, method: Method) -> None:
        """Refuses a blocked method first, then one that is called too often."""
        with self._lock:
            self._refuse_blocked(method)
            _count(self._by_method[method], self.rules.per_method)

    @contextmanager
    def running(self, method: Method) -> Iterator[None]:
        """Holds one of the few places in which a method runs."""
        with self._lock:
            if self.rules.concurrent and self._running[method] >= self.rules.concurrent:
                raise fault.busy()
            self._running[method] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[method] = max(0, self._running[method] - 1)

    def wait_for(self, method: Method, subject: str, *, window: int) -> int:
        """Seconds to wait before asking the same again; a refused question does not prolong them."""
        if not window:
            return 0
        now = time.time()
        with self._lock:
            since = now - self._asked.get((method, subject), -math.inf)
            if 0 <= since < window:
                return math.ceil(window - since)
            self._asked[method, subject] = now
            if len(self._asked) > REMEMBERED:
                self._asked = {key: at for key, at in self._asked.items() if now - at < window}
        return 0

    def note(self, method: Method, *, failed: bool) -> None:
        """Counts errors in a row; an empty list and a missing record are errors too."""
        with self._lock:
            self._errors[method] = self._errors[method] + 1 if failed else 0
            if self.rules.misuse_after and self._errors[method] >= self.rules.misuse_after:
                self._errors[method] = 0
                self._blocked[method] = time.time() + self.rules.misuse_seconds

    def _refuse_blocked(self, method: Method) -> None:
        left = self._blocked.get(method, 0) - time.time()
        # A block further away than its length was made in another time: a test travelled.
        if self.rules.misuse_after and 0 < left <= self.rules.misuse_seconds:
            raise fault.blocked(math.ceil(left))
        self._blocked.pop(method, None)


def _count(times: deque[float], most: int) -> None:
    now = time.time()
    while times and not now - MINUTE < times[0] <= now:
        times.popleft()
    if most and len(times) >= most:
        raise fault.TooManyRequests
    if most:
        times.append(now)
