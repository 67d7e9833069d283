"""The bytes in which documents came: the file that somebody uploaded, or what the source sent for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.core.errors import Place, Rejected
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Flow, Payload, ReadyDocument, Upload, UploadedDocument


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody uploaded: the id of its bytes, while they are kept, and of all documents in it."""

    payload: int | None
    ids: frozenset[str]


def refused_of(rows: Sequence[ReadyDocument]) -> dict[int, Rejected]:
    """Give why the original of a document cannot be given, by its transfer.

    It is not kept any more, or it holds other documents too: whoever imports it would book those as well.
    """
    wanted = {row.transfer.source_id for row in rows}
    brought = files_of(rows[0].flow, wanted) if rows else {}
    told = {row.transfer_id: refusal_of(row, brought.get(row.transfer.source_id), wanted) for row in rows}
    return {key: Rejected(code, place=Place.SOURCE) for key, code in told.items() if code}


def refusal_of(row: ReadyDocument, file: Brought | None, wanted: set[str]) -> str:
    """Give the code of what is wrong with the original of one document, or an empty text."""
    if file and file.ids - wanted:
        return "batch.file_shared"
    return "" if payload_of(row, file) else "batch.source_gone"


def payload_of(row: ReadyDocument, file: Brought | None) -> int | None:
    """Give the id of a document's original: the file that brought it, or else what the source sent."""
    return file.payload if file else row.transfer.payload_id


def sources_of(rows: Sequence[ReadyDocument]) -> dict[int, bytes]:
    """Give the original of each document by its transfer; raises `NotPossible` for one that has gone just now."""
    brought = files_of(rows[0].flow, {row.transfer.source_id for row in rows}) if rows else {}
    keys = {row.transfer_id: payload_of(row, brought.get(row.transfer.source_id)) for row in rows}
    held: Mapping[int | None, Payload] = {**Payload.objects.in_bulk([key for key in set(keys.values()) if key])}
    if set(keys.values()) - set(held):
        raise NotPossible("batch.source_gone")
    raw = {key: payload.raw for key, payload in held.items()}
    return {transfer: raw[key] for transfer, key in keys.items()}


def files_of(flow: Flow, ids: Iterable[str]) -> dict[str, Brought]:
    """Give the latest uploaded file of each document that came in one: three queries."""
    same = UploadedDocument.objects.filter(upload__connection=flow.source_id, upload__kind=flow.kind)
    found = same.filter(source_id__in=list(ids)).order_by("upload").values_list("source_id", "upload")
    latest = dict(found)
    uploads = Upload.objects.filter(pk__in=set(latest.values())).prefetch_related("contents")
    files = {row.pk: Brought(row.payload_id, frozenset(one.source_id for one in row.contents.all())) for row in uploads}
    return {source_id: files[upload] for source_id, upload in latest.items()}
