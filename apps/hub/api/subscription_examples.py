"""Examples of webhooks and of the messages that they get."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from apps.hub.api.examples import COMPANY, NOON, answer

PLAIN: dict[str, Any] = {
    "id": 3,
    "name": "Data warehouse",
    "connection": COMPANY,
    "url": "https://warehouse.example.com/ponte",
    "events": ["transfer.delivered", "transfer.waiting"],
    "active": True,
    "code": "",
    "failing_since": None,
    "created_at": NOON,
}
TOLD = {
    "id": 41,
    "webhook": 3,
    "webhook_id": "msg_4b1f6d5a0a4e4a0c9a2f9d7f1d0d6a11",
    "event": "transfer.delivered",
    "data": {
        "transfer": 77,
        "flow": 1,
        "source": 1,
        "target": 2,
        "kind": "invoice",
        "state": "delivered",
        "reason": "",
        "revision": 1,
        "path": "/api/v1/transfers/77/",
    },
    "state": "delivered",
    "tries": 1,
    "due_at": None,
    "created_at": NOON,
}
SUBSCRIPTION = answer("An address", PLAIN)
#: Invented, and no secret of anybody's.
WITH_SECRET = answer("An address, just set up", {**PLAIN, "secret": "whsec_ZXhhbXBsZS1vbmx5LWV4YW1wbGUtb25seS0wMTIz"})
SUBSCRIBE = OpenApiExample(
    "What is booked and what waits",
    value={name: PLAIN[name] for name in ("name", "url", "events")} | {"connection": 2},
    request_only=True,
)
MESSAGE = answer("A document was booked", TOLD)
WHOLE_MESSAGE = answer(
    "Taken at the first try",
    {**TOLD, "deliveries": [{"at": NOON, "milliseconds": 84, "status": 204, "answer": "", "code": ""}]},
)
