"""Transfers: where each document is, why, and what shall happen with it."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.hub.api import decisions, filters, shapes
from apps.hub.api.collecting import Answering
from apps.hub.api.decisions import actor, decision, moved, read
from apps.hub.api.reading import Reading, described
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.modes import modes
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Attempt, Blocker, Operation, Transfer

TAG = "transfers"


@described(TAG, many="Transfers", one="One transfer with its whole life", filters=filters.TransferFilters)
class Transfers(Answering, Reading[Transfer]):
    """One source document in one flow."""

    right = "hub.view_transfer"
    queryset = Transfer.objects.select_related("flow__source", "target")
    serializer_class = shapes.TransferShape
    whole = shapes.WholeTransferShape
    filters = filters.TransferFilters

    def get_queryset(self) -> "QuerySet[Transfer]":
        """Read a single transfer with everything that belongs to it."""
        found = super().get_queryset()
        if self.action != "retrieve":
            return found
        return found.prefetch_related(
            Prefetch("attempts", Attempt.objects.order_by("number")),
            Prefetch("operations", Operation.objects.order_by("pk")),
            Prefetch("blockers", Blocker.objects.select_related("pending_error").order_by("pk")),
        )

    @decision(decisions.Requeue, right="hub.decide", tag=TAG, summary="Send a transfer again")
    def requeue(self, request: Request, **kwargs: Any) -> Response:
        """Queue it again. Refused (409) while it is being booked, and for a mode that cannot be had.

        `same` needs a request that was sent before, `fetched` a source that can be asked again.
        """
        told, transfer = read(decisions.Requeue, request), self.get_object()
        if told["mode"] not in dict(modes([transfer])):
            raise NotPossible("transfer.mode")
        return moved(resolve.requeue([transfer], actor=actor(request), **told), "transfer.under_way")

    @decision(decisions.Reason, right="hub.decide", tag=TAG, summary="Keep a transfer from being booked")
    def hold(self, request: Request, **kwargs: Any) -> Response:
        """Hold it until somebody requeues it."""
        told = read(decisions.Reason, request)
        return moved(resolve.hold([self.get_object()], actor=actor(request), **told), "transfer.not_open")

    @decision(decisions.Reason, right="hub.close", tag=TAG, summary="Close a transfer without booking it")
    def skip(self, request: Request, **kwargs: Any) -> Response:
        """Skip it for good, unless its document changes."""
        told = read(decisions.Reason, request)
        return moved(resolve.skip([self.get_object()], actor=actor(request), **told), "transfer.not_open")

    @decision(decisions.Handled, right="hub.close", tag=TAG, summary="Say that a transfer was booked elsewhere")
    def handled(self, request: Request, **kwargs: Any) -> Response:
        """Close it with the number that it got where a person booked it."""
        told = read(decisions.Handled, request)
        return moved(resolve.handled(self.get_object(), actor=actor(request), **told), "transfer.not_open")
