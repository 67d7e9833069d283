"""Examples of what systems post, and of what they are answered."""

from drf_spectacular.utils import OpenApiExample

from apps.hub.api.examples import BOOKED, NOON, answer

POSTED_PAPER = {
    "id": "FT-2026-118",
    "kind": "bill",
    "direction": "payable",
    "number": "FT 2026/118",
    "party": {"code": "5", "name": "Oficina Central Lda", "tax_id": "501442600", "country": "PT"},
    "issued": "2026-04-08",
    "total": "123.00",
    "currency": "EUR",
    "instalments": [{"code": "1", "number": 1, "of": 1, "due": "2026-05-08", "amount": "123.00"}],
    "category": {"code": "22", "label": "Reparações"},
    "changed": "2026-04-08T09:30:00Z",
}
POSTED = OpenApiExample("A supplier's invoice", value=POSTED_PAPER, request_only=True)
RECEIPT = answer("Kept", {"id": "FT-2026-118", "kind": "bill", "receipt": 902, "repeated": False, "state": "accepted"})
WHERE = answer(
    "Booked",
    {
        "id": "FT-2026-118",
        "kind": "bill",
        "receipt": 902,
        "state": "routed",
        "received_at": NOON,
        "transfers": [{**BOOKED, "kind": "bill", "source_id": "FT-2026-118", "number": "FT 2026/118"}],
    },
)
