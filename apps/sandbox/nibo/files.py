"""Files: uploaded first, then moved to a schedule; a file has one owner, and whoever has its address may read it."""

import base64
import hashlib

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from apps.sandbox.nibo.asked import Asked, json_answer, no_content
from apps.sandbox.nibo.listing import FILES
from apps.sandbox.nibo.refusal import Refused, invalid, unexpected
from apps.sandbox.nibo.shelf import Body, Shelf, stamp

#: The whole request must be smaller.
CEILING = 10 * 1024 * 1024
TOO_LONG = "The page was not displayed because the request entity is too large."
NO_LENGTH = (
    "<!DOCTYPE html><html><head><title>Length Required</title></head><body><h2>Length Required</h2></body></html>"
)


def upload(asked: Asked) -> Response:
    """Keeps every file of the form, whatever its part is called and whatever it is."""
    size = int(asked.request.headers.get("Content-Length") or 0)
    if not size:
        raise Refused(411, NO_LENGTH, media_type="text/html")
    if size > CEILING:
        raise Refused(413, TOO_LONG, media_type="text/plain")
    # A form is not even read that is exactly as long as the ceiling.
    parts = [] if size == CEILING else [file for _name, file in asked.request.files.items(multi=True)]
    if not parts:
        raise unexpected()
    return json_answer([keep(asked.shelf, file.filename or "", file.stream.read()) for file in parts])


def keep(shelf: Shelf, name: str, content: bytes) -> Body:
    """Keeps one file, which nobody owns yet."""
    told = {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "createDate": stamp()}
    key = shelf.add("files", {**told, "owner": "", "content": base64.b64encode(content).decode()})
    return {"fileId": key, "fileName": name}


def attach(asked: Asked) -> Response:
    """Moves files to a schedule; where there is no such schedule they are lost, and nobody says so."""
    given = asked.any_json()
    for key in given if isinstance(given, list) else []:
        body = asked.shelf.find("files", key)
        if body is None:
            raise invalid("Arquivo não encontrado")
        if body["owner"] != asked.key:
            asked.shelf.put("files", str(key), {**body, "owner": asked.key, "referenceDate": stamp()})
    return no_content()


def listed(asked: Asked) -> Response:
    """The files of a schedule, with addresses that want no token."""
    rows = asked.lagging("files") if asked.shelf.switch("file_lists_lag") else asked.shelf.all("files")
    return asked.listed([shown(row, asked.base) for row in rows if row["owner"] == asked.key], FILES)


def remove(asked: Asked) -> Response:
    """Destroys a file's record; the schedule in the address is not looked at."""
    if asked.shelf.find("files", asked.values["file"]) is None:
        raise invalid("Arquivo não encontrado")
    asked.shelf.remove("files", asked.values["file"])
    return no_content()


def shown(row: Body, base: str) -> Body:
    """A file as it is listed."""
    told = {name: row.get(name) for name in ("fileId", "name", "size", "createDate", "referenceDate")}
    return {**told, "url": f"{base}/download/{row['fileId']}?fileName={row['name']}"}


def download(shelf: Shelf, key: str) -> Response:
    """The file itself."""
    body = shelf.find("files", key)
    if body is None:
        raise NotFound
    return Response(base64.b64decode(body["content"]), mimetype="application/octet-stream")
