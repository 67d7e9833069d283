"""The registers of the simulated VExpenses: made, changed and deleted by whoever keeps master data elsewhere."""

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.vexpenses_caller import Caller

PERSON = {
    "external_id": "E-1", "user_type": "USUARIO", "name": "Caio Reis", "email": "caio@horizonte.example",
    "password": "s3cret-word", "birth_date": "1990-01-31", "integration_id": "10999",
}  # fmt: skip


@pytest.fixture
def vexpenses(omie: Client) -> Caller:
    return Caller(omie)


@pytest.mark.parametrize(
    ("register", "told", "changed"),
    [
        ("costs-centers", {"name": "OFICINA", "integration_id": "1501"}, {"name": "OFICINA 2"}),
        ("expenses-type", {"description": "PEDÁGIO", "integration_id": "4110400"}, {"description": "PEDÁGIOS"}),
        ("projects", {"name": "Obra 7", "integration_id": "P-7", "cep": 13010000}, {"name": "Obra 7b"}),
    ],
)
def test_an_entry_is_made_changed_and_deleted(
    vexpenses: Caller, register: str, told: dict[str, object], changed: dict[str, str]
) -> None:
    made = vexpenses.send("POST", register, told)
    id_ = made.body["data"]["id"]
    assert made.body["data"]["integration_id"] == told["integration_id"]
    assert id_ in vexpenses.ids(register)
    assert vexpenses.send("PUT", f"{register}/{id_}", changed).body["data"].items() >= changed.items()
    assert vexpenses.send("DELETE", f"{register}/{id_}").status == 200
    assert vexpenses.get(f"{register}/{id_}").status == 404


def test_a_postcode_is_sent_under_another_name_than_it_is_shown(vexpenses: Caller) -> None:
    shown = vexpenses.send("POST", "projects", {"name": "Obra 7", "cep": 13010000}).body["data"]
    assert (shown["zip_code"], "cep" in shown) == (13010000, False)


def test_a_person_is_made_without_showing_the_password_and_found_by_e_mail(vexpenses: Caller, sandbox: Sandbox) -> None:
    made = vexpenses.send("POST", "team-members", PERSON)
    assert made.status == 201
    assert "password" not in made.body["data"]
    assert vexpenses.get("team-members/email/caio@horizonte.example").body["data"]["id"] == made.body["data"]["id"]
    again = vexpenses.send("POST", "team-members", PERSON)
    assert (again.status, list(again.body["data"])) == (422, ["email"])
    assert "s3cret-word" not in str(sandbox.records("vexpenses", "team-members"))


def test_what_a_person_must_have_is_named_where_it_is_missing(vexpenses: Caller) -> None:
    answer = vexpenses.send("POST", "team-members", {"name": "Caio"})
    assert set(answer.body["data"]) == {"external_id", "user_type", "email", "password", "birth_date"}


def test_cost_centres_and_projects_are_attached_to_a_person_by_their_codes(vexpenses: Caller) -> None:
    told = {"cost_center_external_code": {"1201002": True, "1301001": True}}
    vexpenses.send("POST", "team-members/900101/attach-cost-center", told)
    shown = vexpenses.get("team-members/900101", include="costsCenters").body["data"]
    assert [row["integration_id"] for row in shown["costsCenters"]["data"]] == ["1201002", "1301001"]
    unknown = vexpenses.send("POST", "team-members/900101/attach-projects", {"project_external_code": {"?": True}})
    assert unknown.status == 422


def test_own_fields_flows_and_advances_answer(vexpenses: Caller) -> None:
    assert vexpenses.get("team-members/parameters").body["data"][0]["label"] == "Matrícula"
    flow = vexpenses.send("POST", "approval-flows", {"description": "Padrão"}).body["data"]["id"]
    vexpenses.send("POST", f"approval-flows/{flow}/attach-cost-centers", {"cost_centers_ids": [1860010]})
    assert vexpenses.get("costs-centers/1860010").body["data"]["approval_flow_id"] == flow
    told = {"description": "Viagem", "advance_user_id": 900101, "advance_date": "2026-03-01 00:00:00"}
    advance = vexpenses.send("POST", "advances", {**told, "value": 500, "currency_iso": "BRL"})
    assert (advance.status, advance.body["data"]["advance_user_id"]) == (201, 900101)
