"""The bytes in which documents came: the file that somebody uploaded, or what the source sent for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Flow, Payload, ReadyDocument, Upload, UploadedDocument


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody uploaded, and the ids of all documents in it."""

    payload: Payload | None
    ids: tuple[str, ...]


def sources_of(rows: Sequence[ReadyDocument]) -> dict[int, bytes]:
    """Give the file that brought each document, by its transfer; a document that came otherwise is its own file.

    Raises `NotPossible` for a file that is not kept any more, and for one that holds other documents too: whoever
    imports it would book those as well.
    """
    wanted = {row.transfer.source_id: row for row in rows}
    brought = files_of(rows[0].flow, wanted) if rows else {}
    if any(set(file.ids) - set(wanted) for file in brought.values()):
        raise NotPossible("batch.file_shared")
    payloads = {
        row.transfer_id: brought[key].payload if key in brought else row.transfer.payload for key, row in wanted.items()
    }
    if None in payloads.values():
        raise NotPossible("batch.source_gone")
    return {key: payload.raw for key, payload in payloads.items() if payload}


def files_of(flow: Flow, ids: Iterable[str]) -> dict[str, Brought]:
    """Give the latest uploaded file of each document that came in one: three queries."""
    same = UploadedDocument.objects.filter(upload__connection=flow.source_id, upload__kind=flow.kind)
    found = same.filter(source_id__in=list(ids)).order_by("upload").values_list("source_id", "upload")
    latest = dict(found)
    uploads = Upload.objects.filter(pk__in=set(latest.values())).select_related("payload").prefetch_related("contents")
    files = {row.pk: Brought(row.payload, tuple(one.source_id for one in row.contents.all())) for row in uploads}
    return {source_id: files[upload] for source_id, upload in latest.items()}
