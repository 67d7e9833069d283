"""An ERP's master data at the simulated VExpenses: looked for, entered, changed, deleted."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.connectors.vexpenses.client import VExpenses
from apps.connectors.vexpenses.connector import VEXPENSES
from apps.connectors.vexpenses.entries import key_of, plan
from apps.core.connector import Booked, Step
from apps.core.documents import Document, Register, RegisterEntry
from apps.core.errors import OutcomeUnknown, Rejected
from apps.sandbox.server import Sandbox
from tests.contract import Echo
from tests.registers import master_data

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
CENTRE = RegisterEntry(register=Register.COST_CENTRE, code="1501", name="OFICINA")
KIND = RegisterEntry(register=Register.EXPENSE_TYPE, code="4110400", name="PEDÁGIO")
PROJECT = RegisterEntry(
    register=Register.PROJECT,
    code="P-7",
    name="Obra 7",
    fields=(("city", "Campinas"), ("postal_code", "13010-000"), ("tax_id", "11.222.333/0001-81"), ("colour", "red")),
)
PERSON = RegisterEntry(
    register=Register.TEAM_MEMBER,
    code="10999",
    name="Caio Reis",
    fields=(("email", "caio@horizonte.example"), ("birth_date", "1990-01-31"), ("tax_id", "390.533.447-05")),
)
TABLES = {
    Register.COST_CENTRE: "costs-centers",
    Register.EXPENSE_TYPE: "expenses-type",
    Register.PROJECT: "projects",
    Register.TEAM_MEMBER: "team-members",
}


def document(entry: RegisterEntry) -> Document:
    return master_data(entry, changed=NOON)


def step(entry: RegisterEntry) -> Step:
    [found] = plan(document(entry), Echo(VEXPENSES))
    return found


def write(client: VExpenses, entry: RegisterEntry) -> Booked:
    """What the engine does with an entry that it does not know yet."""
    planned = step(entry)
    resource = VEXPENSES.resource(planned.resource)
    found = resource.find(client, planned.key, planned.body)
    if found is None:
        return resource.create(client, planned.key, planned.body)
    assert resource.update
    return resource.update(client, planned.key, found.target_id, planned.body)


def undo(client: VExpenses, entry: RegisterEntry, id_: str) -> None:
    planned = step(entry)
    cancel = VEXPENSES.resource(planned.resource).cancel
    assert cancel
    cancel(client, planned.key, id_, planned.body)


def kept(sandbox: Sandbox, entry: RegisterEntry) -> list[dict[str, Any]]:
    rows = sandbox.records("vexpenses", TABLES[entry.register])
    return [row for row in rows if row["integration_id"] == entry.code]


def refusal(client: VExpenses, entry: RegisterEntry) -> Rejected:
    with pytest.raises(Rejected) as raised:
        write(client, entry)
    return raised.value


@pytest.mark.parametrize("entry", [CENTRE, KIND, PROJECT, PERSON], ids=lambda entry: entry.register)
def test_an_entry_is_entered_once_changed_and_taken_out(
    vexpenses: VExpenses, sandbox: Sandbox, entry: RegisterEntry
) -> None:
    first = write(vexpenses, entry)
    again = write(vexpenses, replace(entry, name=f"{entry.name} II"))
    assert again.target_id == first.target_id
    [row] = kept(sandbox, entry)
    assert (str(row["id"]), row.get("name") or row["description"]) == (first.target_id, f"{entry.name} II")
    undo(vexpenses, entry, first.target_id)
    undo(vexpenses, entry, first.target_id)
    left = [row for row in kept(sandbox, entry) if row.get("active", True)]
    assert left == []


def test_a_person_stays_without_access_for_people_cannot_be_deleted(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    undo(vexpenses, PERSON, write(vexpenses, PERSON).target_id)
    assert [row["active"] for row in kept(sandbox, PERSON)] == [False]
    write(vexpenses, PERSON)
    assert [row["active"] for row in kept(sandbox, PERSON)] == [True]


def test_an_entry_of_the_same_name_without_a_code_is_given_the_code(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    gifts = RegisterEntry(register=Register.EXPENSE_TYPE, code="4110999", name=" Brindes ")
    assert write(vexpenses, gifts).target_id == "1560005"
    [row] = kept(sandbox, gifts)
    assert row["id"] == 1560005


def test_an_entry_of_the_same_name_with_another_code_is_another_one(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    other = RegisterEntry(register=Register.COST_CENTRE, code="9", name="FINANCEIRO")
    assert write(vexpenses, other).target_id != "1860010"
    assert len([row for row in sandbox.records("vexpenses", "costs-centers") if row["name"] == "FINANCEIRO"]) == 2


def test_an_entry_is_found_behind_the_first_page(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(most=10, pagination="none")
    sandbox.vexpenses.make("forty_cost_centres")
    last = RegisterEntry(register=Register.COST_CENTRE, code="20040", name="FILIAL 40")
    write(vexpenses, last)
    assert len(kept(sandbox, last)) == 1


@pytest.mark.parametrize("fault", ["drop_after_commit", "500_after_commit", "html_after_commit"])
def test_an_entry_whose_answer_got_lost_is_found_and_not_entered_twice(
    vexpenses: VExpenses, sandbox: Sandbox, fault: str
) -> None:
    sandbox.fault("vexpenses", fault, call="POST costs-centers")
    with pytest.raises(OutcomeUnknown):
        write(vexpenses, CENTRE)
    write(vexpenses, CENTRE)
    assert len(kept(sandbox, CENTRE)) == 1


@pytest.mark.parametrize("entry", [CENTRE, KIND, PROJECT], ids=lambda entry: entry.register)
def test_what_may_not_be_chosen_any_more_is_closed_and_opened_again(
    vexpenses: VExpenses, sandbox: Sandbox, entry: RegisterEntry
) -> None:
    closed = replace(entry, active=False)
    assert refusal(vexpenses, closed).code == "source.entry_inactive"
    assert kept(sandbox, entry) == []
    states = []
    for told in (entry, closed, entry):
        write(vexpenses, told)
        states += [row["on"] for row in kept(sandbox, entry)]
    assert states == [True, False, True]


def test_where_vexpenses_closes_nothing_a_person_is_asked(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(takes_on=False)
    write(vexpenses, CENTRE)
    assert refusal(vexpenses, replace(CENTRE, active=False)).code == "target.entry_stays_open"


def test_a_project_is_told_with_what_vexpenses_knows_of_it() -> None:
    body = step(PROJECT).body
    assert (body["city"], body["cep"], body["cnpj"]) == ("Campinas", 13010000, "11222333000181")
    assert "colour" not in body


def test_a_persons_password_is_random_and_stands_on_no_record(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    write(vexpenses, PERSON)
    [post] = [one for one in vexpenses.http.exchanges if one.method == "POST"]
    assert '"password": "•••"' in post.request
    assert "password" not in str(step(PERSON).body)
    [row] = kept(sandbox, PERSON)
    assert (row["cpf"], row["user_type"], row["external_id"]) == ("39053344705", "USUARIO", "10999")


def test_who_has_an_e_mail_address_already_is_recognised_by_it(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    sandbox.vexpenses.change("team-members", 900001, integration_id=None)
    told = (("email", "renata@horizonte.example"), ("role", "administrador"))
    renata = replace(PERSON, code="10001", name="Renata Prado Lins", fields=told)
    assert write(vexpenses, renata).target_id == "900001"
    [row] = kept(sandbox, renata)
    assert row["user_type"] == "ADMINISTRADOR"


def test_who_is_known_by_code_may_have_another_address_and_nobody_takes_anothers(
    vexpenses: VExpenses, sandbox: Sandbox
) -> None:
    moved = replace(PERSON, code="10457", fields=(("email", "souza@horizonte.example"),))
    assert write(vexpenses, moved).target_id == "900101"
    thief = replace(PERSON, code="10998", fields=(*PERSON.fields[1:], ("email", "joao@horizonte.example")))
    assert refusal(vexpenses, thief).code == "target.rejected"
    assert [row["email"] for row in kept(sandbox, moved)] == ["souza@horizonte.example"]


@pytest.mark.parametrize(("fields", "missing"), [((), "email"), ((("email", "x@horizonte.example"),), "birth_date")])
def test_what_a_person_must_have_is_named_where_it_is_missing(
    vexpenses: VExpenses, fields: tuple[tuple[str, str], ...], missing: str
) -> None:
    refused = refusal(vexpenses, replace(PERSON, fields=fields))
    assert (refused.code, refused.params["field"]) == ("source.value_missing", missing)


@pytest.mark.parametrize("changes", [{"code": " "}, {"name": ""}])
def test_an_entry_without_code_or_name_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(Rejected, match=r"source\.wrong_shape"):
        step(replace(CENTRE, **changes))  # type: ignore[arg-type]  # texts, all of them
    with pytest.raises(Rejected, match=r"source\.wrong_shape"):
        plan(replace(document(CENTRE), entry=None), Echo(VEXPENSES))


def test_a_code_that_is_too_long_for_a_key_stands_there_by_its_checksum() -> None:
    long = replace(CENTRE, code="9" * 300)
    assert len(key_of(long)) <= 120
    assert key_of(long) != key_of(replace(CENTRE, code="9" * 301))
    assert key_of(CENTRE) == "cost_centre:1501"
