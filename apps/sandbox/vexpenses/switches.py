"""What can be switched at VExpenses: everything that its notes only assume or that was seen both ways."""

import sqlite3
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from apps.sandbox.store import keep_setting, setting

NAME = "vexpenses switches"
NO = ("", "0", "false", "off", "no")
CHOICES = {
    "pagination": ("root", "meta", "none"),
    "refusal_body": ("text", "json"),
    "created_expense": ("array", "object"),
    "join": ("and", "or"),
    "links": ("plain", "signed"),
}


@dataclass(frozen=True)
class Switches:
    """``pagination``: where a page tells which one it is; ``unpaginated_delay``: seconds that a whole list takes;
    ``pago_flip``: a paid report gets the status PAGO, not only its date; ``refusal_body``: of a 401;
    ``created_expense``: the data of a created expense; ``keeps_approval``: a reopened report keeps the date of its
    approval; ``takes_on``: entries of registers can be closed by their flag; ``join``: how conditions are joined
    where nobody says so; ``links``: of receipts; ``most``: objects on a page; ``limit``: calls in a minute, 0 for any
    number.
    """

    pagination: str = "root"
    unpaginated_delay: float = 0.0
    pago_flip: bool = True
    refusal_body: str = "text"
    created_expense: str = "array"
    keeps_approval: bool = True
    takes_on: bool = True
    join: str = "and"
    links: str = "plain"
    most: int = 500
    limit: int = 100


def read(tx: sqlite3.Connection) -> Switches:
    """How they stand."""
    return Switches(**(setting(tx, NAME) or {}))


def change(tx: sqlite3.Connection, given: dict[str, Any]) -> Switches:
    """Sets some of them; a name or a word that is none is a ValueError."""
    names = {one.name for one in fields(Switches)}
    if unknown := set(given) - names:
        raise ValueError(f"vexpenses has no switch {', '.join(sorted(unknown))}; it has {', '.join(sorted(names))}")
    now = read(tx)
    told: dict[str, Any] = {name: _like(name, getattr(now, name), value) for name, value in given.items()}
    changed = replace(now, **told)
    keep_setting(tx, NAME, asdict(changed))
    return changed


def _like(name: str, before: object, value: object) -> Any:
    if isinstance(before, bool):
        return str(value).lower() not in NO
    if name in CHOICES and value not in CHOICES[name]:
        raise ValueError(f"{name} is one of {', '.join(CHOICES[name])}")
    return type(before)(str(value))  # type: ignore[call-arg]
