"""Pages that stay put while new rows arrive, and cost the same at any depth."""

from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.hub.api.filters import LARGEST_ID

#: What the filters by moments begin with.
MOMENTS = ("received", "started")


class Newest(CursorPagination):
    """The newest first, by key: rows are only ever added in front, so no page shifts under its reader.

    Where moments are asked for, by the moment instead: an index answers them in that order only.
    """

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def get_ordering(self, request: Request, queryset: "QuerySet[Any]", view: APIView) -> tuple[str, ...]:
        """Give the order that fits what is asked for."""
        for word in MOMENTS:
            if {f"{word}_after", f"{word}_before"} & set(request.query_params):
                return (f"-{word}_at", "-id")
        return ("-id",)

    def get_page_size(self, request: Request) -> int:
        """Give the size that was asked for; a wrong one is refused rather than replaced."""
        told = request.query_params.get("limit", str(self.page_size))
        if not (told.isascii() and told.isdigit() and 1 <= int(told[:9]) <= self.max_page_size):
            raise ValidationError({"limit": [_("A number from 1 to %(most)d.") % {"most": self.max_page_size}]})
        return int(told)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Give the place that a cursor stands for; one that we never gave is refused."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            cursor = Cursor(0, reverse=False, position=-1)
        if cursor and cursor.position is not None and not self.fits(str(cursor.position)):
            raise ValidationError({"cursor": [_("Follow the links of the answers; this is none of them.")]})
        return cursor

    def fits(self, position: str) -> bool:
        """Tell whether a place is one in the order of this list: a key, or a moment."""
        if len(self.ordering) == 1:
            return position.isdecimal() and int(position) <= LARGEST_ID
        try:
            moment = parse_datetime(position)
            return moment is not None and moment.tzinfo is not None and moment.astimezone(UTC) is not None
        except (ValueError, OverflowError):
            return False
