"""Whether what is read back is what was sent: an answer of 200 proves nothing here."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

CENT, HUNDRED = Decimal("0.01"), Decimal(100)
#: Percentages are shown with a few places only.
CLOSE = Decimal("0.01")
DAYS = ("dueDate", "scheduleDate", "accrualDate")

#: A field, what was sent, and what stands there.
Difference = tuple[str, str, str]


def difference(title: Mapping[str, Any], body: Mapping[str, Any]) -> Difference | None:
    """Give the first field in which a title is not what was sent; words may have been tidied up."""
    pairs = [
        ("stakeholderId", str(body["stakeholderId"]).lower(), str(title.get("stakeholderId") or "").lower()),
        ("reference", str(body["reference"]), str(title.get("reference") or "")),
        *((name, str(body[name]), str(title.get(name) or "")[:10]) for name in DAYS),
        ("value", str(total_of(body["categories"])), str(abs(read_amount(title.get("value"))))),
        ("categories", lines_of(body["categories"]), lines_of(title.get("categories") or ())),
        ("costCenters", centres_of(body["costCenters"]), centres_of(title.get("costCenters") or ())),
    ]
    found = next((pair for pair in pairs if pair[1] != pair[2]), None)
    return found or first_other_share(title, body)


def first_other_share(title: Mapping[str, Any], body: Mapping[str, Any]) -> Difference | None:
    """Give the first cost centre that bears something else than was sent.

    The value that is read is wrong where percentages were given, so either of the two will do.
    """
    read = {str(row.get("costCenterId")).lower(): row for row in title.get("costCenters") or ()}
    total = total_of(body["categories"])
    for row in body["costCenters"]:
        found = read[str(row["costCenterId"]).lower()]
        percent = read_amount(row["value"]) * HUNDRED / total
        same = abs(read_amount(found.get("value"))) == read_amount(row["value"])
        if not same and abs(read_number(found.get("percent")) - percent) > CLOSE:
            return "costCenters", f"{row['value']}", f"{found.get('value')}"
    return None


def total_of(lines: Iterable[Mapping[str, Any]]) -> Decimal:
    """Give what lines add up to."""
    return sum((read_amount(line["value"]) for line in lines), Decimal(0)).quantize(CENT)


def lines_of(lines: Iterable[Mapping[str, Any]]) -> str:
    """Give the amount of each category, in one order and without signs."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        name = str(line.get("categoryId")).lower()
        sums[name] = sums.get(name, Decimal(0)) + abs(read_amount(line.get("value")))
    return ", ".join(f"{name} {sums[name]}" for name in sorted(sums))


def centres_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Give the cost centres, in one order."""
    return ", ".join(sorted(str(row.get("costCenterId")).lower() for row in rows))


def read_amount(told: object) -> Decimal:
    """Give an amount in whole cents; nothing for what is no number."""
    return read_number(told).quantize(CENT)


def read_number(told: object) -> Decimal:
    """Give a number; nothing for what is none."""
    try:
        number = Decimal(str(told))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
