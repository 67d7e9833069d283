"""A list that moves in any way while it is read, and readings that break off anywhere: nothing is missed in the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.connectors.banqup import pull
from apps.connectors.banqup.client import Banqup, Sheet
from apps.core.connector import Page

SIZE = 3
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
#: What happens, to which invoice (by its place among those that live), and after how many minutes.
steps = st.lists(
    st.tuples(
        st.sampled_from(["new", "change", "delete", "read", "read", "read", "break"]),
        st.integers(0, 30),
        st.integers(0, 40),
    ),
    max_size=40,
)


@dataclass
class Moving:
    """A vendor's list: numbers with the moment of their last change, newest first or by number."""

    newest_first: bool
    rows: dict[int, str] = field(default_factory=dict)
    last: int = 0
    with_files: bool = False
    states: Mapping[str, frozenset[str]] = field(default_factory=lambda: {"purchase-invoices": frozenset({"ACCEPTED"})})

    def touch(self, number: int) -> None:
        self.rows[number] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def new(self, _at: int = 0) -> None:
        self.last += 1
        self.touch(self.last)

    def change(self, at: int) -> None:
        if self.rows:
            self.touch(sorted(self.rows)[at % len(self.rows)])

    def delete(self, at: int) -> None:
        if self.rows:
            del self.rows[sorted(self.rows)[at % len(self.rows)]]

    def sheet(self, _register: str, number: int) -> Sheet:
        order = sorted(self.rows.items(), key=lambda row: (row[1], row[0]) if self.newest_first else row[0])
        rows = order[::-1] if self.newest_first else order
        page = rows[number * SIZE : (number + 1) * SIZE]
        told = [{"id": id_, "status": "ACCEPTED", "last_updated_at": changed} for id_, changed in page]
        return Sheet(tuple(told), len(rows))

    def owns(self, _entry: Mapping[str, Any]) -> bool:
        return True


@dataclass
class Reader:
    """What the hub does: it keeps pages with their places, and goes on from the last one."""

    vendor: Moving
    cursor: str = ""
    pages: Iterator[Page] | None = None
    kept: dict[str, str] = field(default_factory=dict)

    def read(self, number: int) -> bool:
        """Read so many pages; False when the source had no more."""
        for _page in range(number):
            self.pages = self.pages or pull.pull_purchases(cast("Banqup", self.vendor), self.cursor)
            page = next(self.pages, None)
            if page is None:
                self.pages = None
                return False
            self.cursor = page.cursor
            for pulled in page.documents:
                self.kept[pulled.source_id] = pulled.payload["invoice"]["last_updated_at"]
        return True

    def to_the_end(self) -> None:
        """Read until the source has no more; a thousand pages are taken for no end."""
        assert not self.read(1_000)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "SIZE", SIZE)


@pytest.mark.parametrize("newest_first", [True, False])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins_with=st.integers(0, 12), happens=steps)
def test_after_the_next_reading_every_invoice_is_known_as_it_is(
    *, newest_first: bool, begins_with: int, happens: list[tuple[str, int, int]]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        vendor = Moving(newest_first)
        reader = Reader(vendor)
        for _number in range(begins_with):
            clock.shift(timedelta(minutes=7))
            vendor.new()
        for what, at, minutes in happens:
            clock.shift(timedelta(minutes=minutes))
            if what == "read":
                reader.read(at)
            elif what == "break":
                reader.pages = None
            else:
                getattr(vendor, what)(at)
        reader.to_the_end()
        reader.to_the_end()
    assert {id_: reader.kept.get(str(id_)) for id_ in vendor.rows} == vendor.rows
