"""What lists can be narrowed by. A filter is a field; its ``source`` is the look-up it stands for."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.hub.api.problems import Problem
from apps.hub.models import Connection, Event, PendingError
from apps.hub.models.run import SyncRun
from apps.hub.models.transfer import TransferState

#: Parameters of paging, which every list takes.
PAGING = frozenset({"cursor", "limit"})
LARGEST_ID = 2**63 - 1


class Strict(serializers.Serializer[Any]):
    """Takes what is declared and refuses everything else, so that a typing error is never ignored."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse unknown names."""
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return attrs


class Filters(serializers.Serializer[Any]):
    """No filter at all."""

    #: Columns that ``q`` looks into.
    searched: ClassVar[tuple[str, ...]] = ()

    def narrow(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Give the rows that fit what was asked for."""
        asked = dict(self.validated_data)
        text = asked.pop("q", "")
        found = queryset.filter(**asked)
        return found.filter(self.containing(text)) if text else found

    def containing(self, text: str) -> Q:
        """Give the condition that one of the searched columns contains a text."""
        condition = Q()
        for column in self.searched:
            condition |= Q(**{f"{column}__icontains": text})
        return condition


def key_of(source: str, about: Any) -> serializers.IntegerField:
    """Give a filter by the key of another row."""
    return serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, source=source, help_text=about)


def word(about: Any, **options: Any) -> serializers.CharField:
    """Give a filter by an exact text."""
    return serializers.CharField(required=False, max_length=200, help_text=about, **options)


def moment(source: str, about: Any) -> serializers.DateTimeField:
    """Give a filter by a moment."""
    return serializers.DateTimeField(required=False, source=source, help_text=about)


def choice(choices: Any, about: Any) -> serializers.ChoiceField:
    """Give a filter by one of a closed set."""
    return serializers.ChoiceField(choices=choices, required=False, help_text=about)


def money(about: Any, source: str | None = None) -> serializers.DecimalField:
    """Give a filter by an amount."""
    return serializers.DecimalField(max_digits=17, decimal_places=4, required=False, source=source, help_text=about)


class ConnectionFilters(Filters):
    """Narrows connections."""

    connector = word(_("Slug of the connector."), source="connector_slug")
    state = choice(Connection.State.choices, _("State of the connection."))


class FlowFilters(Filters):
    """Narrows flows."""

    kind = word(_("Kind of document."))
    active = serializers.BooleanField(required=False, help_text=_("Switched on or off."))
    source = key_of("source_id", _("Connection that the documents come from."))  # type: ignore[assignment]  # a column of this name
    target = key_of("target_id", _("Connection that the documents go to."))


class EventFilters(Filters):
    """Narrows events."""

    connection = key_of("connection_id", _("Connection that was called."))
    kind = word(_("Kind of document."))
    source_id = word(_("Id of the document at the source."))
    state = choice(Event.State.choices, _("State of the event."))
    received_after = moment("received_at__gte", _("Received at this moment or later."))
    received_before = moment("received_at__lt", _("Received before this moment."))


class TransferFilters(Filters):
    """Narrows transfers."""

    searched = ("number", "party", "party_tax_id", "source_id", "target_reference", "target_number")

    q = serializers.CharField(
        required=False,
        max_length=120,
        help_text=_("Part of a number, name, tax number, or of an id at the source or the target."),
    )
    state = choice(TransferState.choices, _("State of the transfer."))
    flow = key_of("flow_id", _("Flow that the transfer belongs to."))
    number = word(_("Number of the document."))
    source_id = word(_("Id of the document at the source."))
    target_reference = word(_("Id of what was booked at the target."))
    amount = money(_("Exact amount."))
    amount_from = money(_("This amount or more."), "amount__gte")
    amount_to = money(_("This amount or less."), "amount__lte")
    received_after = moment("received_at__gte", _("Received at this moment or later."))
    received_before = moment("received_at__lt", _("Received before this moment."))


class RunFilters(Filters):
    """Narrows sync runs."""

    flow = key_of("flow_id", _("Flow that was run."))
    state = choice(SyncRun.State.choices, _("State of the run."))
    started_after = moment("started_at__gte", _("Started at this moment or later."))
    started_before = moment("started_at__lt", _("Started before this moment."))


class PendingErrorFilters(Filters):
    """Narrows causes."""

    resolved = serializers.BooleanField(
        default=False, help_text=_("Those that were resolved instead of those that are open.")
    )
    code = word(_("Code of the cause."))
    asks = choice(PendingError.Asks.choices, _("What a person has to do."))
    vocabulary = word(_("Kind of value that has no counterpart."))
    source = key_of("source_id", _("Connection that the documents come from."))  # type: ignore[assignment]  # a column of this name
    target = key_of("target_id", _("Connection that the documents go to."))

    def narrow(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Give the open causes unless the resolved ones are asked for."""
        resolved = self.validated_data.pop("resolved")
        return super().narrow(queryset.filter(resolved_at__isnull=not resolved))


class MappingFilters(Filters):
    """Narrows mappings."""

    vocabulary = word(_("Kind of value."))
    value = word(_("Value at the source."))
    target_value = word(_("Value at the target."))
    source = key_of("source_id", _("Connection that the values come from."))  # type: ignore[assignment]  # a column of this name
    target = key_of("target_id", _("Connection that the values go to."))


class DeclaredFilters(BaseFilterBackend):
    """Narrows a view's list by its ``filters``; a parameter that nobody declared is refused."""

    def filter_queryset(self, request: Request, queryset: "QuerySet[Any]", view: APIView) -> "QuerySet[Any]":
        """Give the rows that fit the call's parameters."""
        listing = not getattr(view, "detail", False)
        kind: type[Filters] = getattr(view, "filters", Filters) if listing else Filters
        refuse_unknown(request, kind, listing=listing)
        filters = kind(data=request.query_params.dict())
        filters.is_valid(raise_exception=True)
        return filters.narrow(queryset)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Give nothing: each view's description names its filters."""
        return []


def refuse_unknown(request: Request, kind: type[Filters], *, listing: bool) -> None:
    """Refuse parameters that would be ignored: the answer would look like one to another question."""
    known = set(kind().fields) | (PAGING if listing else set())
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        told = _("Not known here: %(unknown)s. Known are: %(known)s.")
        words = {"unknown": ", ".join(unknown), "known": ", ".join(sorted(known)) or "–"}
        raise Problem("filter.unknown", status_code=status.HTTP_400_BAD_REQUEST, detail=str(told) % words)
