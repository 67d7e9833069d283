"""Which address is which call, and what each of them asks for."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Map, Rule

from apps.sandbox.yokoy import expenses, exports, intake, invoices, masterdata, suppliers
from apps.sandbox.yokoy.asked import Answer, Asked, entities
from apps.sandbox.yokoy.lists import listed
from apps.sandbox.yokoy.refusal import missing
from apps.sandbox.yokoy.scim import chosen
from apps.sandbox.yokoy.shelf import public

Call = Callable[[Asked], Answer]
ORGANISATION = "/organizations/<organisation>"
ENTITY = f"{ORGANISATION}/legal-entities/<entity>"
#: Those that the specification lists without the header ``X-Yk-Auth-Method``.
WITHOUT_HEADER = frozenset({"export_invoices", "export_expenses", "export_artefacts"})


def list_entities(asked: Asked) -> Answer:
    """GET of the legal entities, always as a whole."""
    return 200, {"legalEntities": chosen(entities(asked.shelf), asked.query.get("filter", ""))}


def one_entity(asked: Asked) -> Answer:
    """GET of one."""
    key = asked.entity
    return 200, next(row for row in entities(asked.shelf) if row["id"] == key)


def list_users(asked: Asked) -> Answer:
    """GET of the users, in pages."""
    return 200, listed([public(row) for row in asked.shelf.all("users")], "users", asked.query)


def one_user(asked: Asked) -> Answer:
    """GET of one."""
    found = asked.shelf.find("users", asked.values["key"])
    if found is None:
        raise missing()
    return 200, public(found)


#: Method, address below the base, name, call.
CALLS: list[tuple[str, str, str, Call]] = [
    ("GET", f"{ORGANISATION}/legal-entities", "entities", list_entities),
    ("GET", ENTITY, "entity", one_entity),
    ("GET", f"{ORGANISATION}/users", "users", list_users),
    ("GET", f"{ORGANISATION}/users/<key>", "user", one_user),
    ("GET", f"{ORGANISATION}/suppliers", "organisation_suppliers", suppliers.list_own),
    ("POST", f"{ORGANISATION}/suppliers", "add_organisation_supplier", suppliers.add_own),
    ("GET", f"{ORGANISATION}/suppliers/<key>", "organisation_supplier", suppliers.one_own),
    ("PATCH", f"{ORGANISATION}/suppliers/<key>", "change_organisation_supplier", suppliers.change_own),
    ("GET", f"{ENTITY}/suppliers", "suppliers", suppliers.list_linked),
    ("POST", f"{ENTITY}/suppliers", "add_supplier", suppliers.add_linked),
    ("GET", f"{ENTITY}/suppliers/<key>", "supplier", suppliers.one_linked),
    ("GET", f"{ORGANISATION}/expenses", "expenses", expenses.list_all),
    ("GET", f"{ORGANISATION}/expenses/<key>", "expense", expenses.one),
    ("GET", f"{ORGANISATION}/expenses/<key>/receipt", "receipt", expenses.receipt),
    ("GET", f"{ENTITY}/invoices", "invoices", invoices.list_all),
    ("POST", f"{ENTITY}/invoices", "add_invoice", intake.structured),
    ("POST", f"{ENTITY}/invoices/upload", "upload", intake.upload),
    ("POST", f"{ENTITY}/invoices/einvoice", "einvoice", intake.einvoice),
    ("GET", f"{ENTITY}/invoices/<key>", "invoice", invoices.one),
    ("PATCH", f"{ENTITY}/invoices/<key>", "amend_invoice", invoices.amend),
    ("GET", f"{ENTITY}/invoices/<key>/base64", "invoice_base64", invoices.as_base64),
    ("GET", f"{ENTITY}/invoices/<key>/presentation", "invoice_file", invoices.presentation),
    (
        "POST",
        f"{ENTITY}/invoice-export-facilities/<facility>/export-tasks",
        "export_invoices",
        exports.start_invoices,
    ),
    (
        "POST",
        f"{ENTITY}/expense-export-facilities/<facility>/export-tasks",
        "export_expenses",
        exports.start_expenses,
    ),
    ("GET", f"{ENTITY}/export-tasks", "export_tasks", exports.list_tasks),
    ("GET", f"{ENTITY}/export-tasks/<key>", "export_task", exports.poll),
    ("GET", f"{ENTITY}/export-tasks/<key>/artefacts", "export_artefacts", exports.artefacts),
]
for _register in masterdata.REGISTERS:
    _list, _one = f"{ENTITY}/{_register.path}", f"{ENTITY}/{_register.path}/<key>"
    CALLS += [
        ("GET", _list, f"{_register.path}", _register.list),
        ("POST", _list, f"add_{_register.path}", _register.add),
        ("GET", _one, f"one_{_register.path}", _register.one),
        ("PUT", _one, f"replace_{_register.path}", _register.replace),
        ("PATCH", _one, f"change_{_register.path}", _register.change),
    ]
BY_NAME: dict[str, Call] = {name: call for _method, _rule, name, call in CALLS}
NAMES: tuple[str, ...] = ("token", *sorted(BY_NAME))
MAP: Any = Map(
    [Rule(rule, endpoint=name, methods=[method]) for method, rule, name, _call in CALLS], strict_slashes=False
)
