"""``search``, ``searchFields`` and ``searchJoin``: conditions on a list, as the library below the API reads them.

A condition counts only where its field has an operator in ``searchFields``; whoever misspells that gets everything.
"""

from collections.abc import Mapping
from typing import Any

from apps.sandbox.vexpenses.books import EXPENSES, REPORTS, VENDOR

OPERATORS = {"=": "=", ">": ">", "<": "<", ">=": ">=", "<=": "<=", "between": "BETWEEN"}
#: The database's own numbers of a report's states; only the third is known.
STATUS = {"1": "ABERTO", "2": "ENVIADO", "3": "APROVADO", "4": "REPROVADO", "5": "REABERTO", "6": "PAGO"}
FIELDS = {
    REPORTS: ("approval_date", "payment_date", "created_at", "user_id", "status"),
    EXPENSES: (
        "date", "report.approval_date", "report.id", "payment_date", "created_at", "user_id", "reimbursable",
        "payment_method_id",
    ),
}  # fmt: skip

#: A condition in SQL, and the values of its question marks.
Condition = tuple[str, tuple[Any, ...]]


def condition(register: str, query: Mapping[str, str], *, join: str) -> Condition:
    """What a query narrows a list to; what nobody may search by says nothing."""
    operators = dict(pairs(query.get("searchFields", "")))
    told = [
        one(field, operators[field], value)
        for field, value in pairs(query.get("search", ""))
        if field in operators and field in FIELDS.get(register, ())
    ]
    if not told:
        return "1", ()
    word = query.get("searchJoin", join).upper()
    texts, values = zip(*told, strict=True)
    return "(" + (" OR " if word == "OR" else " AND ").join(texts) + ")", sum(values, ())


def pairs(text: str) -> list[tuple[str, str]]:
    """The parts of ``field:value;field:value``; a value may hold colons."""
    return [(field, value) for field, _, value in (part.partition(":") for part in text.split(";")) if value]


def one(field: str, operator: str, value: str) -> Condition:
    """One comparison; an operator that nobody knows compares for equality."""
    sign, place = OPERATORS.get(operator, "="), column(field)
    values = tuple(STATUS.get(part, part) if field == "status" else part for part in value.split(","))
    if sign == "BETWEEN" and len(values) == 2:
        return f"{place} BETWEEN ? AND ?", values
    return f"{place} {'=' if sign == 'BETWEEN' else sign} ?", (value if len(values) > 1 else values[0],)


def column(field: str) -> str:
    """Where a field stands; a dotted one stands in the report that an expense belongs to."""
    relation, _, name = field.rpartition(".")
    if not relation:
        return f"CAST(json_extract(record.body, '$.{name}') AS TEXT)"
    return (
        f"(SELECT CAST(json_extract(above.body, '$.{name}') AS TEXT) FROM record above"  # noqa: S608 - every name is one of FIELDS
        f" WHERE above.company = '{VENDOR}' AND above.register = '{REPORTS}' AND above.id = record.parent)"
    )
