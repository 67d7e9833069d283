"""Puts whole reports with their expenses into the books."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from apps.sandbox.vexpenses import cast
from apps.sandbox.vexpenses.blank import blank_member, blank_report
from apps.sandbox.vexpenses.books import (
    COST_CENTRES,
    MEMBERS,
    METHODS,
    PROJECTS,
    REPORTS,
    SAO_PAULO,
    TYPES,
    Body,
    Books,
    stamp,
)
from apps.sandbox.vexpenses.expenses import add
from apps.sandbox.vexpenses.files import name_of

#: What a register begins with.
BEGINNING = {
    COST_CENTRES: cast.CENTRES, TYPES: cast.TYPES, METHODS: cast.METHODS, PROJECTS: cast.PROJECTS,
    MEMBERS: tuple({**blank_member(), **one} for one in cast.MEMBERS),
}  # fmt: skip
APPROVED = ("APROVADO", "PAGO", "REABERTO")


def first_registers(books: Books) -> None:
    """Fills the registers of an empty company."""
    for register, rows in BEGINNING.items():
        for row in rows:
            books.add(register, row)


def spent(value: float, title: str = "Almoço com cliente", type_: int = cast.FOOD, **more: Any) -> Body:
    """What an expense tells; it has a receipt unless told otherwise."""
    return {"value": value, "title": title, "expense_type_id": type_, **more}


def driven(kilometres: str, price: str, value: float) -> Body:
    """An expense for kilometres, which has no receipt."""
    told = {"mileage": kilometres, "mileage_value": price, "_receipt": None}
    return spent(value, "Deslocamento", cast.MILEAGE, **told)


def report(
    books: Books,
    expenses: Sequence[Body],
    description: str = "VIAGEM CAMPINAS",
    *,
    user: int = cast.MARIA,
    status: str = "APROVADO",
    at: datetime | None = None,
    **more: Any,
) -> int:
    """A report of somebody in a state; approved at a moment, which is now unless told otherwise."""
    now = at or datetime.now(SAO_PAULO)
    approval = {"approval_date": stamp(now), "approval_user_id": cast.APPROVER} if status in APPROVED else {}
    told = {"description": description, "status": status, "created_at": stamp(now - timedelta(days=8)), **approval}
    body = books.add(REPORTS, {**blank_report(user), **told, **more})
    for place, one in enumerate(expenses):
        add(books, expense_of(body, place, one, day=now - timedelta(days=6 - min(place, 5))))
    return int(body["id"])


def expense_of(body: Body, place: int, told: Body, *, day: datetime) -> Body:
    """An expense of a report with a receipt of its own: the first a picture, every second one a PDF."""
    receipt = name_of(body["id"] * 100 + place, "pdf" if place % 2 else "jpg")
    own = {"user_id": body["user_id"], "expense_id": body["id"], "date": f"{day:%Y-%m-%d} 00:00:00"}
    return {**own, "paying_company_id": cast.FINANCE, "_receipt": receipt, **told}


def shares(*pairs: tuple[int, float]) -> Body:
    """Who bears an expense, as pairs of a cost centre and a percentage."""
    return {"_shares": [{"reimbursable_company_id": key, "percentage": part} for key, part in pairs]}


def forty(books: Books) -> list[int]:
    """Forty cost centres more; they are made once."""
    known = {row["integration_id"]: row["id"] for row in books.known(COST_CENTRES).values()}
    blank = {**cast.CENTRES[0], "id": None}
    for number in range(20_001, 20_041):
        if str(number) not in known:
            told = {"integration_id": str(number), "name": f"FILIAL {number - 20_000:02d}"}
            known[str(number)] = books.add(COST_CENTRES, {**blank, **told})["id"]
    return [known[str(number)] for number in range(20_001, 20_041)]
