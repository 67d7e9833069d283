"""Objects as callers see them: each relation only where ``include`` names it, wrapped once more in ``data``."""

import secrets
from collections.abc import Callable
from typing import Any

from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.books import (
    COST_CENTRES,
    EXPENSES,
    MEMBERS,
    METHODS,
    PROJECTS,
    REPORTS,
    TYPES,
    Body,
    public,
)

View = Callable[[Asked, Body], Any]
SIGNATURE = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260312T124107Z&X-Amz-Expires=900&X-Amz-Signature="


def report(asked: Asked, body: Body) -> Body:
    """A report with the addresses of its files."""
    files = {f"{kind}_link": f"{asked.root}/relatorios/download/{kind}/{body['_hash']}" for kind in ("pdf", "excel")}
    return {**public(body), **files, **related(asked, body, REPORT_RELATIONS, "")}


def expense(asked: Asked, body: Body, *, under: str = "") -> Body:
    """An expense with the address of its receipt; ``under`` is the relation through which it is reached."""
    told = {**public(body), "reicept_url": receipt_address(asked, body.get("_receipt"))}
    return {**told, **related(asked, body, EXPENSE_RELATIONS, under)}


def member(asked: Asked, body: Body) -> Body:
    """A person; a password is never shown."""
    return {**public(body), **related(asked, body, MEMBER_RELATIONS, "")}


def related(asked: Asked, body: Body, relations: dict[str, View], under: str) -> Body:
    """The wanted relations of an object."""
    return {name: {"data": make(asked, body)} for name, make in relations.items() if under + name in asked.include}


def receipt_address(asked: Asked, name: str | None) -> str | None:
    """Where a receipt lies; a signed address is another one each time."""
    if not name:
        return None
    address = f"{asked.root}/receipts/{name}"
    return f"{address}?{SIGNATURE}{secrets.token_hex(16)}" if asked.switches.links == "signed" else address


def linked(register: str, field: str) -> View:
    """The view of one object that a field names."""

    def view(asked: Asked, body: Body) -> Any:
        found = asked.books.known(register).get(body.get(field) or 0)
        return public(found) if found else []

    return view


def expenses_of(asked: Asked, body: Body) -> list[Body]:
    """The expenses of a report, each with the relations that are named below ``expenses``."""
    rows = asked.books.below(EXPENSES, body["id"])
    return [expense(asked, row, under="expenses.") for row in rows]


def shares_of(asked: Asked, body: Body) -> list[Body]:
    """Who bears an expense."""
    return list(body.get("_apportionment", []))


def report_of(asked: Asked, body: Body) -> Any:
    """The report that an expense belongs to."""
    found = asked.books.find(REPORTS, body["expense_id"])
    return public(found) if found else []


def attached(register: str, field: str) -> View:
    """The view of the objects whose ids a field lists."""

    def view(asked: Asked, body: Body) -> list[Body]:
        known = asked.books.known(register)
        return [public(known[id_]) for id_ in body.get(field, []) if id_ in known]

    return view


def nothing(asked: Asked, body: Body) -> list[Body]:
    """What nobody has described: it is there and empty."""
    return []


METHOD = linked(METHODS, "payment_method_id")
EXPENSE_RELATIONS: dict[str, View] = {
    "apportionment": shares_of,
    "user": linked(MEMBERS, "user_id"),
    "expense_type": linked(TYPES, "expense_type_id"),
    "costs_center": linked(COST_CENTRES, "paying_company_id"),
    "payment_method": METHOD,
    "report": report_of,
    "gps": nothing,
    "fueling": nothing,
}
REPORT_RELATIONS: dict[str, View] = {
    "expenses": expenses_of,
    "user": linked(MEMBERS, "user_id"),
    "payment_method": METHOD,
    **dict.fromkeys(("advance", "approval", "invoice", "history"), nothing),
}
MEMBER_RELATIONS: dict[str, View] = {
    "costsCenters": attached(COST_CENTRES, "_cost_centres"),
    "projects": attached(PROJECTS, "_projects"),
}
