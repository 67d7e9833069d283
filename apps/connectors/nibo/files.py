"""Files: each is uploaded and moved to its title, and at the end all of a title are looked for there.

A file is nobody's until it is moved, and nothing lists it until then.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.connectors.nibo.answers import left_open
from apps.connectors.nibo.booking import read_path
from apps.connectors.nibo.client import PAGE, Nibo, rows_of
from apps.connectors.nibo.enclosing import FILE_ADDRESS, SCHEDULE
from apps.connectors.nibo.papers import LARGEST, checked_type
from apps.core.bodies import FilePart, form_body
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Rejected, Trouble

Body = Mapping[str, Any]


def find(client: Nibo, key: str, body: Body) -> Booked | None:
    """Give the file of this name at the title; our names are unique there."""
    for row in listed(client, str(body[SCHEDULE])):
        if row.get("name") == body["fileName"]:
            return Booked(target_id=str(row["fileId"]), number=str(row["name"]))
    return None


def create(client: Nibo, key: str, body: Body) -> Booked:
    """Upload a file and move it to its title, which was looked at just before."""
    content, name = content_of(client, body), str(body["fileName"])
    part = FilePart(name=name, media_type=checked_type(content, name), content=content)
    answer = client.write("POST", "files", form_body({"file": part}))
    rows = rows_of(answer)
    if len(rows) != 1 or not rows[0].get("fileId"):
        raise OutcomeUnknown("target.broken_answer", vendor_code=200, answer=str(answer)[:200])
    file = str(rows[0]["fileId"])
    try:
        move(client, str(body[SCHEDULE]), [file])
    except Rejected as refusal:
        # What was uploaded a moment ago is not there: the answer to the upload was no effect.
        raise left_open(refusal, "target.write_not_seen") from refusal
    except Trouble as trouble:
        raise left_open(trouble, handle=file) from trouble
    return Booked(target_id=file, number=name)


def resume(client: Nibo, key: str, handle: str, body: Body) -> Booked | None:
    """Move a file whose id was answered to its title once more; one that is not there was never uploaded."""
    if found := find(client, key, body):
        return found
    try:
        move(client, str(body[SCHEDULE]), [handle])
    except Rejected:
        return None
    return Booked(target_id=handle, number=str(body["fileName"]))


def move(client: Nibo, schedule: str, files: Sequence[str]) -> None:
    """Move files to a title; moving one again does nothing."""
    client.write("POST", f"{read_path(schedule)}/files/attach", list(files))


def find_all(client: Nibo, key: str, body: Body) -> Booked | None:
    """Tell whether a title has all its files."""
    there = {str(row.get("fileId")).lower() for row in listed(client, str(body[SCHEDULE]))}
    return Booked(target_id=str(body[SCHEDULE])) if there >= {str(file).lower() for file in body["files"]} else None


def complete(client: Nibo, key: str, body: Body) -> Booked:
    """See that a title has all its files; what is not to be seen is moved there once more."""
    if found := find_all(client, key, body):
        return found
    move(client, str(body[SCHEDULE]), body["files"])
    if not has_all(client, key, body):
        raise OutcomeUnknown("target.write_not_seen", vendor_code=204, answer="")
    return Booked(target_id=str(body[SCHEDULE]))


def has_all(client: Nibo, key: str, body: Body) -> bool:
    """Tell whether a title has all its files now; whatever goes wrong leaves open what was written."""
    try:
        return find_all(client, key, body) is not None
    except Trouble as trouble:
        raise left_open(trouble) from trouble


def complete_later(client: Nibo, key: str, target_id: str, body: Body) -> Booked:
    """See that the files that came since are there too; those that were there stay."""
    return complete(client, key, body)


def listed(client: Nibo, schedule: str) -> list[Mapping[str, Any]]:
    """Give the files of a title.

    Raises `Missing` for one that is gone: to such a title Nibo moves files without a word, and they are lost.
    """
    client.get(read_path(schedule))
    return rows_of(client.get(f"{read_path(schedule)}/files", top=PAGE))


def content_of(client: Nibo, body: Body) -> bytes:
    """Give a file's bytes: those that came with the document, or those behind its link."""
    content = body.get("file")
    if content is None:
        content = client.http.download(body[FILE_ADDRESS], largest=LARGEST).body
    return bytes(content)
