"""What the API tells about each noun. A field that is not named here is never told."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.core.connector import Connector
from apps.hub.api import examples
from apps.hub.api.fields import MONEY_SCHEMA, Amount, MoneyField
from apps.hub.models import Attempt, Connection, Event, Flow, Mapping, Operation, PendingError, Transfer
from apps.hub.models.run import SyncRun
from apps.hub.places import offered


class Named(serializers.Serializer[Any]):
    """Another row: its id and what people call it."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class End(Named):
    """A connection at one end."""

    connector = serializers.CharField(source="connector_slug")


class Choice(serializers.Serializer[Any]):
    """A slug and its words."""

    slug = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, declared: Any) -> str:
        """Give the words in the caller's language."""
        return gettext(declared.name)


class Kinds(serializers.Serializer[Any]):
    """A kind of document and its words."""

    kind = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, declared: Any) -> str:
        """Give the words in the caller's language."""
        return gettext(declared.name)


@extend_schema_serializer(examples=[examples.CONNECTOR])
class ConnectorShape(serializers.Serializer[Connector]):
    """An installed vendor: what it sends, what it books, what people translate for it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()
    summary = serializers.SerializerMethodField()
    limits = serializers.SerializerMethodField()
    environments = serializers.SerializerMethodField()
    sources = Kinds(many=True)
    targets = Kinds(many=True)
    vocabularies = Choice(many=True)

    def get_summary(self, connector: Connector) -> str:
        """Give the summary in the caller's language."""
        return gettext(connector.summary)

    @extend_schema_field(Choice(many=True))
    def get_environments(self, connector: Connector) -> Any:
        """Give the installations that one may choose in this hub."""
        return Choice(offered(connector), many=True, context=self.context).data

    def get_limits(self, connector: Connector) -> str:
        """Give the limits in the caller's language; gettext of an empty text would be a header."""
        return gettext(connector.limits) if connector.limits else ""


@extend_schema_serializer(examples=[examples.CONNECTION])
class ConnectionShape(serializers.ModelSerializer[Connection]):
    """One account at one vendor and its health."""

    connector = serializers.CharField(source="connector_slug")

    class Meta:
        model = Connection
        fields = (
            "id", "name", "connector", "environment", "account_id", "account_name", "unit_id", "unit_name", "state",
            "state_code", "state_since", "failures", "breaker_until", "last_success_at", "created_at",
        )  # fmt: skip


@extend_schema_serializer(examples=[examples.FLOW])
class FlowShape(serializers.ModelSerializer[Flow]):
    """Documents of one kind from one connection to another; ``collected`` ones are read here instead of being sent."""

    source = End()  # type: ignore[assignment]  # a column of this name
    target = End()
    collected = serializers.BooleanField()

    class Meta:
        model = Flow
        fields = ("id", "name", "kind", "active", "source", "target", "collected", "settings", "created_at")


@extend_schema_serializer(examples=[examples.EVENT])
class EventShape(serializers.ModelSerializer[Event]):
    """One call of a vendor; its body and headers are not told."""

    connection = End()

    class Meta:
        model = Event
        fields = (
            "id", "connection", "path", "kind", "source_id", "state", "reason", "repeats", "digest", "address",
            "received_at",
        )  # fmt: skip


@extend_schema_serializer(examples=[examples.TRANSFER])
class TransferShape(serializers.ModelSerializer[Transfer]):
    """One source document in one flow: where it is and why."""

    flow = Named()
    kind = serializers.CharField(source="flow.kind")
    source = End(source="flow.source")  # type: ignore[assignment]  # a column of this name
    target = End()
    money = MoneyField()

    class Meta:
        model = Transfer
        fields = (
            "id", "flow", "kind", "source", "target", "source_id", "number", "party", "party_tax_id", "direction",
            "money", "issued_on", "due_on", "cancelled", "state", "reason", "revision", "delivered_revision",
            "attempts_made", "due_at", "target_reference", "target_number", "received_at", "delivered_at",
            "updated_at",
        )  # fmt: skip


class AttemptShape(serializers.ModelSerializer[Attempt]):
    """One try; the requests and answers themselves are not told."""

    class Meta:
        model = Attempt
        fields = (
            "number", "revision", "started_at", "milliseconds", "outcome", "code", "params", "connector_version",
            "trace", "steps",
        )  # fmt: skip


