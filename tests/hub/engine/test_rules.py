"""A rule's condition on a document."""

import pytest

from apps.core.documents import Direction, Kind
from apps.hub.engine.booking.rules import first_that_holds, holds
from apps.hub.engine.booking.translate import plain
from apps.hub.models import Rule
from tests.contract import sample

DOCUMENT = plain(sample(Kind.BILL, Direction.PAYABLE))


@pytest.mark.parametrize(
    ("path", "operator", "value", "expected"),
    [
        ("direction", "equals", "PAYABLE", True),
        ("total", "equals", "100.010", True),
        ("total", "above", "100", True),
        ("total", "below", "100", False),
        ("total", "above", "not a number", False),
        ("issued", "below", "2026-04-09", True),
        ("issued", "below", "2026-04-08", False),
        ("issued", "above", "2026-04-07", True),
        ("issued", "above", "no day", False),
        ("total", "below", "2026-03-06", False),
        ("party.name", "contains", "oficina", True),
        ("party.name", "differs", "Oficina Central Ltda", False),
        ("party.email", "empty", "", True),
        ("number", "empty", "", False),
        ("instalments[0].amount", "equals", "50.03", True),
        ("instalments[1].settlement", "empty", "", True),
        ("instalments[].allocations[].cost_centre.code | [0]", "equals", "1", True),
        ("no.such.field", "empty", "", True),
        ("no.such.field", "equals", "x", False),
        ("not a path ((", "equals", "x", False),
    ],
)
def test_conditions(path: str, operator: str, value: str, expected: bool) -> None:
    assert holds(Rule(path=path, operator=operator, value=value), DOCUMENT) is expected


def test_the_first_rule_that_holds_decides() -> None:
    rules = [Rule(name=name, path="total", operator="above", value=value) for name, value in (("a", "999"), ("b", "1"))]
    found = first_that_holds(rules, DOCUMENT)
    assert found is rules[1]
