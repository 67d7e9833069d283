"""Documents that a system posts: into a connection, read at once, and then on their way like all others."""

from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import ApiKey
from apps.core.connector import Source
from apps.core.errors import Rejected
from apps.hub import tasks
from apps.hub.admin import wording
from apps.hub.api import posted_examples as examples
from apps.hub.api import shapes
from apps.hub.api.posted_form import POSTED
from apps.hub.api.problems import Problem
from apps.hub.api.reading import ID
from apps.hub.engine.doors import post
from apps.hub.engine.doors.post import Poster
from apps.hub.engine.doors.receipts import Receipt
from apps.hub.models import Connection, Event, Transfer

RIGHT = "hub.post"
TAG = "posting"
KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, description="Kind of the document.")
DOCUMENT = OpenApiParameter("source_id", str, OpenApiParameter.PATH, description="Its id in your system.")
BODY = {"application/json": {"$ref": f"#/components/schemas/{POSTED}"}}


class RawJSON(BaseParser):
    """Gives the bytes of a body, up to the limit: what is read of them keeps every digit."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Give the bytes; `Problem` for more than anybody may send."""
        limit: int = settings.DOCUMENT_LIMIT
        raw: bytes = stream.read(limit + 1)
        if len(raw) > limit:
            raise Problem("request.too_large", status_code=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        return raw


#: What every address has in common where documents are posted.
RAW: dict[str, Any] = {"parser_classes": [RawJSON], "throttle_scope": "write", "filter_backends": []}


@extend_schema_serializer(examples=[examples.RECEIPT])
class ReceiptShape(serializers.Serializer[Any]):
    """That a document is kept; ``repeated`` says that its content was known."""

    id = serializers.CharField()
    kind = serializers.CharField()
    receipt = serializers.IntegerField(help_text=_("Number of the call, as under `events`."))
    repeated = serializers.BooleanField()
    state = serializers.ChoiceField(choices=Event.State.choices)


@extend_schema_serializer(examples=[examples.WHERE])
class Where(serializers.Serializer[Any]):
    """Where a document is that was posted: its last call, and its transfers, one for each flow that takes it."""

    id = serializers.CharField()
    kind = serializers.CharField()
    receipt = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Event.State.choices)
    received_at = serializers.DateTimeField()
    transfers = shapes.TransferShape(many=True)


class Posting:
    """Mixed into the view of connections: what is posted into one of them."""

    @extend_schema(
        summary="Post a document",
        tags=[TAG],
        parameters=[ID],
        request=BODY,
        responses={202: ReceiptShape},
        examples=[examples.POSTED, examples.RECEIPT],
    )
    @action(detail=True, methods=["post"], url_path="documents", writes=RIGHT, **RAW)
    def documents(self, request: Request, **kwargs: Any) -> Response:
        """Keep a document, and have every flow take it that takes its kind.

        It is read before the answer: what is wrong is named by its field (400), and nothing of it is kept. The same
        content again changes nothing. Other content of the same `id` is its next revision; of two revisions that tell
        of `changed`, the later one counts, in whatever order they come. Where no flow takes it yet, it is kept for the
        one that will. 404 for a connection into which nothing is posted.
        """
        connection = posted_into(self)
        raw = body_of(request)
        content = refusing(lambda: post.decoded(raw))
        source = post.source_of(connection, str(content.get("kind", "")))
        if source is None:
            raise invalid("kind", _("One of these: %(kinds)s.") % {"kinds": ", ".join(post.kinds_of(connection))})
        return kept(refusing(lambda: post.receive(connection, source, raw, poster_of(request))))

    @extend_schema(summary="Where a posted document is", tags=[TAG], parameters=[ID, KIND, DOCUMENT], responses=Where)
    @action(
        detail=True,
        url_path=r"documents/(?P<kind>[a-z_]{1,40})/(?P<source_id>.{1,360}?)",
        right="hub.view_transfer",
        writes=RIGHT,
        **RAW,
    )
    def document(self, request: Request, *, kind: str, source_id: str, **kwargs: Any) -> Response:
        """Tell what became of a document: the state of its last call, and its transfers."""
        connection = posted_into(self)
        event = known(connection, kind, source_id)
        flows = {"flow__source": connection, "flow__kind": kind}
        transfers = Transfer.objects.select_related("flow__source", "target").filter(**flows, source_id=source_id)
        told = {**told_of(event), "received_at": event.received_at, "transfers": transfers.order_by("pk")}
        return Response(Where(told).data)

    @extend_schema(
        summary="Put a document in place of what was posted before",
        tags=[TAG],
        parameters=[ID, KIND, DOCUMENT],
        request=BODY,
        responses={202: ReceiptShape},
        examples=[examples.POSTED, examples.RECEIPT],
    )
    @document.mapping.put
    def put_document(self, request: Request, *, kind: str, source_id: str, **kwargs: Any) -> Response:
        """As with POST, for the document that the address names; `id` and `kind` have to be those of the address."""
        connection = posted_into(self)
        source, raw = declared(connection, kind), body_of(request)
        content = refusing(lambda: post.decoded(raw))
        for name, here in (("id", source_id), ("kind", kind)):
            if content.get(name) != here:
                raise invalid(name, _("The address names another document."))
        return kept(refusing(lambda: post.receive(connection, source, raw, poster_of(request))))

    @extend_schema(
        summary="Withdraw a document",
        tags=[TAG],
        parameters=[ID, KIND, DOCUMENT],
        request=None,
        responses={202: ReceiptShape},
    )
    @document.mapping.delete
    def withdraw_document(self, request: Request, *, kind: str, source_id: str, **kwargs: Any) -> Response:
        """Say that a document is void: it becomes cancelled, and what it booked is undone or waits for a person.

        Nothing is deleted. Withdrawn twice is withdrawn once.
        """
        connection = posted_into(self)
        source, event = declared(connection, kind), known(connection, kind, source_id)
        return kept(refusing(lambda: post.withdraw(connection, source, event, poster_of(request))))


