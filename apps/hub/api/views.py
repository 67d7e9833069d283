"""The nouns of the API: facts to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.core.connector import registry
from apps.hub.api import filters, shapes
from apps.hub.api.collecting import Collecting
from apps.hub.api.filters import refuse_unknown
from apps.hub.api.posting import Posting
from apps.hub.api.reading import Guarded, Reading, described
from apps.hub.models import Connection, Event, Flow, Mapping
from apps.hub.models.run import SyncRun

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="Slug of the connector.")


class Connectors(Guarded, ViewSet):
    """The installed vendors."""

    right = "hub.view_connection"
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9_]+"

    @extend_schema(summary="Installed connectors", tags=["connectors"], responses=shapes.ConnectorShape(many=True))
    def list(self, request: Request) -> Response:
        """Give every connector, by name."""
        refuse_unknown(request, filters.Filters, listing=False)
        return Response([shapes.ConnectorShape(connector).data for connector in registry.all()])

    @extend_schema(summary="One connector", tags=["connectors"], parameters=[SLUG], responses=shapes.ConnectorShape)
    def retrieve(self, request: Request, slug: str) -> Response:
        """Give one connector."""
        refuse_unknown(request, filters.Filters, listing=False)
        try:
            return Response(shapes.ConnectorShape(registry.get(slug)).data)
        except KeyError as error:
            raise NotFound from error


@described("connections", many="Connections", one="One connection", filters=filters.ConnectionFilters)
class Connections(Posting, Reading[Connection]):
    """Accounts at vendors and their health, without anything that opens them; own systems post into theirs."""

    right = "hub.view_connection"
    queryset = Connection.objects.all()
    serializer_class = shapes.ConnectionShape
    filters = filters.ConnectionFilters


@described("flows", many="Flows", one="One flow", filters=filters.FlowFilters)
class Flows(Collecting, Reading[Flow]):
    """Which documents go from where to where; of those that are collected, the documents."""

    right = "hub.view_flow"
    queryset = Flow.objects.select_related("source", "target")
    serializer_class = shapes.FlowShape
    filters = filters.FlowFilters


@described("events", many="Calls of vendors", one="One call of a vendor", filters=filters.EventFilters)
class Events(Reading[Event]):
    """Webhook calls and what became of them."""

    right = "hub.view_event"
    queryset = Event.objects.select_related("connection").defer("headers", "evidence")
    serializer_class = shapes.EventShape
    filters = filters.EventFilters


@described("runs", many="Sync runs", one="One sync run", filters=filters.RunFilters)
class Runs(Reading[SyncRun]):
    """Executions of flows, with counts that add up."""

    right = "hub.view_syncrun"
    queryset: "QuerySet[SyncRun]" = SyncRun.objects.select_related("flow")
    serializer_class = shapes.RunShape
    filters = filters.RunFilters


@described("mappings", many="Mappings", one="One mapping", filters=filters.MappingFilters)
class Mappings(Reading[Mapping]):
    """Translated values."""

    right = "hub.view_mapping"
    queryset = Mapping.objects.select_related("source", "target", "author")
    serializer_class = shapes.MappingShape
    filters = filters.MappingFilters
