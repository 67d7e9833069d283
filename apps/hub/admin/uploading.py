"""The form in which files are uploaded, and what became of each of them, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.account import Preparation
from apps.core.connector import Connector
from apps.core.errors import Rejected
from apps.core.uploads import FileFormat, formats_of
from apps.hub import tasks
from apps.hub.admin import rights, wording
from apps.hub.admin.connection_health import connector_of
from apps.hub.admin.pages import actor_of
from apps.hub.engine.doors import upload
from apps.hub.models import Connection, Flow, Upload

#: The name of the form's field, files in one form, and earlier uploads beside it.
FIELD, MOST, EARLIER = "files", 20, 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its row, or why it was refused."""

    name: str
    upload: Upload | None = None
    repeated: bool = False
    words: wording.Words | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Documents of one kind that can be uploaded for a connection, and where."""

    documents: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the form shows: the formats, the way to a file at the vendor, and what was uploaded before."""

    documents: str
    formats: tuple[FileFormat, ...]
    download: Preparation | None
    earlier: tuple[Upload, ...]

    @property
    def accept(self) -> str:
        """Give the names by which a browser filters what it offers; what counts is the content."""
        return ",".join(suffix for known in self.formats for suffix in known.suffixes)

    @property
    def named(self) -> str:
        """Give the formats in a row."""
        return ", ".join(f"{known.name} ({' '.join(known.suffixes)})" for known in self.formats)


def sending(connection: Connection, kind: str) -> Sending | None:
    """Give what the form shows, or None where documents of a kind are not uploaded: one query."""
    connector = connector_of(connection)
    if connector is None or not formats_of(connector, kind):
        return None
    source = connector.source(kind)
    earlier = Upload.objects.of(connection.pk, kind).order_by("-pk")[:EARLIER]
    return Sending(documents=_(source.name), formats=source.files, download=source.download, earlier=tuple(earlier))


def offers(connection: Connection, connector: Connector, user: rights.Person) -> tuple[Offer, ...]:
    """Give what a person may upload for a connection."""
    if not rights.may_upload(user):
        return ()
    return tuple(
        Offer(_(source.name), address(connection.pk, source.kind)) for source in connector.sources if source.files
    )


def way_to(flow: Flow, user: rights.Person) -> str:
    """Give the address where documents of a flow are uploaded; nothing where they are not, or somebody may not."""
    connector = connector_of(flow.source)
    taken_by = connector is not None and bool(formats_of(connector, flow.kind))
    return address(flow.source_id, flow.kind) if taken_by and rights.may_upload(user) else ""


def address(connection_id: int, kind: str) -> str:
    """Give the address of the form."""
    return reverse("admin:hub_upload_send", args=(connection_id, kind))


def complaint(request: HttpRequest) -> str:
    """Give what is wrong with the form itself, or an empty text."""
    files = request.FILES.getlist(FIELD)
    if not files:
        return _("Choose at least one file.")
    if len(files) > MOST:
        return _("Choose at most %(most)s files at a time.") % {"most": MOST}
    return ""


def take(request: HttpRequest, connection: Connection, kind: str) -> list[Outcome]:
    """Take every file of a form in, each by itself, and wake the workers where one gave something to book."""
    found = [taken(one, connection, kind, request) for one in request.FILES.getlist(FIELD)]
    if any(outcome.upload for outcome in found):
        tasks.ring()
    return found


def taken(one: Any, connection: Connection, kind: str, request: HttpRequest) -> Outcome:
    """Take one file in; one that is too large is not even read."""
    try:
        upload.must_fit(one.size)
        given = upload.Given(one.name, one.read())
        receipt = upload.receive(connection, kind, given, actor=actor_of(request))
    except Rejected as trouble:
        return Outcome(one.name, words=wording.explain(trouble.code, trouble.params))
    return Outcome(one.name, receipt.upload, receipt.repeated)


def accepted(outcomes: Sequence[Outcome]) -> bool:
    """Tell whether at least one file was taken in."""
    return any(outcome.upload for outcome in outcomes)
