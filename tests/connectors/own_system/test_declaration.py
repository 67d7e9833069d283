"""What an own system promises: nothing opens it, nobody is called, and documents come out as they went in."""

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.connectors.own_system.connector import OWN_SYSTEM
from apps.core.documents import Coded, Kind
from tests.connectors.factories import Words, bill, instalment, shares


def test_every_kind_of_document_can_be_collected() -> None:
    assert {target.kind for target in OWN_SYSTEM.targets} == set(Kind)
    assert all(target.collected for target in OWN_SYSTEM.targets)


def test_nothing_opens_it_and_nobody_is_called() -> None:
    assert (OWN_SYSTEM.secrets, OWN_SYSTEM.client, OWN_SYSTEM.check) == (frozenset(), None, None)
    [resource] = OWN_SYSTEM.resources
    for call in (resource.find, resource.create):
        with pytest.raises(LookupError):
            call(None, "key", {})


def test_a_document_comes_out_with_its_exact_amounts_and_its_counterparts() -> None:
    due = instalment(allocations=shares(("20", "1"), ("21", "2")))
    document = bill(due, total=Decimal("842.50"))
    [step] = OWN_SYSTEM.target(Kind.BILL).plan(document, Words())
    assert step.body["total"] == "842.50"
    assert (step.body["issued"], step.body["due"]) == (document.issued.isoformat(), due.due.isoformat())
    [told] = step.body["instalments"]
    assert [share["cost_centre"]["code"] for share in told["allocations"]] == ["20", "21"]
    assert (step.amount, step.label) == (Decimal("842.50"), document.number)


def test_documents_of_one_id_and_two_kinds_are_two() -> None:
    document = bill(instalment())
    first, second = (
        OWN_SYSTEM.target(kind).plan(replace(document, kind=kind), Words())[0].key for kind in (Kind.BILL, Kind.EXPENSE)
    )
    assert first != second


def test_what_no_database_keeps_is_left_out_of_every_text() -> None:
    odd = "a\0b\ud800c"
    document = bill(instalment(), number=odd, notes=odd, category=Coded(odd, odd))
    [step] = OWN_SYSTEM.target(Kind.BILL).plan(document, Words())
    told = [step.label, step.body["number"], step.body["notes"], step.body["category"]["label"]]
    assert told == ["ab?c"] * 4
