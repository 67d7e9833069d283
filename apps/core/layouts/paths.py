"""Paths into a batch: JMESPath, and the short way for those that only name members one below the other."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from apps.core.errors import Place, Rejected

MEMBERS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


@lru_cache(maxsize=2_000)
def compiled(path: str) -> "ParsedResult | tuple[str, ...]":
    """Give a path ready for use; raises `Rejected` (``layout.path``) for what is none."""
    if MEMBERS.fullmatch(path):
        return tuple(path.split("."))
    try:
        return jmespath.compile(path)
    except JMESPathError as error:
        raise Rejected("layout.path", place=Place.HERE, path=path) from error


def found_at(path: str, scope: Mapping[str, Any]) -> Any:
    """Give what a path finds, or None."""
    way = compiled(path)
    if not isinstance(way, tuple):
        return searched(way, scope, path)
    found: Any = scope
    for name in way:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def searched(way: ParsedResult, scope: Mapping[str, Any], path: str) -> Any:
    """Give what an expression finds; a function that cannot take what it is given is a wrong path."""
    try:
        return way.search(scope)
    except JMESPathError as error:
        raise Rejected("layout.path", place=Place.HERE, path=path) from error


def text_at(path: str, scope: Mapping[str, Any]) -> str:
    """Give what a path finds as text; nothing is an empty one, and a list or an object is a wrong path."""
    found = found_at(path, scope)
    if isinstance(found, Mapping | list):
        raise Rejected("layout.path", place=Place.HERE, path=path)
    return "" if found is None else str(found)


def items_at(path: str, scope: Mapping[str, Any]) -> list[Any]:
    """Give the items of the list that a path finds; nothing is an empty one."""
    found = found_at(path, scope)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Rejected("layout.path", place=Place.HERE, path=path)
    return found
