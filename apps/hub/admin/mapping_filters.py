"""Filters of the list of mappings: between which ends, and of which kind."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from apps.hub.admin.mapping_form import Words


class PairFilter(DropdownFilter):
    """Between which two connections."""

    title = _("between")
    parameter_name = "pair"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the ends between which something is mapped."""
        rows = model_admin.get_queryset(request).order_by("source__name", "target__name")
        pairs = rows.values_list("source_id", "target_id", "source__name", "target__name").distinct()
        return [(f"{source}-{target}", f"{name} → {other}") for source, target, name, other in pairs]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep what is mapped between the chosen ends."""
        source, _dash, target = (self.value() or "").partition("-")
        if not (source.isdigit() and target.isdigit()):
            return queryset
        return queryset.filter(source_id=source, target_id=target)


class VocabularyFilter(DropdownFilter):
    """Of which kind."""

    title = _("kind of value")
    parameter_name = "vocabulary"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the kinds of which something is mapped."""
        rows = model_admin.get_queryset(request).order_by("vocabulary")
        kinds = rows.values_list("vocabulary", "target__connector_slug").distinct()
        return list({vocabulary: Words.of(slug, vocabulary).name for vocabulary, slug in kinds}.items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep what is of the chosen kind."""
        return queryset.filter(vocabulary=self.value()) if self.value() else queryset
