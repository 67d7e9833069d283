"""Attachments: a file is fetched at its source, checked, zipped and handed to Omie."""

import base64
import io
import zipfile
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from apps.connectors.omie.booking import number_of
from apps.connectors.omie.client import Omie
from apps.connectors.omie.faults import Duplicate, Missing
from apps.connectors.omie.mapping import FILE, FILE_ADDRESS
from apps.core.connector import Booked
from apps.core.errors import Place, Rejected

PATH = "geral/anexo/"
LARGEST = 10 * 1024 * 1024
#: What files that belong to a title begin with, whatever their names say.
SIGNATURES = (
    b"%PDF-",
    b"<?xml",
    b"<nfeProc",
    b"<NFe",
    b"<CompNfse",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: A fixed date makes the same file the same zip, so that a repeat is recognised.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def find(client: Omie, key: str, body: Mapping[str, Any]) -> Booked | None:
    """Give the attachment that carries our key."""
    param = {"nPagina": 1, "nRegPorPagina": 100, "nId": number_of("nId", body["nId"]), "cTabela": body["cTabela"]}
    try:
        answer = client.call(PATH, "ListarAnexo", param, writes=False)
    except Missing:
        return None
    ours = [row for row in answer.get("listaAnexos", []) if row.get("cCodIntAnexo") == key]
    return Booked(target_id=str(ours[0]["nIdAnexo"]), number=str(ours[0].get("cNomeArquivo", ""))) if ours else None


def create(client: Omie, key: str, body: Mapping[str, Any]) -> Booked:
    """Attach a file; one that carries our key already is adopted."""
    content = content_of(client, body)
    refuse_strange(content, body.get(FILE_ADDRESS) or body["cNomeArquivo"])
    try:
        answer = client.call(PATH, "IncluirAnexo", sendable(body, content), writes=True)
    except Duplicate:
        if found := find(client, key, body):
            return found
        raise
    return Booked(target_id=str(answer["nIdAnexo"]), number=body["cNomeArquivo"])


def content_of(client: Omie, body: Mapping[str, Any]) -> bytes:
    """Give the bytes of a file, which came with the document or are fetched now; raises `Rejected` for too many."""
    if FILE not in body:
        return client.http.download(body[FILE_ADDRESS], largest=LARGEST).body
    content: bytes = body[FILE]
    if len(content) > LARGEST:
        raise Rejected("file.too_large", place=Place.SOURCE, url=body["cNomeArquivo"], largest=LARGEST)
    return content


def sendable(body: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """Give the request: Omie wants a zip in base64, and the MD5 of that text.

    The file comes last, so that what is kept of a long request shows everything else.
    """
    packed = base64.b64encode(zipped(body["cNomeArquivo"], content)).decode()
    known = {name: value for name, value in body.items() if name not in (FILE, FILE_ADDRESS)}
    checksum = md5(packed.encode(), usedforsecurity=False).hexdigest()
    return {**known, "nId": number_of("nId", body["nId"]), "cMd5": checksum, "cArquivo": packed}


def zipped(name: str, content: bytes) -> bytes:
    """Give a zip that holds one file; the same file gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def refuse_strange(content: bytes, url: str) -> None:
    """Raise `Rejected` for anything but a PDF, an XML, a picture or a zip."""
    if not content.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(SIGNATURES):
        raise Rejected("file.type_not_allowed", place=Place.SOURCE, url=url)
