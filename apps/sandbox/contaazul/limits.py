"""So many calls in a second and in a minute, per account; kept in memory, as a restart forgets them too."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from apps.sandbox.contaazul.answers import too_many
from apps.sandbox.contaazul.switches import Switches

MINUTE = 60.0


@dataclass
class Limits:
    """When the account was asked in the last minute."""

    asked: deque[float] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self) -> None:
        """As if nobody had ever called."""
        with self.lock:
            self.asked.clear()

    def count(self, rules: Switches) -> None:
        """Refuses a call that is one too many; a refused one does not count."""
        now = time.time()
        with self.lock:
            while self.asked and not now - MINUTE < self.asked[0] <= now:
                self.asked.popleft()
            lately = sum(at > now - 1 for at in self.asked)
            if 0 < rules.per_second <= lately or 0 < rules.per_minute <= len(self.asked):
                raise too_many()
            self.asked.append(now)