def posted_into(view: Any) -> Connection:
    """Give the connection that an address names; NotFound where nothing is posted into it."""
    connection: Connection = view.get_object()
    if not post.kinds_of(connection):
        raise Problem("connection.takes_no_posts", status_code=status.HTTP_404_NOT_FOUND)
    return connection


def declared(connection: Connection, kind: str) -> Source:
    """Give how documents of a kind are read; NotFound where there are none of it."""
    source = post.source_of(connection, kind)
    if source is None:
        raise NotFound
    return source


def known(connection: Connection, kind: str, source_id: str) -> Event:
    """Give the last call about a document; NotFound where there was none."""
    event = post.last(connection, kind, source_id)
    if event is None:
        raise NotFound
    return event


def body_of(request: Request) -> bytes:
    """Give the bytes of a body; without any nothing was posted."""
    raw: Any = request.data
    if not isinstance(raw, bytes):
        raise ParseError
    return raw


def poster_of(request: Request) -> Poster:
    """Give who posts."""
    assert isinstance(request.auth, ApiKey)
    plain: HttpRequest = request._request
    return Poster(request.auth.prefix, plain.META.get("REMOTE_ADDR", ""))


def refusing(read: Any) -> Any:
    """Give what was read, or refuse the document with the field that is wrong."""
    try:
        return read()
    except Rejected as wrong:
        words = wording.explain(wrong.code, wrong.params)
        if wrong.code == "source.payload_gone":
            raise Problem("document.gone", status_code=status.HTTP_409_CONFLICT) from wrong
        raise invalid(wrong.params.get("field", ""), words.line, reason=wrong.code) from wrong


def invalid(field: str, words: str, *, reason: str = "source.wrong_shape") -> Problem:
    """Give the refusal of a document, by the field that is wrong."""
    more = {"errors": {field or "document": [words]}, "reason": reason}
    detail = f"{field}: {words}" if field else words
    return Problem("document.invalid", status_code=status.HTTP_400_BAD_REQUEST, detail=detail, more=more)


def kept(receipt: Receipt) -> Response:
    """Ring for a worker, and give the receipt."""
    tasks.ring()
    told = {**told_of(receipt.event), "repeated": receipt.repeated}
    return Response(ReceiptShape(told).data, status=status.HTTP_202_ACCEPTED)


def told_of(event: Event) -> dict[str, Any]:
    """Give what is told of a call."""
    return {"id": event.source_id, "kind": event.kind, "receipt": event.pk, "state": event.state}
