"""What all lists of the API have in common."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from apps.hub.api.access import KeyMay
from apps.hub.api.filters import DeclaredFilters, Filters
from apps.hub.api.first_answers import Answers
from apps.hub.api.paging import Newest
from apps.hub.api.rates import Rated

Row = TypeVar("Row", bound=Model)
Kind = TypeVar("Kind", bound=type)


#: What a single thing is known by.
ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="Its id, as the lists tell it.")


class Guarded(Rated, Answers):
    """For keys with the view's ``right`` only, so many calls a minute; marked calls are made once."""

    permission_classes = (KeyMay,)
    #: The Django permission that the key's user needs.
    right = ""
    #: The permission for what is posted there, which needs a scope of its own; empty where nothing is.
    writes = ""


class Reading(Guarded, ReadOnlyModelViewSet[Row]):
    """A list that is paged and filtered, and its single things; ``whole`` is how one is told in full."""

    pagination_class = Newest
    filter_backends = (DeclaredFilters,)
    filters: type[Filters] = Filters
    whole: type[serializers.BaseSerializer[Any]] | None = None
    lookup_value_regex = "[0-9]{1,18}"

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """Tell one thing in full where there is more to tell."""
        return self.whole if self.detail and self.whole else super().get_serializer_class()


def described(tag: str, *, many: str, one: str, filters: type[Filters] = Filters) -> Callable[[Kind], Kind]:
    """Describe a view's list and its single things."""
    return extend_schema_view(
        list=extend_schema(summary=many, tags=[tag], parameters=[filters]),
        retrieve=extend_schema(summary=one, tags=[tag], parameters=[ID]),
    )
