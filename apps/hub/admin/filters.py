"""Filters that the theme has no class for."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

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
