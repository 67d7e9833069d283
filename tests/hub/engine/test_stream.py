"""Rows that are saved together are the rows that saving them one by one would give."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.forms.models import model_to_dict

from apps.hub.engine.rows import stream
from apps.hub.models import Payload, Transfer
from tests.factories import FlowFactory, TransferFactory

pytestmark = pytest.mark.django_db
ODD = 'tab\t, line\n, back\\slash, \\N, quote " and ’, ünïcödé, \U0001f69a'


def odd(**changed: Any) -> Transfer:
    """A transfer in which everything is filled in, with whatever a stream could stumble over."""
    told: dict[str, Any] = {
        "flow": changed.pop("flow"),
        "number": ODD,
        "party": "\\N",
        "amount": Decimal("-1234567890123.4567"),
        "issued_on": date(2024, 2, 29),
        "due_on": None,
        "document_changed_at": datetime(2026, 3, 1, 23, 59, 59, 999999, UTC),
        "cancelled": True,
        "remarks": [{"code": "x", "params": {"value": ODD}}],
        "state": "queued",
        "received_at": datetime(2026, 3, 1, tzinfo=UTC),
        "due_at": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return Transfer(target=told["flow"].target, **(told | changed))


def test_whatever_a_row_holds_comes_back_as_it_was() -> None:
    flow = FlowFactory.create()
    payloads = [Payload.of(raw) for raw in (b"", b"\0\xff\\N\t\n", b"{}" * 1000)]
    stream.insert(payloads)
    rows = [odd(flow=flow, source_id=str(place), payload=payload) for place, payload in enumerate(payloads)]
    single = odd(flow=flow, source_id="single", payload=payloads[0])
    single.save()
    stream.insert(rows)
    same = model_to_dict(Transfer.objects.get(pk=single.pk), exclude=["id", "source_id", "payload"])
    for row, payload in zip(rows, payloads, strict=True):
        kept = Transfer.objects.get(pk=row.pk)
        assert model_to_dict(kept, exclude=["id", "source_id", "payload"]) == same
        assert kept.payload is not None
        assert (kept.source_id, kept.payload.raw) == (row.source_id, payload.raw)
        assert kept.payload.created_at is not None
        assert kept.updated_at is not None


def test_rows_know_their_keys_and_can_be_saved_again() -> None:
    rows = [Payload.of(b"a"), Payload.of(b"b")]
    stream.insert(rows)
    later = Payload.of(b"c")
    later.save()
    assert len({row.pk for row in [*rows, later]}) == 3
    rows[0].size = 7
    rows[0].save()
    assert Payload.objects.get(pk=rows[0].pk).size == 7
    assert Payload.objects.count() == 3


def test_no_rows_are_no_statement() -> None:
    stream.insert([])
    assert not Payload.objects.exists()


def test_a_copy_of_a_blank_row_is_a_row_of_its_own() -> None:
    blank = TransferFactory.build(flow=FlowFactory.create())
    first, second = stream.like(blank), stream.like(blank)
    first.number = "1"
    first.payload = Payload.of(b"x")
    assert (blank.number, second.payload) == (blank.number, blank.payload)
    assert first.number != second.number
    assert first.flow is second.flow
    assert first._state is not second._state
