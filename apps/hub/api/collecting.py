"""Documents that are collected: reading those that are ready, and saying what became of each."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.hub import tasks
from apps.hub.api import examples, papers, ready, shapes
from apps.hub.api.decisions import actor, read, reason
from apps.hub.api.filters import LARGEST_ID, Strict
from apps.hub.api.problems import Problem
from apps.hub.api.reading import ID
from apps.hub.engine.booking import collect
from apps.hub.engine.booking.collect import Answer
from apps.hub.models import Flow, Transfer

RIGHT = "hub.collect"


def revision() -> serializers.IntegerField:
    """Give the field that says what was read: nobody answers for content that he has not seen."""
    return serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text=_("The revision that was read, as the list told it.")
    )


@extend_schema_serializer(examples=[examples.BOOKED_THERE])
class Booked(Strict):
    """Under what it was booked."""

    revision = revision()
    reference = serializers.CharField(max_length=120, help_text=_("Id that it got in your system."))
    number = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, help_text=_("Number that people know there.")
    )


@extend_schema_serializer(examples=[examples.REFUSED_THERE])
class Refused(Strict):
    """Why it cannot be booked."""

    revision = revision()
    reason = reason()


class Collecting:
    """Mixed into the view of flows: what of a flow is ready."""

    @extend_schema(
        summary="Documents of a flow that are ready",
        tags=["collecting"],
        parameters=[ID, ready.Asked],
        responses=papers.Documents,
    )
    @action(detail=True, url_path="documents", right=RIGHT, filter_backends=[], pagination_class=None)
    def documents(self, request: Request, **kwargs: Any) -> Response:
        """Give what is ready, in the order in which it became so.

        Go on with the `next` of the last answer: what becomes ready later, and what has changed, comes behind it. Only
        documents that nobody has collected are given: they have passed the rules of the flow, and those of a source
        that approves documents were approved there. Nothing is changed by reading: say of each document what became
        of it. Narrowed, an answer may hold fewer documents than the limit, or none, although there is `more`: go on
        with its `next`. 404 for a flow whose documents are sent.
        """
        flow: Flow = self.get_object()  # type: ignore[attr-defined]  # of the view that it is mixed into
        if not flow.collected:
            raise Problem("flow.sent", status_code=status.HTTP_404_NOT_FOUND)
        asked = ready.Asked(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return Response(ready.page_of(flow, asked.validated_data))


def answering(body: type[Strict], summary: str) -> Any:
    """Make a method of the view of transfers into ``POST {id}/<its name>`` for whoever collects."""
    described = extend_schema(
        summary=summary, tags=["collecting"], parameters=[ID], request=body, responses=shapes.TransferShape
    )
    bound = action(detail=True, methods=["post"], right=RIGHT, throttle_scope="decide", filter_backends=[])
    return lambda decide: described(bound(decide))


class Answering:
    """Mixed into the view of transfers: what whoever read a document says became of it."""

    @answering(Booked, "Say that a document was booked")
    def booked(self, request: Request, **kwargs: Any) -> Response:
        """Write down under what it was booked. The same answer again changes nothing.

        Refused (409) for another revision than the one that is ready, for what is in a file, and where it was booked
        under another reference.
        """
        told = read(Booked, request)
        transfer: Transfer = self.get_object()  # type: ignore[attr-defined]  # of the view that it is mixed into
        answer = Answer(told["reference"], told["number"])
        collect.booked(transfer, revision=told["revision"], answer=answer, actor=actor(request))
        return as_it_is(transfer)

    @answering(Refused, "Say that a document was refused")
    def refused(self, request: Request, **kwargs: Any) -> Response:
        """Have it wait for a person, with what was said. The same answer again changes nothing.

        Refused (409) for another revision than the one that is ready, and for what is in a file or was booked.
        """
        told = read(Refused, request)
        transfer: Transfer = self.get_object()  # type: ignore[attr-defined]  # of the view that it is mixed into
        collect.refused(transfer, revision=told["revision"], reason=told["reason"], actor=actor(request))
        return as_it_is(transfer)


def as_it_is(transfer: Transfer) -> Response:
    """Give a transfer as an answer has left it."""
    tasks.ring()
    row = Transfer.objects.select_related("flow__source", "target").get(pk=transfer.pk)
    return Response(shapes.TransferShape(row).data)
