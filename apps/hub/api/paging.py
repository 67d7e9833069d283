"""Pages that stay put while new rows arrive, and cost the same at any depth."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class Newest(CursorPagination):
    """The newest first, by key: rows are only ever added in front, so no page shifts under its reader."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

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
        if cursor and not str(cursor.position or 0).isdecimal():
            raise ValidationError({"cursor": [_("Follow the links of the answers; this is none of them.")]})
        return cursor
