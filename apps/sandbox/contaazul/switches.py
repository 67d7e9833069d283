"""What can be switched at Conta Azul: lifetimes, limits, the account's right to the API, and how protocols end."""

import sqlite3
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from apps.sandbox.store import keep_setting, setting

NAME = "contaazul switches"
NO = ("", "0", "false", "off", "no")


@dataclass(frozen=True)
class Switches:
    """``eligible``: the plan includes the API; ``old_names``: a protocol is named as in the older answers.

    ``protocol_seconds`` pass until a protocol ends, and below zero it never does. ``per_second`` and ``per_minute``
    are the limits, and zero switches one off. The lifetimes are seconds.
    """

    eligible: bool = True
    old_names: bool = False
    protocol_seconds: float = 1.0
    per_second: int = 10
    per_minute: int = 600
    lifetime: int = 3600
    code_lifetime: int = 180


def read(tx: sqlite3.Connection) -> Switches:
    """How they stand."""
    return Switches(**(setting(tx, NAME) or {}))


def change(tx: sqlite3.Connection, given: dict[str, Any]) -> Switches:
    """Sets some of them; a name that is none is a ValueError."""
    names = {one.name for one in fields(Switches)}
    if unknown := set(given) - names:
        raise ValueError(f"contaazul has no switch {', '.join(sorted(unknown))}; it has {', '.join(sorted(names))}")
    now = read(tx)
    told: dict[str, Any] = {name: _like(getattr(now, name), value) for name, value in given.items()}
    changed = replace(now, **told)
    keep_setting(tx, NAME, asdict(changed))
    return changed


def _like(before: object, value: object) -> Any:
    if isinstance(before, bool):
        return str(value).lower() not in NO
    return float(str(value)) if isinstance(before, float) else int(str(value))
