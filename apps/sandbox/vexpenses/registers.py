"""The company's registers: people, cost centres, projects, expense types, approval flows, currencies, advances."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.vexpenses import cast, views
from apps.sandbox.vexpenses.answers import invalid, missing
from apps.sandbox.vexpenses.asked import Asked
from apps.sandbox.vexpenses.blank import blank_member
from apps.sandbox.vexpenses.books import ADVANCES, COST_CENTRES, FLOWS, MEMBERS, PROJECTS, TYPES, Body, public
from apps.sandbox.vexpenses.listing import listed


@dataclass(frozen=True)
class Register:
    """One register: its words, what a new entry must have, and what it has besides."""

    path: str
    one: str
    many: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ("integration_id",)
    blank: Callable[[], Body] = dict
    view: views.View = lambda asked, body: public(body)
    renamed: tuple[tuple[str, str], ...] = ()


REGISTERS = {
    register.path: register
    for register in (
        Register(
            COST_CENTRES, "Cost center", "Costs centers", ("name",),
            blank=lambda: {
                "integration_id": None, "name": "", "company_group_id": 1_860_000, "on": True, "approval_flow_id": None,
            },
        ),
        Register(
            TYPES, "Expense type", "Expenses types", ("description",),
            blank=lambda: {"integration_id": None, "description": "", "on": True},
        ),
        Register(
            PROJECTS, "Project", "Projects", ("name",),
            ("company_name", "cnpj", "address", "neighborhood", "city", "state", "cep", "phone1", "phone2",
             "integration_id"),
            blank=lambda: {
                **dict.fromkeys(("company_name", "cnpj", "address", "neighborhood", "city", "state", "zip_code",
                                 "phone1", "phone2", "integration_id")),
                "name": "", "on": True,
            },
            renamed=(("cep", "zip_code"),),
        ),
        Register(
            MEMBERS, "Team member", "Team members",
            ("external_id", "user_type", "name", "email", "password", "birth_date"),
            ("integration_id", "approval_flow_id", "expense_limit_policy_id", "cpf", "phone1", "phone2", "bank",
             "agency", "account", "pix_key", "active", "parameters"),
            blank=blank_member, view=views.member,
        ),
        Register(
            FLOWS, "Approval flow", "Approval flows", ("description",),
            ("external_id", "use_automatic_approver", "steps"),
            blank=lambda: {"external_id": None, "company_id": 1_860_000, "use_automatic_approver": False, "steps": []},
        ),
    )
}  # fmt: skip


def list_all(asked: Asked, register: str) -> Response:
    """GET of all."""
    known = REGISTERS[register]
    return listed(asked, register, known.view, f"{known.many} successfully sent!")


def one(asked: Asked, register: str, id_: int) -> Response:
    """GET of one."""
    known = REGISTERS[register]
    return asked.answer(known.view(asked, asked.found(register, id_)), f"{known.one} successfully sent!")


def create(asked: Asked, register: str) -> Response:
    """POST: nothing keeps a code from being given twice; only an e-mail address is one person's."""
    known = REGISTERS[register]
    given = asked.sent(*known.required)
    refuse_taken(asked, register, given)
    body = asked.books.add(register, {**known.blank(), **kept(known, given)})
    return asked.answer(known.view(asked, body), f"{known.one} successfully created!", status=201)


def change(asked: Asked, register: str, id_: int) -> Response:
    """PUT: what is given."""
    known, body = REGISTERS[register], asked.found(register, id_)
    given = asked.sent()
    refuse_taken(asked, register, {"id": id_, **given})
    closed = {"on": bool(given["on"])} if "on" in given and "on" in body and asked.switches.takes_on else {}
    changed = asked.books.put(register, {**body, **kept(known, given), **closed})
    return asked.answer(known.view(asked, changed), f"{known.one} successfully updated!")


def remove(asked: Asked, register: str, id_: int) -> Response:
    """DELETE of one."""
    known, body = REGISTERS[register], asked.found(register, id_)
    asked.books.remove(register, id_)
    return asked.answer(known.view(asked, body), f"{known.one} successfully deleted!")


def kept(known: Register, given: Body) -> Body:
    """What was sent and is kept, under the names of the answers; a password is kept nowhere."""
    names = {*known.required, *known.optional} - {"password"}
    renamed = dict(known.renamed)
    return {renamed.get(name, name): value for name, value in given.items() if name in names}


def refuse_taken(asked: Asked, register: str, given: Body) -> None:
    """422 for an e-mail address that somebody else has."""
    email = given.get("email")
    others = asked.books.known(MEMBERS).values() if register == MEMBERS and email else ()
    if any(row["email"] == email and row["id"] != given.get("id") for row in others):
        raise invalid(email="The email has already been taken.")


def by_email(asked: Asked, email: str) -> Response:
    """GET of a person by their address."""
    for row in asked.books.known(MEMBERS).values():
        if row["email"] == email:
            return asked.answer(views.member(asked, row), "Team member successfully sent!")
    raise missing()


def parameters(asked: Asked) -> Response:
    """GET of the definitions of own fields."""
    return asked.answer(cast.PARAMETERS, "Parameters successfully sent!")


def currencies(asked: Asked) -> Response:
    """GET of the currencies."""
    return asked.answer(cast.CURRENCIES, "Currencies successfully sent!")


def attach_centres(asked: Asked, id_: int) -> Response:
    """POST: the cost centres for which a person may spend, by their codes."""
    return attach(asked, id_, "cost_center_external_code", COST_CENTRES)


def attach_projects(asked: Asked, id_: int) -> Response:
    """POST: the projects for which a person may spend, by their codes."""
    return attach(asked, id_, "project_external_code", PROJECTS)


def attach(asked: Asked, id_: int, field: str, register: str) -> Response:
    """Attaches by code what is true, and detaches what is false."""
    given, body = asked.sent(field)[field], asked.found(MEMBERS, id_)
    codes = {row["integration_id"]: key for key, row in asked.books.known(register).items() if row["integration_id"]}
    if unknown := set(given) - set(codes):
        raise invalid(**{field: f"The code {min(unknown)} is invalid."})
    name = "_cost_centres" if register == COST_CENTRES else "_projects"
    now = {*body[name], *(codes[code] for code, on in given.items() if on)}
    ids = sorted(now - {codes[code] for code, on in given.items() if not on})
    return asked.answer(views.member(asked, asked.books.put(MEMBERS, {**body, name: ids})), "Successfully attached!")


def attach_to_flow(asked: Asked, id_: int) -> Response:
    """POST: the cost centres that go through an approval flow."""
    given = asked.sent("cost_centers_ids")
    flow = asked.found(FLOWS, id_)
    for key in given["cost_centers_ids"]:
        asked.books.put(COST_CENTRES, {**asked.found(COST_CENTRES, int(key)), "approval_flow_id": id_})
    return asked.answer(public(flow), "Successfully attached!")


def advance(asked: Asked) -> Response:
    """POST: money in advance; it is never listed."""
    given: dict[str, Any] = asked.sent("description", "advance_user_id", "advance_date", "value", "currency_iso")
    body = {
        "description": given["description"], "advance_user_id": given["advance_user_id"],
        "registration_user_id": given.get("creator_user_id", cast.APPROVER), "release_date": given["advance_date"],
        "value": given["value"], "original_currency_iso": given["currency_iso"], "advance_report_id": None,
    }  # fmt: skip
    kept_one = asked.books.add(ADVANCES, body)
    shown = {**kept_one, "id": str(uuid.uuid4()), "advance_number": kept_one["id"]}
    return asked.answer(shown, "Advance successfully created!", status=201)
