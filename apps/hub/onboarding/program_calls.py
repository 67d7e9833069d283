"""Calls to copy for whoever writes the program: with the real address, and the key where it has just been made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from apps.core.documents import Kind, Register
from apps.hub.models import Flow

#: Stands for the key once nobody knows it any more.
KEY = "KEY"
PARTY = {"code": "5", "name": "Oficina Central Lda", "tax_id": "501442600"}
ACCOUNT = {
    "account": "BE68539007547034",
    "opened": "2026-04-08",
    "opening": "0.00",
    "closed": "2026-04-08",
    "closing": "100.00",
    "movements": [{"booked": "2026-04-08", "amount": "100.00", "message": "First payment"}],
}
EXPENSE = {"code": "E-1", "description": "Lunch", "quantity": "1", "unit_price": "100.00", "amount": "100.00"}
ENTRY = {"register": Register.COST_CENTRE.value, "code": "10", "name": "Lisboa"}
#: What each kind has beside what all have.
BESIDE: Mapping[str, Mapping[str, Any]] = {
    Kind.BANK_STATEMENT: {"statement": ACCOUNT},
    Kind.EXPENSE_REPORT: {"lines": [EXPENSE]},
    Kind.MASTER_DATA: {"id": f"{Register.COST_CENTRE.value}:10", "entry": ENTRY, "total": "0.00"},
}
DUE = {"instalments": [{"code": "1", "number": 1, "of": 1, "due": "2026-05-08", "amount": "100.00"}]}


@dataclass(frozen=True, slots=True)
class Calls:
    """The address, and the same call for a terminal and in Python."""

    address: str
    curl: str
    python: str


def sample(kind: str) -> dict[str, Any]:
    """Give the smallest document of a kind that can be posted."""
    return {
        "id": "TEST-1",
        "kind": str(kind),
        "direction": "receivable" if kind == Kind.INVOICE else "payable",
        "number": "TEST-1",
        "party": PARTY,
        "issued": "2026-04-08",
        "total": "100.00",
        "currency": "EUR",
        "instalments": [],
        **BESIDE.get(kind, DUE),
    }


def of(flow: Flow, request: HttpRequest, key: str, *, posts: bool) -> Calls:
    """Give the first call of a program."""
    return posting(flow, request, key) if posts else reading(flow, request, key)


def reading(flow: Flow, request: HttpRequest, key: str) -> Calls:
    """Give the call that reads what is ready."""
    address = request.build_absolute_uri(f"/api/v1/flows/{flow.pk}/documents/")
    python = f"""import json
from urllib.request import Request, urlopen

call = Request("{address}?after=", headers={{"Authorization": "Bearer {key}"}})
print(json.load(urlopen(call)))"""
    return Calls(address, f"curl -H 'Authorization: Bearer {key}' '{address}?after='", python)


def posting(flow: Flow, request: HttpRequest, key: str) -> Calls:
    """Give the call that posts a first document."""
    address = request.build_absolute_uri(f"/api/v1/connections/{flow.source_id}/documents/")
    body = json.dumps(sample(flow.kind), ensure_ascii=False)
    told = json.dumps(sample(flow.kind), ensure_ascii=False, indent=4)
    curl = f"curl -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{body}' '{address}'"
    python = f"""import json
from urllib.request import Request, urlopen

document = {told}
headers = {{"Authorization": "Bearer {key}", "Content-Type": "application/json"}}
call = Request("{address}", json.dumps(document).encode(), headers, method="POST")
print(json.load(urlopen(call)))"""
    return Calls(address, curl, python)