class OperationShape(serializers.ModelSerializer[Operation]):
    """One entry in a register of the target."""

    money = serializers.SerializerMethodField()

    class Meta:
        model = Operation
        fields = ("key", "resource", "label", "money", "state", "target_id", "number", "url", "booked_at")

    @extend_schema_field(MONEY_SCHEMA)
    def get_money(self, operation: Operation) -> Amount | None:
        """Give the amount in the currency of the document."""
        transfer: Transfer = self.context["transfer"]
        row = Transfer(amount=operation.amount, currency=transfer.currency)
        return MoneyField().to_representation(row)


class CauseShape(serializers.ModelSerializer[PendingError]):
    """A cause that a transfer waits behind."""

    class Meta:
        model = PendingError
        fields = ("id", "code", "asks", "vocabulary", "value", "label")


@extend_schema_serializer(examples=[examples.WHOLE_TRANSFER])
class WholeTransferShape(TransferShape):
    """A transfer with its whole life."""

    attempts = AttemptShape(many=True)
    operations = serializers.SerializerMethodField()
    waits_for = serializers.SerializerMethodField()

    class Meta(TransferShape.Meta):
        fields = (*TransferShape.Meta.fields, "remarks", "attempts", "operations", "waits_for")  # type: ignore[assignment]

    @extend_schema_field(OperationShape(many=True))
    def get_operations(self, transfer: Transfer) -> Any:
        """Give what was written at the target."""
        return OperationShape(transfer.operations.all(), many=True, context={"transfer": transfer}).data

    @extend_schema_field(CauseShape(many=True))
    def get_waits_for(self, transfer: Transfer) -> Any:
        """Give the causes that keep it."""
        return CauseShape([blocker.pending_error for blocker in transfer.blockers.all()], many=True).data


@extend_schema_serializer(examples=[examples.RUN])
class RunShape(serializers.ModelSerializer[SyncRun]):
    """One execution of a flow; ``taken`` is the sum of the six counts behind it, ``read`` of the four."""

    flow = Named()

    class Meta:
        model = SyncRun
        fields = (
            "id", "flow", "trigger", "state", "started_at", "finished_at", "taken", "delivered", "ready", "waiting",
            "retrying", "skipped", "reversed", "read", "new", "changed", "unchanged", "unreadable", "cursor_before",
            "cursor_after",
        )  # fmt: skip


@extend_schema_serializer(examples=[examples.PENDING_ERROR])
class PendingErrorShape(serializers.ModelSerializer[PendingError]):
    """One cause, how many transfers wait behind it and how much money that is, per currency."""

    source = End(allow_null=True)  # type: ignore[assignment]  # a column of this name
    target = End(allow_null=True)
    assigned_to = serializers.CharField(source="assigned_to.username", default=None, allow_null=True)
    resolved_by = serializers.CharField(source="resolved_by.username", default=None, allow_null=True)
    waiting = serializers.SerializerMethodField()
    money = serializers.SerializerMethodField()

    class Meta:
        model = PendingError
        fields = (
            "id", "code", "asks", "vocabulary", "value", "label", "params", "source", "target", "waiting", "money",
            "opened_at", "assigned_to", "resolved_at", "resolved_by", "resolution",
        )  # fmt: skip

    def get_waiting(self, cause: PendingError) -> int:
        """Give how many transfers wait behind a cause."""
        return int(self.context["behind"][cause.pk].count)

    @extend_schema_field({"type": "array", "items": {**MONEY_SCHEMA, "nullable": False}})
    def get_money(self, cause: PendingError) -> list[Amount]:
        """Give what they are worth, one amount per currency."""
        return list(self.context["behind"][cause.pk].money)


@extend_schema_serializer(examples=[examples.MAPPING])
class MappingShape(serializers.ModelSerializer[Mapping]):
    """One translated value."""

    source = End()  # type: ignore[assignment]  # a column of this name
    target = End()
    author = serializers.CharField(source="author.username", default=None, allow_null=True)

    class Meta:
        model = Mapping
        fields = (
            "id", "source", "target", "vocabulary", "value", "label", "target_value", "target_label", "version",
            "author", "updated_at",
        )  # fmt: skip
