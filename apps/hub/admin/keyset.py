"""Pages of long lists by key: each begins beyond a row, so the last one costs what the first does and none shifts."""

import re
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from apps.hub.admin.filters import start_of

#: What an address says of a page: beyond a row, in front of a row, or the end of the list.
WORDS = re.compile(r"(?P<word>beyond|before)-(?P<key>[0-9]{1,18})|(?P<end>last)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: beyond a row or in front of it; without a row at the beginning or at the end of the list."""

    key: int | None = None
    backwards: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """Read it from an address; what is no place is the beginning."""
        if not (found := WORDS.fullmatch(text)):
            return cls()
        return cls(int(found["key"]) if found["key"] else None, found["word"] != "beyond")


@dataclass(frozen=True, slots=True)
class Portion:
    """The rows of one page, and the places of those around it; a place that is empty does not exist."""

    rows: list[Any]
    previous: str = ""
    next: str = ""

    @property
    def several(self) -> bool:
        """Tell whether there are other pages."""
        return bool(self.previous or self.next)


def portion(rows: "QuerySet[Any]", text: str, size: int) -> Portion:
    """Give the page of ordered rows that an address names, in a few queries.

    The rows are ordered by their key, or by a moment and the key, both in one direction.
    """
    place = Place.read(text)
    found, more = taken(rows, place, size)
    if not found and not place.backwards and place.key is not None:  # what was there has gone since
        return portion(rows, "last", size)
    if place.backwards and not more:  # close to the beginning: a whole page rather than a rest
        place = Place()
        found, more = taken(rows, place, size)
    ahead, behind = (place.key is not None, more) if not place.backwards else (more, place.key is not None)
    return Portion(
        found,
        f"before-{found[0].pk}" if ahead and found else "",
        f"beyond-{found[-1].pk}" if behind and found else "",
    )


def taken(rows: "QuerySet[Any]", place: Place, size: int) -> tuple[list[Any], bool]:
    """Give up to so many rows from a place on, in the list's order, and whether there are more that way."""
    on = rows.reverse() if place.backwards else rows
    found = list((from_on(on, place.key) if place.key is not None else on)[: size + 1])
    kept = found[:size]
    return (kept[::-1] if place.backwards else kept), len(found) > size


def from_on(rows: "QuerySet[Any]", key: int) -> "QuerySet[Any]":
    """Keep what comes after a row in the order of the list, whether the row itself is still among them or not."""
    order = [str(name) for name in rows.query.order_by]
    word = "lt" if order[0].startswith("-") != (not rows.query.standard_ordering) else "gt"
    beyond = Q(**{f"pk__{word}": key})
    if len(order) == 1:
        return rows.filter(beyond)
    field = order[0].removeprefix("-")
    moment = rows.model._default_manager.filter(pk=key).values_list(field, flat=True).first()
    if moment is None:
        return rows
    # The first condition is implied by the second; it is the one that an index answers.
    return rows.filter(Q(**{f"{field}__{word}e": moment}), Q(**{f"{field}__{word}": moment}) | beyond)


class Pages(ChangeList):
    """A list of the admin in pages by key: it counts nothing, and its last page costs what the first does."""

    def get_results(self, request: HttpRequest) -> None:
        """Find the rows of the page, and the places around it."""
        rows = self.queryset.defer(*self.model_admin.unlisted)
        self.portion = portion(rows, request.GET.get("p", ""), self.list_per_page)
        self.result_list = self.portion.rows
        # Nothing is counted: the same number twice makes the theme say none.
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = False
        self.paginator = self.model_admin.get_paginator(request, self.result_list, self.list_per_page)
        self.show_admin_actions, self.can_show_all, self.multi_page = True, False, False

    @property
    def kept(self) -> list[tuple[str, Any]]:
        """Give the filters and the search that stay when somebody goes to a day."""
        return [(name, value) for name, value in self.params.items() if name != f"{self.model_admin.moment}_to"]

    @property
    def until(self) -> str:
        """Give the day up to which is listed, as browsers write it, or nothing."""
        day = start_of(self.params.get(f"{self.model_admin.moment}_to"))
        return day.date().isoformat() if day else ""

    def get_ordering(self, request: HttpRequest, queryset: "QuerySet[Any]") -> list[str]:
        """Order by key, and by the list's moment where days are asked for: an index answers them in that order only."""
        moment = self.model_admin.moment
        days = any(request.GET.get(f"{moment}_{end}") for end in ("from", "to"))
        return [f"-{moment}", "-pk"] if days else ["-pk"]


class Uncounted(InfinitePaginator):
    """What the theme wants to know of pages: the template that leads to the others."""

    template_name = "admin/hub/parts/places.html"
