"""Filters that the theme has no class for, or has wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter

from apps.core.documents import Direction


class DirectionFilter(DropdownFilter):
    """Money in or money out."""

    title = _("direction")
    parameter_name = "direction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        """Give the two directions."""
        return ((Direction.RECEIVABLE, _("To receive")), (Direction.PAYABLE, _("To pay")))

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep one direction."""
        return queryset.filter(direction=self.value()) if self.value() else queryset


class DayFilter(RangeDateFilter):
    """Moments from one day to another, both whole, written as the reader writes dates.

    The theme's own class reads every language's dates as American ones and leaves the last day out.
    """

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep the moments within the days; what is no date is no condition."""
        if begin := start_of(self.used_parameters.get(f"{self.parameter_name}_from")):
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": begin})
        if last := start_of(self.used_parameters.get(f"{self.parameter_name}_to")):
            queryset = queryset.filter(**{f"{self.parameter_name}__lt": last + timedelta(days=1)})
        return queryset


def start_of(text: object) -> datetime | None:
    """Give the moment at which a day begins, or None for what is no date."""
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            day = datetime.strptime(str(text), pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return datetime.combine(day, time(), timezone.get_current_timezone())
    return None
