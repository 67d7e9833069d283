"""Produced files: what one would hold, making it, its bytes, and what became of it."""

import base64
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.hub import tasks
from apps.hub.admin import wording
from apps.hub.api import batch_shapes as shapes
from apps.hub.api.decisions import actor, read
from apps.hub.api.filters import Strict
from apps.hub.api.problems import Problem
from apps.hub.api.reading import ID, Reading, described
from apps.hub.batches import decide, produce
from apps.hub.batches.produce import Gathered
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Batch, Flow

TAG = "files"
RIGHT = "hub.collect"


class AsItIs(JSONRenderer):
    """Lets a caller ask for any kind of bytes; refusals are told in JSON all the same."""

    media_type = "*/*"


def deciding(body: type[Strict], summary: str) -> Callable[[Any], Any]:
    """Make a method of the view into ``POST {id}/<its name>``, for keys whose user may collect."""
    about = extend_schema(summary=summary, tags=[TAG], parameters=[ID], request=body, responses=shapes.WholeBatchShape)
    bound = action(detail=True, methods=["post"], right=RIGHT, throttle_scope="decide", filter_backends=[])
    return lambda decide: about(bound(decide))


@described(TAG, many="Produced files", one="One produced file with its documents", filters=shapes.BatchFilters)
class Batches(Reading[Batch]):
    """Files in which documents are collected."""

    right = "hub.view_batch"
    queryset = Batch.objects.select_related("flow")
    serializer_class = shapes.BatchShape
    whole = shapes.WholeBatchShape
    filters = shapes.BatchFilters

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count making a file among the decisions, with their right."""
        if self.action == "create":
            self.throttle_scope, self.right = "decide", RIGHT
        super().initial(request, *args, **kwargs)

    @extend_schema(
        summary="What the next file would hold", tags=[TAG], parameters=[shapes.Wished], responses=shapes.Preview
    )
    @action(detail=False, right=RIGHT, filter_backends=[], pagination_class=None)
    def preview(self, request: Request) -> Response:
        """Give what would be in the file, what would be refused and why, and what is left out. Nothing is changed."""
        asked = shapes.Wished(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return Response(told_of(gathered_for(asked)))

    @extend_schema(
        summary="Produce a file", tags=[TAG], request=shapes.Produce, responses={201: shapes.WholeBatchShape}
    )
    def create(self, request: Request) -> Response:
        """Make the file. Documents that cannot be written stay ready; each document is in one file only.

        Refused (409) where nothing fits, and where what is ready has changed since the preview whose `seen` is given.
        """
        asked = shapes.Produce(data=request.data)
        asked.is_valid(raise_exception=True)
        gathered = gathered_for(asked)
        seen = asked.validated_data["seen"] or gathered.seen
        batch = produce.produce(
            gathered.flow, written_as=gathered.written_as, wish=gathered.wish, seen=seen, actor=actor(request)
        )
        tasks.ring_dispatch()
        return Response(shapes.WholeBatchShape(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="The bytes of a file",
        tags=[TAG],
        parameters=[ID],
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, "The same every time.")},
    )
    @action(detail=True, url_path="bytes", right=RIGHT, filter_backends=[], renderer_classes=[AsItIs])
    def bytes(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Give the bytes, the same every time, with their checksum in `Content-Digest` (RFC 9530)."""
        row = self.get_object()
        resolve.audit(actor(request), AuditEntry.Verb.DOWNLOADED, row, sha256=row.sha256)
        answer = HttpResponse(row.payload.raw, content_type=row.media_type)
        digest = base64.b64encode(bytes.fromhex(row.sha256)).decode()
        answer["Content-Digest"] = f"sha-256=:{digest}:"
        answer["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    @deciding(shapes.Confirm, "Say that a file was taken over")
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Book every document that is still in the file. Refused (409) where everything was said about it already."""
        told, row = read(shapes.Confirm, request), self.get_object()
        if told["sha256"] not in ("", row.sha256):
            raise Problem("batch.other_bytes", status_code=status.HTTP_409_CONFLICT)
        decide.confirm(row, actor=actor(request))
        return as_it_is(row)

    @deciding(shapes.Refuse, "Say that a document of a file was refused")
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Have the document wait for a person, with what was said; the others stay in the file."""
        told, row = read(shapes.Refuse, request), self.get_object()
        item = row.items.select_related("transfer").filter(transfer=told["transfer"]).first()
        if item is None:
            raise NotFound
        decide.refuse(item, actor=actor(request), reason=told["reason"])
        return as_it_is(row)

    @deciding(shapes.Cancel, "Cancel a file")
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Free its documents for another file; its number is not used again."""
        told, row = read(shapes.Cancel, request), self.get_object()
        decide.cancel(row, actor=actor(request), reason=told["reason"])
        return as_it_is(row)


def gathered_for(asked: shapes.Wished) -> Gathered:
    """Give what would go into a file; 404 for a flow whose documents are sent."""
    told = asked.validated_data
    flow = Flow.objects.select_related("source", "target").filter(pk=told["flow"]).first()
    if flow is None:
        raise NotFound
    if not flow.collected:
        raise Problem("flow.sent", status_code=status.HTTP_404_NOT_FOUND)
    return produce.gather_for(flow, asked.wish(), told["written_as"] or flow.setting("file_format"))


def told_of(gathered: Gathered) -> dict[str, Any]:
    """Give what would go into a file as the API tells it."""
    refused = [
        {"transfer": row.transfer_id, "code": trouble.code, "reason": reason_of(trouble)}
        for row, trouble in gathered.refused
    ]
    return {
        "count": len(gathered.rows),
        "totals": gathered.totals,
        "transfers": [row.transfer_id for row in gathered.rows],
        "refused": refused,
        "left_out": gathered.others,
        "more": gathered.more,
        "seen": gathered.seen,
    }


def reason_of(trouble: Any) -> str:
    """Give in words why a document cannot be written."""
    return wording.explain(trouble.code, trouble.params).line


def as_it_is(batch: Batch) -> Response:
    """Give a file as a decision has left it."""
    tasks.ring()
    row = Batch.objects.select_related("flow").get(pk=batch.pk)
    return Response(shapes.WholeBatchShape(row).data)
