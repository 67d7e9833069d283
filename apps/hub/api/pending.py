"""Pending errors: what keeps documents, how much money that is, and the fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum
from rest_framework.request import Request
from rest_framework.response import Response

from apps.hub.api import decisions, filters, shapes
from apps.hub.api.decisions import actor, decision, read, released
from apps.hub.api.fields import Amount, amount_of
from apps.hub.api.reading import Reading, described
from apps.hub.engine.decisions import resolve
from apps.hub.models import Blocker, PendingError

TAG = "pending-errors"


@dataclass(slots=True)
class Behind:
    """How many transfers wait behind a cause, and their money per currency."""

    count: int = 0
    money: list[Amount] = field(default_factory=list)


def behind(causes: Sequence[PendingError]) -> Mapping[int, Behind]:
    """Count what waits behind some causes: one query for all of them."""
    found = {cause.pk: Behind() for cause in causes}
    blockers = Blocker.objects.filter(pending_error__in=list(found)).order_by("transfer__currency")
    sums = blockers.values_list("pending_error_id", "transfer__currency").annotate(Count("pk"), Sum("transfer__amount"))
    for pk, currency, count, total in sums:
        found[pk].count += count
        found[pk].money += [] if total is None else [amount_of(total, currency)]
    return found


@described(TAG, many="Causes that keep transfers", one="One cause", filters=filters.PendingErrorFilters)
class PendingErrors(Reading[PendingError]):
    """Causes, the open ones unless others are asked for."""

    right = "hub.view_pendingerror"
    queryset = PendingError.objects.select_related("source", "target", "assigned_to", "resolved_by")
    serializer_class = shapes.PendingErrorShape
    filters = filters.PendingErrorFilters
    behind: Mapping[int, Behind] = {}

    def paginate_queryset(self, queryset: Any) -> Any:
        """Count what waits behind the causes of one page."""
        page = super().paginate_queryset(queryset)
        self.behind = behind(page or ())
        return page

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give one cause, open or resolved."""
        cause = self.get_object()
        self.behind = behind([cause])
        return Response(self.get_serializer(cause).data)

    def get_serializer_context(self) -> dict[str, Any]:
        """Hand the counts on."""
        return {**super().get_serializer_context(), "behind": self.behind}

    @decision(decisions.Resolution, right="hub.resolve", tag=TAG, summary="Resolve a cause")
    def resolve(self, request: Request, **kwargs: Any) -> Response:
        """Choose the missing target value, or try everything behind the cause again."""
        cause, told = self.get_object(), read(decisions.Resolution, request)
        if told.pop("retry"):
            return released(resolve.retry_cause(cause, actor=actor(request), reason=told["reason"]))
        if cause.asks != PendingError.Asks.MAP:
            raise resolve.NotPossible("not_a_mapping")
        told.pop("reason", None)
        return released(resolve.map_value(cause, **told, actor=actor(request)))
