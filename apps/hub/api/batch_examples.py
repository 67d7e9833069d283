"""Examples of what the API tells and takes about produced files."""

from apps.hub.api.examples import MONEY, NOON, answer, asked

SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ROW = {
    "id": 7,
    "flow": {"id": 1, "name": "Debit notes"},
    "number": 12,
    "file_number": None,
    "state": "produced",
    "written_as": "csv",
    "file_name": "debit-notes-000012.csv",
    "media_type": "text/csv",
    "sha256": SUM,
    "size": 1840,
    "count": 1,
    "totals": [{"count": 1, **MONEY}],
    "produced_at": NOON,
    "decided_at": None,
    "reason": "",
}
ITEM = {"item": 31, "place": 1, "transfer": 77, "revision": 1, "number": "ND-1", "state": "filed", "reason": ""}
BATCH = answer("A file", ROW)
WHOLE_BATCH = answer("A file with its documents", {**ROW, "items": [ITEM]})
PREVIEW = answer(
    "What would be in it",
    {
        "count": 1,
        "totals": [{"count": 1, **MONEY}],
        "transfers": [77],
        "refused": [{"transfer": 78, "code": "batch.source_gone", "reason": "The original of a document is gone"}],
        "left_out": 3,
        "more": 0,
        "seen": SUM,
    },
)
PRODUCE = asked("Of a month", flow=1, written_as="csv", begin="2026-03-01", end="2026-03-31")
CONFIRM = asked("All of it was taken over", sha256=SUM)
REFUSE = asked("One document was refused", transfer=77, reason="The supplier is not known")
CANCEL = asked("Nothing of it was imported", reason="Wrong month")
