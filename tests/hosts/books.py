"""The drill's connector with fifty documents at once, and a limit for some of them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from apps.core.connector import registry
from apps.hub.drill.connector import DRILL, Books, judge
from tests.hosts.limited import LIMIT, LIMITED

AT_ONCE = 50


class Limited(Books):
    """The target's register, with a limit of its own."""

    def call(self, path: str, body: Mapping[str, Any], *, writes: bool) -> Mapping[str, Any]:
        """Make one call within the limit, where there is one."""
        limits = (LIMIT,) if str(body.get("key", "")).startswith(f"DRILL-{LIMITED}") else ()
        answer = self.http.post_json(path, body, writes=writes, limits=limits, judge=partial(judge, writes=writes))
        found: Mapping[str, Any] = answer.json()
        return found


def declare() -> None:
    """Put this declaration into the place of the drill's."""
    registry._connectors[DRILL.slug] = replace(
        DRILL, concurrency=AT_ONCE, client=lambda http, credentials: Limited(http)
    )
