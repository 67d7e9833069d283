"""The e-invoice and the PDF of an invoice, as a payload carries them."""

import base64
from collections.abc import Mapping
from typing import Any

from apps.connectors.banqup.client import Banqup
from apps.connectors.banqup.faults import Missing
from apps.core.errors import Rejected

#: What a payload calls a file, and what Banqup calls the link to it.
LINKS = {"ubl": "invoice_xml_url", "pdf": "invoice_pdf_url"}
#: What a payload says of a file that it does not have.
NONE, MISSING, TOO_LARGE, UNREACHABLE = "none", "missing", "too_large", "unreachable"
#: Any bytes make a text in this encoding and come back unharmed.
ANY_BYTES = "latin-1"


def papers(client: Banqup, register: str, id_: str) -> dict[str, Any]:
    """Give what a payload says of an invoice's files; raises `Temporary` when one does not come."""
    links = links_of(client, register, id_)
    came = {name: fetched(client, links.get(link)) for name, link in LINKS.items()}
    told: dict[str, Any] = {"files": {name: file for name, file in came.items() if isinstance(file, str)}}
    if isinstance(ubl := came["ubl"], bytes):
        told |= text_of(ubl)
    if isinstance(pdf := came["pdf"], bytes):
        told["pdf"] = base64.b64encode(pdf).decode()
    return told


def links_of(client: Banqup, register: str, id_: str) -> Mapping[str, Any]:
    """Give the links to the files of an invoice; none where Banqup knows no such call."""
    try:
        return client.one(f"{register}/{id_}", "files")
    except Missing:
        return {}


def fetched(client: Banqup, link: object) -> bytes | str:
    """Give a file, or the word for why there is none."""
    if not isinstance(link, str) or not link:
        return NONE
    try:
        return client.file(link)
    except Rejected as refusal:
        return TOO_LARGE if refusal.code == "file.too_large" else MISSING


def text_of(ubl: bytes) -> dict[str, str]:
    """Give an e-invoice as text from which its very bytes can be had again."""
    try:
        return {"ubl": ubl.decode()}
    except UnicodeDecodeError:
        return {"ubl": ubl.decode(ANY_BYTES), "ubl_encoding": ANY_BYTES}


def ubl_of(payload: Mapping[str, Any]) -> bytes:
    """Give the bytes of a payload's e-invoice; empty where it has none."""
    return str(payload.get("ubl") or "").encode(str(payload.get("ubl_encoding") or "utf-8"))
