"""Rows that are written in bulk are the rows that the ORM would have written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction

from apps.hub.engine.rows import bulk
from apps.hub.models import Event, Operation, Payload, Transfer
from tests.factories import EventFactory, OperationFactory, TransferFactory

pytestmark = pytest.mark.django_db
AWKWARD = 'quote " backslash \\ newline \n tab \t braces {"a": [1]} percent %s %% umlaut ü emoji 🧾 null'
MOMENT = datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC)


def read_back(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    found = type(row)._default_manager.get(pk=row.pk)
    return {name: getattr(found, name) for name in fields}


def test_every_kind_of_value_comes_back_as_it_was_written() -> None:
    transfer = TransferFactory.create()
    values = {
        "number": AWKWARD[:120], "amount": Decimal("-1234567890.1234"), "issued_on": date(1999, 12, 31), "due_on": None,
        "document_changed_at": MOMENT, "cancelled": True, "remarks": [{"code": AWKWARD, "params": {"n": "1"}}],
        "operation_keys": ["a", AWKWARD], "tries": 7, "currency": "",
    }  # fmt: skip
    for name, value in values.items():
        setattr(transfer, name, value)
    bulk.update(Transfer, [transfer], tuple(values))
    assert read_back(transfer, tuple(values)) == values


def test_only_the_named_fields_are_written_and_a_change_is_stamped() -> None:
    first, second = TransferFactory.create_batch(2, number="before", party="before")
    for transfer in (first, second):
        transfer.number, transfer.party = f"after {transfer.pk}", "after"
    long_ago = MOMENT - timedelta(days=365)
    Transfer.objects.update(updated_at=long_ago)
    bulk.update(Transfer, [first, second], ("number", "updated_at"))
    for transfer in (first, second):
        transfer.refresh_from_db()
        assert (transfer.number, transfer.party) == (f"after {transfer.pk}", "before")
        assert transfer.updated_at > long_ago


def test_an_empty_value_of_json_is_no_value() -> None:
    operation = OperationFactory.create(request={"a": 1})
    operation.request = None
    bulk.update(Operation, [operation], ("request",))
    assert Operation.objects.filter(request__isnull=True).exists()


def test_bytes_come_back_whole_and_rows_get_their_keys() -> None:
    payloads = [Payload.of(bytes(range(256)) * 20), Payload.of(b"")]
    bulk.insert(Payload, payloads)
    assert [Payload.objects.get(pk=payload.pk).raw for payload in payloads] == [bytes(range(256)) * 20, b""]


def test_nothing_is_written_for_no_rows() -> None:
    bulk.insert(Payload, [])
    bulk.update(Transfer, [], ("number",))
    assert bulk.insert_missing(Operation, []) == []


def test_a_text_that_is_too_long_is_refused_and_never_cut_off() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite's columns have no length
    transfer = TransferFactory.create(number="whole")
    transfer.number = "x" * 121
    with pytest.raises(DataError), transaction.atomic():
        bulk.update(Transfer, [transfer], ("number",))
    transfer.refresh_from_db()
    assert transfer.number == "whole"


def test_a_row_that_breaks_a_rule_of_its_table_is_an_error_and_no_silence() -> None:
    event = EventFactory.create()
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Event, [event])


@pytest.mark.postgres  # elsewhere who writes holds the whole database
def test_of_rows_that_are_there_already_only_the_others_are_written() -> None:
    known = OperationFactory.create(key="known")
    rows = [
        Operation(connection=known.connection, key=key, resource="payable", transfer=known.transfer)
        for key in ("new", "known")
    ]
    assert [row.key for row in bulk.insert_missing(Operation, rows)] == ["new"]
    assert Operation.objects.get(key="new").pk == rows[0].pk
    assert Operation.objects.count() == 2


@pytest.mark.postgres  # elsewhere the ORM writes, and encrypts
def test_a_secret_is_never_written_in_the_clear() -> None:
    event = EventFactory.create()
    event.pk, event.after, event.evidence = None, 7, {"authorization": "secret"}
    with pytest.raises(TypeError):
        bulk.insert(Event, [event])


def test_many_rows_are_one_statement(django_assert_max_num_queries: Any) -> None:
    transfers = TransferFactory.create_batch(10)
    with django_assert_max_num_queries(1):
        bulk.update(Transfer, transfers, ("number", "amount"))


def test_rows_and_what_they_point_at_are_written_together_and_know_their_keys() -> None:
    known = EventFactory.create()
    events = [
        Event(
            connection=known.connection,
            path="entry",
            kind="financial_entry",
            source_id=str(number),
            digest="x",
            payload=Payload.of(b"%d" % number),
            headers={"a": AWKWARD},
            address="2001:db8::1",
            received_at=MOMENT,
        )
        for number in range(3)
    ]
    bulk.insert_linked(Event, events, "payload")
    for number, event in enumerate(events):
        found = Event.objects.select_related("payload").get(pk=event.pk)
        assert (found.source_id, found.headers, found.address) == (str(number), {"a": AWKWARD}, "2001:db8::1")
        assert (found.received_at, found.evidence, found.state) == (MOMENT, None, "accepted")
        assert found.payload is not None
        assert (found.payload.raw, found.payload_id) == (b"%d" % number, event.payload_id)
