"""What can be switched at Banqup: everything that its notes only assume, and how long a token lives."""

import sqlite3
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from apps.sandbox.store import keep_setting, setting

NAME = "banqup switches"
NO = ("", "0", "false", "off", "no")


@dataclass(frozen=True)
class Switches:
    """``files``: invoices have links to their files; ``sorts``: lists are sorted as asked; ``linked``: the company
    has admitted the application; ``offline`` and ``machine``: it may ask for lasting access, and may sign in by
    itself; the lifetimes are seconds.
    """

    files: bool = True
    sorts: bool = True
    linked: bool = True
    offline: bool = True
    machine: bool = True
    lifetime: int = 300
    refresh_lifetime: int = 1800
    code_lifetime: int = 60


def read(tx: sqlite3.Connection) -> Switches:
    """How they stand."""
    return Switches(**(setting(tx, NAME) or {}))


def change(tx: sqlite3.Connection, given: dict[str, Any]) -> Switches:
    """Sets some of them; a name that is none is a ValueError."""
    names = {one.name for one in fields(Switches)}
    if unknown := set(given) - names:
        raise ValueError(f"banqup has no switch {', '.join(sorted(unknown))}; it has {', '.join(sorted(names))}")
    now = read(tx)
    told: dict[str, Any] = {name: _like(getattr(now, name), value) for name, value in given.items()}
    changed = replace(now, **told)
    keep_setting(tx, NAME, asdict(changed))
    return changed


def _like(before: object, value: object) -> Any:
    if isinstance(before, bool):
        return str(value).lower() not in NO
    return int(str(value))
