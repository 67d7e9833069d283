"""A layout as JSON data and back: only what differs from the defaults is written down."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Layout


def spec_of(value: Any) -> Any:
    """Give a layout, or a part of one, as JSON data."""
    if isinstance(value, tuple):
        return [spec_of(inner) for inner in value]
    if isinstance(value, StrEnum):
        return str(value)
    if not is_dataclass(value):
        return value
    told = {field.name: (field, getattr(value, field.name)) for field in fields(value)}
    return {name: spec_of(found) for name, (field, found) in told.items() if found != default_of(field)}


def default_of(field: "Field[Any]") -> Any:
    """Give what a field holds unless something is told; a required one has none that a value could equal."""
    return field.default if field.default is not MISSING else MISSING


def layout_of(spec: Any) -> Layout:
    """Give the layout that JSON data describes; raises `Rejected` (``layout.spec``) that names what is wrong."""
    found = read(spec, Layout, "layout")
    assert isinstance(found, Layout)
    return found


def read(spec: Any, wanted: Any, where: str) -> Any:
    """Give the value of a type that JSON data describes."""
    if get_origin(wanted) is tuple:
        inner = get_args(wanted)[0]
        return tuple(read(one, inner, f"{where}[{place}]") for place, one in enumerate(listed(spec, where)))
    if is_dataclass(wanted):
        return read_members(spec, wanted, where)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return one_of(spec, wanted, where)
    if type(spec) is not wanted:
        raise wrong(where, spec)
    return spec


def listed(spec: Any, where: str) -> list[Any]:
    """Give a list."""
    if not isinstance(spec, list):
        raise wrong(where, spec)
    return spec


def one_of(spec: Any, wanted: type[StrEnum], where: str) -> StrEnum:
    """Give one of a closed set of words."""
    if spec not in {str(word) for word in wanted}:
        raise wrong(where, spec)
    return wanted(spec)


def read_members(spec: Any, wanted: Any, where: str) -> Any:
    """Give a dataclass from an object with its fields, and none besides."""
    if not isinstance(spec, Mapping):
        raise wrong(where, spec)
    hints = get_type_hints(wanted)
    for name in spec:
        if name not in hints:
            raise wrong(f"{where}.{name}", spec[name])
    for field in fields(wanted):
        if field.name not in spec and default_of(field) is MISSING:
            raise wrong(f"{where}.{field.name}", None)
    return wanted(**{name: read(value, hints[name], f"{where}.{name}") for name, value in spec.items()})


def wrong(where: str, found: Any) -> Rejected:
    """Give the error for a value that a layout cannot have."""
    shown = "" if isinstance(found, types.NoneType) else str(found)
    return Rejected("layout.spec", place=Place.HERE, field=where, value=shown[:80])
