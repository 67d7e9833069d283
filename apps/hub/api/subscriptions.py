"""Webhooks: which addresses are told what happens, every message, and sending one again."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.hub import tasks
from apps.hub.api import filters, shapes
from apps.hub.api import subscription_examples as examples
from apps.hub.api.decisions import actor, read
from apps.hub.api.filters import Strict
from apps.hub.api.reading import ID, Reading, described
from apps.hub.engine.outgoing import announce, keep
from apps.hub.models import Connection, Delivery, Happening, Message, Subscription
from apps.hub.models.subscription import may_be_told

TAG = "webhooks"
TOLD_OF = [event.value for event in Happening if event != Happening.TEST]


@extend_schema_serializer(examples=[examples.SUBSCRIPTION])
class SubscriptionShape(serializers.ModelSerializer[Subscription]):
    """An address that is told what happens; its secret is told once, where it is made."""

    connection = shapes.End(allow_null=True)

    class Meta:
        model = Subscription
        fields = ("id", "name", "connection", "url", "events", "active", "code", "failing_since", "created_at")


@extend_schema_serializer(examples=[examples.WITH_SECRET])
class WithSecret(SubscriptionShape):
    """The same, with the secret that signs: this once."""

    secret = serializers.CharField()

    class Meta(SubscriptionShape.Meta):
        fields = (*SubscriptionShape.Meta.fields, "secret")  # type: ignore[assignment]


@extend_schema_serializer(examples=[examples.SUBSCRIBE])
class Subscribe(Strict):
    """Where, about what, and under which name."""

    name = serializers.CharField(max_length=80)
    url = serializers.URLField(max_length=500, validators=[may_be_told])
    connection = serializers.PrimaryKeyRelatedField(
        queryset=Connection.objects.all(), allow_null=True, required=False, default=None
    )
    events = serializers.ListField(child=serializers.ChoiceField(choices=TOLD_OF), required=False, default=list)

    def validate_name(self, name: str) -> str:
        """Refuse a name that another one has."""
        if Subscription.objects.filter(name=name).exists():
            raise serializers.ValidationError(Subscription._meta.get_field("name").error_messages["unique"])
        return name


class DeliveryShape(serializers.ModelSerializer[Delivery]):
    """One try to deliver a message."""

    class Meta:
        model = Delivery
        fields = ("at", "milliseconds", "status", "answer", "code")


@extend_schema_serializer(examples=[examples.MESSAGE])
class MessageShape(serializers.ModelSerializer[Message]):
    """What one address was told of one event."""

    webhook = serializers.IntegerField(source="subscription_id")
    webhook_id = serializers.CharField(source="public_id", help_text="As in the header `webhook-id`.")

    class Meta:
        model = Message
        fields = ("id", "webhook", "webhook_id", "event", "data", "state", "tries", "due_at", "created_at")


@extend_schema_serializer(examples=[examples.WHOLE_MESSAGE])
class WholeMessage(MessageShape):
    """A message with every try to deliver it."""

    deliveries = DeliveryShape(many=True)

    class Meta(MessageShape.Meta):
        fields = (*MessageShape.Meta.fields, "deliveries")  # type: ignore[assignment]


class SubscriptionFilters(filters.Filters):
    """Narrows webhooks."""

    active = serializers.BooleanField(required=False, help_text="Switched on or off.")


class MessageFilters(filters.Filters):
    """Narrows messages."""

    webhook = filters.key_of("subscription_id", "Webhook that was told.")
    state = filters.choice(Message.State.choices, "State of the message.")
    event = filters.choice(Happening.choices, "What happened.")


@described(TAG, many="Webhooks", one="One webhook", filters=SubscriptionFilters)
class Subscriptions(Reading[Subscription]):
    """Addresses of other systems that are told what happens here."""

    right = "hub.view_subscription"
    writes = "hub.add_subscription"
    queryset = Subscription.objects.select_related("connection")
    serializer_class = SubscriptionShape
    filters = SubscriptionFilters

    def withheld_from(self, data: Any) -> Any:
        """Keep no secret with the answer to a marked call: given again, it tells everything but that."""
        return {**data, "secret": ""} if isinstance(data, dict) and "secret" in data else data

    @extend_schema(summary="Set a webhook up", tags=[TAG], request=Subscribe, responses={201: WithSecret})
    def create(self, request: Request) -> Response:
        """Have an address told what happens, from now on. The answer holds the secret, this once."""
        told = read(Subscribe, request)
        row = Subscription.objects.create(**told, created_by=actor(request))
        return Response(WithSecret(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Take a webhook away", tags=[TAG], parameters=[ID], responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Tell an address nothing any more, and forget its messages."""
        self.get_object().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Get a new secret", tags=[TAG], parameters=[ID], request=None, responses=WithSecret)
    @action(detail=True, methods=["post"], filter_backends=[])
    def rotate(self, request: Request, **kwargs: Any) -> Response:
        """Give a new secret, this once. For a day messages carry a signature by each of the two."""
        row = self.get_object()
        keep.rotate(row, actor=actor(request))
        row.refresh_from_db()
        return Response(WithSecret(row).data)

    @extend_schema(summary="Try a webhook", tags=[TAG], parameters=[ID], request=None, responses={202: MessageShape})
    @action(detail=True, methods=["post"], url_path="test", filter_backends=[])
    def try_it(self, request: Request, **kwargs: Any) -> Response:
        """Send the address a message about nothing."""
        message = announce.test(self.get_object())
        tasks.ring()
        return Response(MessageShape(message).data, status=status.HTTP_202_ACCEPTED)


@described(TAG, many="Messages to webhooks", one="One message with every try to deliver it", filters=MessageFilters)
class Messages(Reading[Message]):
    """What was told to whom, and what came of it."""

    right = "hub.view_message"
    writes = "hub.change_subscription"
    queryset = Message.objects.all()
    serializer_class = MessageShape
    whole = WholeMessage
    filters = MessageFilters

    @extend_schema(summary="Send a message again", tags=[TAG], parameters=[ID], request=None, responses=MessageShape)
    @action(detail=True, methods=["post"], filter_backends=[])
    def redeliver(self, request: Request, **kwargs: Any) -> Response:
        """Send a message again, under the same id, whatever came of it before."""
        row = self.get_object()
        keep.send_again([row], actor=actor(request))
        tasks.ring()
        row.refresh_from_db()
        return Response(MessageShape(row).data)
