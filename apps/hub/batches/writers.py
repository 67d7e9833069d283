"""The files in which documents are collected: each writer is a pure function from documents to bytes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.errors import Rejected
from apps.hub.batches import originals, tables
from apps.hub.batches.choices import CSV, JSON, ORIGINAL

#: Why documents cannot be in a file, by their transfer.
Refused = Mapping[int, Rejected]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One document on its way into a file: what it is known by, its JSON form, and where asked for its source bytes."""

    transfer: int
    revision: int
    name: str
    content: Mapping[str, Any]
    source: bytes = b""


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, what kind they are, and what its name ends with.

    ``name`` is the whole name where the file has one of its own, ``number`` its number in its flow and
    ``file_number`` that in its series where they stand in it, and ``version`` the id of the layout's version.
    """

    data: bytes
    media_type: str
    ending: str
    name: str = ""
    number: int | None = None
    file_number: int | None = None
    version: int | None = None


def none_refused(documents: Sequence[Filed], decimal_mark: str) -> Refused:
    """Give nothing: such a file takes every document."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """One kind of file; ``sources`` says that it is made of the bytes as they were received.

    ``refuse`` names the documents that cannot be written, and why; ``write`` is given the others.
    """

    write: Callable[[Sequence[Filed], str], Written]
    refuse: Callable[[Sequence[Filed], str], Refused] = none_refused
    sources: bool = False


def write_table(documents: Sequence[Filed], decimal_mark: str) -> Written:
    """Give a table: a line for each document, or for each movement of a bank statement."""
    lines = [line for one in documents for line in tables.lines(one.transfer, one.revision, one.content)]
    return Written(tables.csv_of(lines, decimal_mark), "text/csv", "csv")


def write_json(documents: Sequence[Filed], decimal_mark: str) -> Written:
    """Give every detail, as the API gives it; amounts are text with a point whatever tables have."""
    told = [{"transfer": one.transfer, "revision": one.revision, "document": one.content} for one in documents]
    text = json.dumps({"documents": told}, ensure_ascii=False, indent=1)
    return Written(text.encode(), "application/json", "json")


def write_originals(documents: Sequence[Filed], decimal_mark: str) -> Written:
    """Give the files as they were received: a single one as it is, several in one archive.

    A file that brought several documents is given once.
    """
    files = {one.source: one.name for one in reversed(documents)}
    if len(files) == 1:
        [source] = files
        ending = originals.ending_of(source)
        return Written(source, originals.MEDIA_TYPES[ending], ending)
    packed = originals.archive([(name, source) for source, name in reversed(files.items())])
    return Written(packed, "application/zip", "zip")


#: Every kind of file by the slug under which `choices` offers it.
WRITERS: Mapping[str, Writer] = {
    ORIGINAL: Writer(write=write_originals, sources=True),
    CSV: Writer(write=write_table),
    JSON: Writer(write=write_json),
}
