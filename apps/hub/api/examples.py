"""One example of each answer and each decision, for the API's description."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

NOON = "2026-03-10T12:00:00Z"
FLEET = {"id": 1, "name": "Vehicles", "connector": "fleet"}
COMPANY = {"id": 2, "name": "Aurora Ltda", "connector": "ledger"}
MONEY = {"amount": "1250.50", "currency": "BRL"}


def answer(name: str, value: dict[str, Any]) -> OpenApiExample:
    """Give an example of an answer."""
    return OpenApiExample(name, value=value, response_only=True, status_codes=["200", "201", "202"])


def asked(name: str, **value: Any) -> OpenApiExample:
    """Give an example of a decision."""
    return OpenApiExample(name, value=value, request_only=True)


CONNECTOR = answer(
    "Ledger",
    {
        "slug": "ledger",
        "name": "Ledger",
        "version": "1.0.0",
        "summary": "Books receivables and payables as titles, with payments and files.",
        "limits": "240 calls a minute and 4 at once of one method, 960 a minute in all.",
        "environments": [{"slug": "production", "name": "Production"}],
        "sources": [],
        "targets": [{"kind": "invoice", "name": "Invoices and debit notes"}],
        "vocabularies": [{"slug": "cost_centre", "name": "Cost centre"}],
    },
)
CONNECTION = answer(
    "A company at Ledger",
    {
        "id": 2,
        "name": "Aurora Ltda",
        "connector": "ledger",
        "environment": "production",
        "account_id": "11222333000181",
        "account_name": "Transportes Aurora Ltda",
        "unit_id": "",
        "unit_name": "",
        "state": "connected",
        "state_code": "",
        "state_since": NOON,
        "failures": 0,
        "breaker_until": None,
        "last_success_at": NOON,
        "created_at": NOON,
    },
)
FLOW = answer(
    "Invoices",
    {
        "id": 1,
        "name": "Invoices",
        "kind": "invoice",
        "active": True,
        "source": FLEET,
        "target": COMPANY,
        "collected": False,
        "settings": {"attach_files": "yes"},
        "created_at": NOON,
    },
)
EVENT = answer(
    "A debit note",
    {
        "id": 901,
        "connection": FLEET,
        "path": "debt-note",
        "kind": "invoice",
        "source_id": "48211",
        "state": "routed",
        "reason": "",
        "repeats": 0,
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "address": "18.230.99.164",
        "received_at": NOON,
    },
)
BOOKED: dict[str, Any] = {
    "id": 77,
    "flow": {"id": 1, "name": "Invoices"},
    "kind": "invoice",
    "source": FLEET,
    "target": COMPANY,
    "source_id": "48211",
    "number": "ND-48211",
    "party": "Transportes Aurora Ltda",
    "party_tax_id": "11222333000181",
    "direction": "receivable",
    "money": MONEY,
    "issued_on": "2026-03-10",
    "due_on": "2026-04-10",
    "cancelled": False,
    "state": "delivered",
    "reason": "",
    "revision": 1,
    "delivered_revision": 1,
    "attempts_made": 1,
    "due_at": NOON,
    "target_reference": "7000001",
    "target_number": "ND-48211",
    "received_at": NOON,
    "delivered_at": NOON,
    "updated_at": NOON,
}
ATTEMPT = {
    "number": 1,
    "revision": 1,
    "started_at": NOON,
    "milliseconds": 180,
    "outcome": "delivered",
    "code": "",
    "params": {},
    "connector_version": "1.0.0",
    "trace": [],
    "steps": [{"key": "BF-N-48211-1", "label": "ND-48211 1/1", "what": "booked", "target_id": "7000001"}],
}
OPERATION = {
    "key": "BF-N-48211-1",
    "resource": "receivable",
    "label": "ND-48211 1/1",
    "money": MONEY,
    "state": "booked",
    "target_id": "7000001",
    "number": "ND-48211",
    "url": "",
    "booked_at": NOON,
}
TRANSFER = answer("Booked", BOOKED)
WHOLE_TRANSFER = answer(
    "Booked at the first attempt",
    BOOKED | {"remarks": [], "attempts": [ATTEMPT], "operations": [OPERATION], "waits_for": []},
)
RUN = answer(
    "One of three waits",
    {
        "id": 12,
        "flow": {"id": 1, "name": "Invoices"},
        "trigger": "webhook",
        "state": "incomplete",
        "started_at": NOON,
        "finished_at": NOON,
        "taken": 3,
        "delivered": 2,
        "ready": 0,
        "waiting": 1,
        "retrying": 0,
        "skipped": 0,
        "reversed": 0,
        "read": 0,
        "new": 0,
        "changed": 0,
        "unchanged": 0,
        "unreadable": 0,
        "cursor_before": "",
        "cursor_after": "",
    },
)
PENDING_ERROR = answer(
    "A cost centre without a counterpart",
    {
        "id": 5,
        "code": "mapping.missing",
        "asks": "map",
        "vocabulary": "cost_centre",
        "value": "10",
        "label": "Filial Campinas",
        "params": {"kind": "cost_centre", "value": "10", "label": "Filial Campinas"},
        "source": FLEET,
        "target": COMPANY,
        "waiting": 3,
        "money": [MONEY],
        "opened_at": NOON,
        "assigned_to": None,
        "resolved_at": None,
        "resolved_by": None,
        "resolution": "",
    },
)
MAPPING = answer(
    "A cost centre",
    {
        "id": 9,
        "source": FLEET,
        "target": COMPANY,
        "vocabulary": "cost_centre",
        "value": "10",
        "label": "Filial Campinas",
        "target_value": "619153916",
        "target_label": "Operações",
        "version": 1,
        "author": "ana",
        "updated_at": NOON,
    },
)
REQUEUE = asked("With today's mappings", mode="rebuilt", reason="The category was wrong")
REASON = asked("A reason", reason="Waiting for the supplier's answer")
HANDLED = asked("Booked by hand", reason="Urgent payment", proof="Title 7000009 of the ledger")
MAP = asked("Choose a value", target_value="619153916", target_label="Operações")
MAP_ALL = asked("Choose a value for every one of its kind", target_value="619153916", everywhere=True)
RETRY = asked("Try again", retry=True, reason="The period was opened again")
RELEASED = answer("Three transfers go on", {"released": 3})
VALUE = {"code": "22", "label": "Reparações", "mapped": "6226"}
SUPPLIER = {
    "code": "5",
    "name": "Oficina Central Lda",
    "trading_name": "",
    "tax_id": "501442600",
    "email": "",
    "phone": "",
    "street": "Rua do Ouro",
    "street_number": "12",
    "complement": "",
    "district": "",
    "city": "Lisboa",
    "state": "",
    "postal_code": "1100-060",
    "country": "PT",
    "mapped": "F0005",
}
INSTALMENT = {
    "code": "1",
    "number": 1,
    "of": 1,
    "due": "2026-05-08",
    "amount": "123.00",
    "expected": None,
    "description": "",
    "account": None,
    "payment_type": None,
    "allocations": [],
    "settlement": None,
}
PAPER = {
    "id": "3fa85f64",
    "kind": "bill",
    "direction": "payable",
    "number": "FT 2026/118",
    "party": SUPPLIER,
    "issued": "2026-04-08",
    "total": "123.00",
    "instalments": [INSTALMENT],
    "currency": "EUR",
    "accrued": None,
    "entered": None,
    "category": VALUE,
    "document_type": None,
    "project": None,
    "branch": None,
    "lines": [],
    "attachments": [],
    "fiscal_number": "",
    "fiscal_series": "",
    "fiscal_key": "",
    "description": "",
    "notes": "",
    "changed": None,
    "net": "100.00",
    "credit_note": False,
    "order_number": "",
    "payment_reference": "",
    "payment_term": None,
    "statement": None,
    "due": "2026-05-08",
    "withheld": [],
}
DOCUMENTS = answer(
    "A supplier's invoice",
    {
        "documents": [{"transfer": 77, "revision": 1, "cursor": "12", "document": PAPER}],
        "next": "12",
        "more": False,
    },
)
BOOKED_THERE = asked("Booked", revision=1, reference="JE-2026-00418", number="418")
REFUSED_THERE = asked("Refused", revision=1, reason="The period is closed")
