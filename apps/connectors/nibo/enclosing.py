"""Which file goes to which title, under which name: each by itself, and at the end a look whether all are there."""

import hashlib

from apps.connectors.nibo.papers import checked_type
from apps.connectors.nibo.words import clean, key_of
from apps.core.connector import Enclosed, Ref, Step
from apps.core.documents import Attachment, Document
from apps.core.exchange import without_signature

#: In our plans for the client, never sent.
SCHEDULE, FILE_ADDRESS = "scheduleId", "file_address"
LONGEST_NAME = 100
#: So much of a checksum tells the files of one title apart.
KEPT = 12


def file_steps(document: Document) -> list[Step]:
    """Give the steps for all files: those of a title go there, those of the whole document to its first title."""
    homes = [instalment.code for instalment in document.instalments]
    steps = []
    for home in homes:
        own = [file for file in document.attachments if is_at(file, home, homes) and (file.content or file.url)]
        steps += steps_of(key_of(home), own)
    return steps


def is_at(file: Attachment, home: str, homes: list[str]) -> bool:
    """Tell whether a file belongs at a title."""
    return file.belongs_to == home or (file.belongs_to not in homes and home == homes[0])


def steps_of(title: str, files: list[Attachment]) -> list[Step]:
    """Give the uploads of a title's files, and the step that sees them all there; the same file only once."""
    different = {f"{title}-F{mark_of(file)}": file for file in files}
    names = unique_names(list(different.values()))
    uploads = [upload(key, title, file, name) for (key, file), name in zip(different.items(), names, strict=True)]
    if not uploads:
        return []
    body = {SCHEDULE: Ref(title), "files": [Ref(step.key) for step in uploads]}
    return [*uploads, Step(resource="attachment", key=f"{title}-F", body=body, label=title)]


def upload(key: str, title: str, file: Attachment, name: str) -> Step:
    """Give the step that uploads one file.

    What came with the document is looked at here, before anything is booked; what is behind a link when it is fetched.
    """
    if file.content:
        checked_type(file.content, name)
    content = {"file": Enclosed(file.sha256)} if file.content else {FILE_ADDRESS: file.url}
    return Step(resource="file", key=key, body={SCHEDULE: Ref(title), "fileName": name, **content}, label=name)


def mark_of(file: Attachment) -> str:
    """Give what a file is known by: its content, or its address without what grants access, which is new each time."""
    told = file.sha256 if file.content else hashlib.sha256(without_signature(file.url).encode()).hexdigest()
    return told[:KEPT]


def unique_names(files: list[Attachment]) -> list[str]:
    """Give a name for each file that no other file of the title has: a file is found again by its name."""
    names: list[str] = []
    for number, file in enumerate(files, start=1):
        bare = clean(file.name.replace("\\", "/").rsplit("/", 1)[-1], len(file.name))[-LONGEST_NAME:]
        name = bare or f"anexo-{number}"
        names.append(f"{mark_of(file)[:6]}-{name}" if name in names else name)
    return names
