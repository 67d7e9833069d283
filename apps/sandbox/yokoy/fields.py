"""The types of Yokoy's fields, checked as the vendor checks them: unknown, missing and wrong ones are named."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from apps.sandbox.yokoy.refusal import Refused, invalid

Check = Callable[[Any], bool]


def is_number(value: Any) -> bool:
    """A JSON number; text is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def matching(pattern: str) -> Check:
    """A text of a pattern."""
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


def nullable(check: Check) -> Check:
    """The same, or null."""
    return lambda value: value is None or check(value)


TEXT: Check = lambda value: isinstance(value, str)  # noqa: E731 - a table of checks reads better in one line each
FLAG: Check = lambda value: isinstance(value, bool)  # noqa: E731
OBJECT: Check = lambda value: isinstance(value, dict)  # noqa: E731
LIST: Check = lambda value: isinstance(value, list)  # noqa: E731
NUMBER: Check = is_number
POSITIVE: Check = lambda value: is_number(value) and value >= 0  # noqa: E731
ID = matching(r"[\w-]+")
DATE = matching(r"\d{4}-\d\d-\d\d")
COUNTRY, CURRENCY = matching(r"[A-Z]{2}"), matching(r"[A-Z]{3}")


def checked(given: Any, fields: Mapping[str, Check], required: Iterable[str] = ()) -> dict[str, Any]:
    """The body of a request when every field is known, there and of its type."""
    if not isinstance(given, dict):
        raise Refused(400, "ValidationError: body is not an object")
    faults = [(name, f"{name} is mandatory") for name in required if given.get(name) in (None, "")]
    faults += [(name, f"{name} is not allowed") for name in given if name not in fields]
    faults += [
        (name, f"{name} has an invalid value")
        for name, value in given.items()
        if name in fields and not fields[name](value) and (name, f"{name} is mandatory") not in faults
    ]
    if faults:
        raise invalid(*faults)
    return dict(given)
