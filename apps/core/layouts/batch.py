"""A batch as plain data: what the paths of a layout find. ``docs/layouts.md`` lists it for those who edit layouts.

batch     number, file_number, reference, date, year, time
settings  what the owner of the flow chose
titles    every title of every document, each with its ``apportionment``
entries   every share of every title by itself, for files without apportionment; ``parcel`` counts them by document
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from apps.core.layouts.layout import Layout

PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a file is beside its documents: its number in its flow, its day and time, and what its owner chose.

    ``file_number`` is that among all files that the target was given, where it is not the one in the flow.
    """

    number: int
    on: date
    at: time = time()
    file_number: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def batch_of(documents: Sequence[tuple[str, Mapping[str, Any]]], frame: Frame) -> dict[str, Any]:
    """Give documents as layouts see them; each is told by what the hub knows it by, and its step's body."""
    titles = [{**title, "ref": ref} for ref, body in documents for title in body["titles"]]
    return {
        "batch": {
            "number": str(frame.number),
            "file_number": str(frame.file_number or frame.number),
            "reference": reference_of(frame),
            "date": frame.on.isoformat(),
            "year": str(frame.on.year),
            "time": frame.at.strftime("%H%M%S"),
        },
        "settings": dict(frame.settings),
        "titles": titles,
        "entries": entries_of(titles),
    }


def reference_of(frame: Frame) -> str:
    """Give the name of a batch at the target: the owner's letters, the year and the number in its flow."""
    return f"{frame.settings.get('reference_prefix', '')}{frame.on.year}{frame.number:04}"


def entries_of(titles: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give every share of every title as a title of its own."""
    counted: dict[str, int] = {}
    entries = []
    for title in titles:
        for share in title["apportionment"]:
            place = counted[title["ref"]] = counted.get(title["ref"], 0) + 1
            entries.append({**title, **share, "parcel": f"{place:02}", "whole": title["amount"]})
    return entries


def file_name_of(layout: Layout, batch: Mapping[str, Any]) -> str:
    """Give the name of a file by the layout's pattern; what would lead elsewhere is left out of it."""
    day = batch["batch"]["date"]
    known = {
        "slug": layout.slug,
        **batch["batch"],
        "yyyymmdd": day.replace("-", ""),
        "ddmmyyyy": "".join(reversed(day.split("-"))),
    }
    told = PLACE.sub(lambda place: str(known.get(place[1], "")), layout.file_name)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", told).strip("-.")[:120] or layout.slug
