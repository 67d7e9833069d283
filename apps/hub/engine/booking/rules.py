"""Does a rule's condition hold for a document?"""

import operator
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from apps.hub.models import Rule


def first_that_holds(rules: Sequence[Rule], document: dict[str, Any]) -> Rule | None:
    """Give the first rule whose condition holds, or None. ``document`` is plain data."""
    return next((rule for rule in rules if holds(rule, document)), None)


def holds(rule: Rule, document: dict[str, Any]) -> bool:
    """Compare the field that the rule names; a path that leads nowhere counts as empty."""
    try:
        found = jmespath.search(rule.path, document)
    except JMESPathError:
        return False
    return COMPARISONS[Rule.Operator(rule.operator)](found, rule.value)


def number(value: Any) -> Decimal | None:
    """Give a number, or None where the value is none; the word "NaN" counts as a word."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def day(value: Any) -> date | None:
    """Give the day that a value tells, or None; of a moment it is the day in UTC."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def ordered(found: Any, value: str, compare: Callable[[Any, Any], bool]) -> bool:
    """Compare as numbers, or else as days; what is neither is neither below nor above."""
    for read in (number, day):
        left, right = read(found), read(value)
        if left is not None and right is not None:
            return compare(left, right)
    return False


def same(found: Any, value: str) -> bool:
    """Compare as numbers where both are numbers, else as text without regard to case."""
    left, right = number(found), number(value)
    if left is not None and right is not None:
        return left == right
    return str(found or "").casefold() == value.casefold()


COMPARISONS: dict[str, Callable[[Any, str], bool]] = {
    Rule.Operator.EQUALS: same,
    Rule.Operator.DIFFERS: lambda found, value: not same(found, value),
    Rule.Operator.CONTAINS: lambda found, value: value.casefold() in str(found or "").casefold(),
    Rule.Operator.BELOW: lambda found, value: ordered(found, value, operator.lt),
    Rule.Operator.ABOVE: lambda found, value: ordered(found, value, operator.gt),
    Rule.Operator.EMPTY: lambda found, value: not found,
}
