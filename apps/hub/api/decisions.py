"""What a system decides: checked bodies, the engine's own decisions, and how many went on."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.hub import tasks
from apps.hub.api import examples
from apps.hub.api.filters import Strict
from apps.hub.api.reading import ID
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models.transfer import RequeueMode

View = Callable[..., Response]


def reason() -> serializers.CharField:
    """Give the field for why something was decided; nobody may leave it out."""
    return serializers.CharField(max_length=2000, help_text=_("Why; it is kept in the audit trail."))


@extend_schema_serializer(examples=[examples.REASON])
class Reason(Strict):
    """A decision that needs nothing but its reason."""

    reason = reason()


@extend_schema_serializer(examples=[examples.REQUEUE])
class Requeue(Strict):
    """With what to send it again, and why."""

    mode = serializers.ChoiceField(
        choices=RequeueMode.choices, default=RequeueMode.REBUILT, help_text=_("What the transfer is sent with.")
    )
    reason = reason()


@extend_schema_serializer(examples=[examples.HANDLED])
class Handled(Strict):
    """Why it was booked elsewhere, and the number it got there."""

    reason = reason()
    proof = serializers.CharField(max_length=200, help_text=_("The number that it got where it was booked."))


@extend_schema_serializer(examples=[examples.MAP, examples.MAP_ALL, examples.RETRY])
class Resolution(Strict):
    """Either the target value of a missing mapping, or that the cause was dealt with."""

    target_value = serializers.CharField(max_length=200, required=False, help_text=_("Value at the target."))
    target_label = serializers.CharField(
        max_length=300, required=False, default="", allow_blank=True, help_text=_("What people call it there.")
    )
    everywhere = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("Use the target value for every value of this kind that has no mapping of its own."),
    )
    retry = serializers.BooleanField(
        required=False, default=False, help_text=_("Try everything behind the cause again.")
    )
    reason = serializers.CharField(
        max_length=2000, required=False, help_text=_("Why; a retry needs it. It is kept in the audit trail.")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse both at once, neither of them, and a retry without a reason."""
        told = super().validate(attrs)
        if told["retry"] == ("target_value" in told):
            raise serializers.ValidationError({"target_value": [_("Give either target_value or retry, not both.")]})
        if told["retry"] and told["everywhere"]:
            raise serializers.ValidationError({"everywhere": [_("This belongs to a target_value, not to a retry.")]})
        if told["retry"] and "reason" not in told:
            raise serializers.ValidationError({"reason": [_("A retry needs a reason.")]})
        return told


@extend_schema_serializer(examples=[examples.RELEASED])
class Released(serializers.Serializer[Any]):
    """What a decision has set going or closed."""

    released = serializers.IntegerField(help_text=_("How many transfers the decision has moved."))


def decision(body: type[Strict], *, right: str, tag: str, summary: str) -> Callable[[View], View]:
    """Make a method of a view into ``POST {id}/<its name>``, for keys whose user has the right."""
    described = extend_schema(summary=summary, tags=[tag], parameters=[ID], request=body, responses=Released)
    bound = action(detail=True, methods=["post"], right=right, throttle_scope="decide", filter_backends=[])
    return lambda decide: described(bound(decide))


def read(body: type[Strict], request: Request) -> dict[str, Any]:
    """Give what a decision says; a body that says it wrongly is refused."""
    told = body(data=request.data)
    told.is_valid(raise_exception=True)
    return dict(told.validated_data)


def actor(request: Request) -> User:
    """Give the user whom the key acts for."""
    assert isinstance(request.user, User)
    return request.user


def released(count: int) -> Response:
    """Ring for a worker and tell how many transfers were moved."""
    tasks.ring()
    return Response({"released": count})


def moved(count: int, code: str) -> Response:
    """Tell how many were moved; none means that the decision did not fit any more."""
    if not count:
        raise NotPossible(code)
    return released(count)
