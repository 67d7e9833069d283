"""Nibo's books: contacts, schedules with their lines and cost centres, payments, files."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest

from apps.sandbox.nibo.seed import BANK, CUSTOMER, DISCOUNTS, HOTEL, NORTH, RITA, SALES_INCOME, SOUTH, TRAVEL
from apps.sandbox.server import Sandbox
from tests.sandbox.nibo_client import LINES, SCHEDULE, NiboClient, said

GHOST = "00000000-1111-2222-3333-444444444444"
PERSON = {"name": "Marina Costa Prado", "document": {"number": "390.533.447-05", "type": "CPF"}, "phone": "4133334444"}


@pytest.fixture
def nibo(sandbox: Sandbox) -> Iterator[NiboClient]:
    for name in ("lag_ms", "per_second"):
        sandbox.nibo.do({"switch": name, "value": 0})
    with closing(NiboClient(sandbox.url)) as client:
        yield client


def test_a_supplier_comes_back_whole_and_an_employee_as_an_id(nibo: NiboClient) -> None:
    whole = nibo.call("POST", "suppliers/FormatType=json", PERSON).body
    assert (whole["name"], whole["type"], whole["document"]) == (
        "Marina Costa Prado",
        "Supplier",
        {"number": "39053344705", "type": "Cpf"},
    )
    key = nibo.call("POST", "employees", {"name": "Sem CPF"}).body
    assert nibo.get(f"employees/{key}").body["document"] == {}
    assert "nome" in said(nibo.call("POST", "employees", {}))


def test_a_change_of_a_contact_blanks_what_is_left_out_and_a_malformed_one_changes_nothing(nibo: NiboClient) -> None:
    key = nibo.call("POST", "suppliers", PERSON).body
    answer = nibo.call("PUT", f"suppliers/{key}", {"phone": "1"})
    assert (answer.status, answer.body) == (200, {"Messages": [""]})
    assert nibo.get(f"suppliers/{key}").body["phone"] == "4133334444"
    assert nibo.call("PUT", f"suppliers/{key}", {"name": "Marina"}).text == ""
    assert nibo.get(f"suppliers/{key}").body["phone"] == ""


def test_a_debit_is_negative_by_id_and_positive_in_lists(nibo: NiboClient) -> None:
    key = nibo.add()
    one, [row] = nibo.read(key), nibo.items("schedules/debit")
    assert (one["value"], [line["value"] for line in one["categories"]]) == (-1284.37, [-984.37, -300])
    assert (row["value"], row["stakeholderId"][:8], row["stakeholder"]["id"]) == (1284.37, "00000000", RITA)
    assert (one["paidValue"], one["openValue"], one["dueDate"]) == (0, 1284.37, "2026-07-10T00:00:00Z")
    assert [share["value"] for share in one["costCenters"]] == [462.37, 205.5], "the vendor's own mistake"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stakeholderId": CUSTOMER}, "Stakeholder is not compatible"),
        ({"stakeholderId": GHOST}, "Stakeholder não encontrado"),
        ({"categories": []}, "ao menos uma categoria"),
        ({"categories": [{"categoryId": SALES_INCOME, "value": 1}]}, "deve ser negativo"),
        ({"categories": [{"categoryId": TRAVEL, "value": -1}]}, "deve ser negativo"),
        ({"categories": [{"categoryId": DISCOUNTS, "value": 1}]}, "Categoria de juros"),
        ({"categories": [{"categoryId": GHOST, "value": 1}]}, "Categoria não encontrada"),
        ({"dueDate": ""}, "dueDate"),
        ({"costCenters": [{"costCenterId": SOUTH, "percent": 99}]}, "percentual total"),
        ({"costCenterValueType": 0}, "igual ao valor do agendamento"),
        ({"costCenters": [{"costCenterId": GHOST, "percent": 100}]}, "Centro de custo não encontrado"),
    ],
)
def test_a_schedule_that_breaks_a_rule_is_refused_with_500(
    nibo: NiboClient, sandbox: Sandbox, changes: dict[str, Any], told: str
) -> None:
    assert told in said(nibo.call("POST", "schedules/debit", {**SCHEDULE, **changes}))
    assert sandbox.records("nibo", "schedules") == []


def test_cost_centres_by_value_add_up_to_the_cent(nibo: NiboClient) -> None:
    shares = [{"costCenterId": SOUTH, "value": Decimal("0.01")}, {"costCenterId": NORTH, "value": Decimal("1284.36")}]
    key = nibo.add(costCenterValueType=0, costCenters=shares)
    assert [share["value"] for share in nibo.read(key)["costCenters"]] == [0.01, 1284.36]


def test_without_the_companys_switch_a_schedule_has_one_category(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"switch": "split", "value": False})
    assert said(nibo.call("POST", "schedules/debit", SCHEDULE)) == "Utilize apenas uma categoria"
    nibo.add(categories=LINES[:1])
    assert len(sandbox.records("nibo", "schedules")) == 1


def test_what_is_read_by_id_may_be_sent_back_and_what_is_left_out_is_wiped(nibo: NiboClient) -> None:
    key = nibo.add()
    before = nibo.read(key)
    assert nibo.call("PUT", f"schedules/debit/{key}", {**before, "reference": "VX-919"}).status == 204
    after = nibo.read(key)
    assert (after["reference"], after["value"], len(after["costCenters"])) == ("VX-919", before["value"], 2)
    assert [line["id"] for line in after["categories"]] != [line["id"] for line in before["categories"]]
    nibo.call("PUT", f"schedules/debit/{key}", {**before, "costCenters": None})
    assert nibo.read(key)["costCenters"] == []
    assert nibo.call("PUT", f"schedules/debit/{key}", {"reference": "x"}).body == {"Messages": [""]}
    assert "não encontrado" in said(nibo.call("PUT", f"schedules/credit/{key}", before))


def test_a_payment_in_part_leaves_a_schedule_open_and_the_rest_closes_it(nibo: NiboClient) -> None:
    key = nibo.add()
    entry = nibo.call(
        "POST", f"schedules/debit/{key}/payments", {"accountId": BANK, "date": "2026-07-10", "value": 284.37}
    ).body
    assert (nibo.read(key)["isPaid"], nibo.read(key)["openValue"]) == (False, 1000)
    told = {"accountId": BANK, "date": "2026-07-11", "value": 1000}
    nibo.call("POST", f"schedules/debit/{key}/payments", told)
    assert nibo.read(key)["isPaid"] is True
    rows = nibo.items("payments", filter=f"scheduleId eq {key}", orderby="entryId")
    assert {(row["entryId"] == entry, row["value"]) for row in rows} == {(True, 284.37), (False, 1000)}
    assert nibo.call("DELETE", f"schedules/debit/{key}/payments/{entry}").status == 204
    assert nibo.read(key)["openValue"] == 284.37


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"accountId": None}, "Conta bancária"), ({"date": "2025-12-31"}, "saldo inicial"), ({"value": 9999}, "baixa")],
)
def test_a_payment_that_breaks_a_rule_is_refused(nibo: NiboClient, changes: dict[str, Any], told: str) -> None:
    key = nibo.add()
    good = {"accountId": BANK, "date": "2026-07-10", "value": 1}
    assert told in said(nibo.call("POST", f"schedules/debit/{key}/payments", {**good, **changes}))


def test_paid_by_the_other_sides_path_the_money_is_booked_on_the_other_side(nibo: NiboClient) -> None:
    key = nibo.add()
    told = {"accountId": BANK, "date": "2026-07-10", "value": 1284.37}
    assert nibo.call("POST", f"schedules/credit/{key}/receipts", told).status == 200
    assert (nibo.items("payments"), len(nibo.items("receipts"))) == ([], 1)


def test_a_direct_payment_without_an_account_is_only_an_open_schedule(nibo: NiboClient) -> None:
    told = {"stakeholderId": HOTEL, "date": "2026-07-10", "categories": LINES[:1]}
    assert nibo.read(nibo.call("POST", "payments", told).body)["isPaid"] is False
    assert nibo.read(nibo.call("POST", "payments", {**told, "accountId": BANK}).body)["isPaid"] is True


def test_deleted_a_schedule_takes_its_payments_along_and_leaves_its_files(nibo: NiboClient, sandbox: Sandbox) -> None:
    key = nibo.add()
    nibo.call("POST", f"schedules/debit/{key}/payments", {"accountId": BANK, "date": "2026-07-10", "value": 1})
    [file] = nibo.upload(b"%PDF-1").body
    nibo.call("POST", f"schedules/credit/{key}/files/attach", [file["fileId"]])
    assert nibo.call("DELETE", f"schedules/debit/{key}").status == 204
    assert said(nibo.get(f"schedules/credit/{key}")) == "Agendamento não encontrado"
    assert (nibo.items("payments"), len(sandbox.records("nibo", "files"))) == ([], 1)


def test_a_file_moves_to_a_schedule_and_belongs_to_one(nibo: NiboClient) -> None:
    first, second = nibo.add(), nibo.add()
    [one, two] = nibo.upload(b"%PDF-1", b"%PDF-22").body
    for _ in range(2):
        assert nibo.call("POST", f"schedules/credit/{first}/files/attach", [one["fileId"], two["fileId"]]).status == 204
    listed = nibo.items(f"schedules/credit/{first}/files")
    assert [(row["name"], row["size"]) for row in listed] == [("recibo.pdf", 6), ("recibo.pdf", 7)]
    nibo.call("POST", f"schedules/credit/{second}/files/attach", [one["fileId"]])
    assert [row["size"] for row in nibo.items(f"schedules/credit/{first}/files")] == [7]
    assert nibo.client.http("GET", f"/nibo/download/{one['fileId']}").text == "%PDF-1"
    assert nibo.call("DELETE", f"schedules/credit/{GHOST}/files/{one['fileId']}").status == 204
    assert nibo.client.http("GET", f"/nibo/download/{one['fileId']}").status == 404


def test_a_file_for_a_schedule_that_is_not_there_is_lost_without_a_word(nibo: NiboClient, sandbox: Sandbox) -> None:
    [file] = nibo.upload(b"%PDF-1").body
    assert nibo.call("POST", f"schedules/credit/{GHOST}/files/attach", [file["fileId"]]).status == 204
    assert sandbox.records("nibo", "files")[0]["owner"] == GHOST
    assert said(nibo.call("POST", f"schedules/credit/{GHOST}/files/attach", [GHOST])) == "Arquivo não encontrado"


def test_ten_megabytes_are_too_much_in_one_of_three_ways(nibo: NiboClient) -> None:
    assert nibo.raw("POST", "files", None, "multipart/form-data; boundary=x").status == 411
    assert nibo.upload(bytes(10 * 1024 * 1024)).status == 413
    assert nibo.raw("POST", "files", bytes(10 * 1024 * 1024), "multipart/form-data; boundary=x").status == 500


def test_masters_are_read_and_only_cost_centres_can_be_taken_away(nibo: NiboClient) -> None:
    key = nibo.call("POST", "costcenters", {"description": "Vendas Leste", "externalCode": "VLES"}).body
    assert said(nibo.call("POST", "costcenters", {})) == "A descrição é obrigatório."
    assert nibo.call("PUT", f"costcenters/{key}", {"description": "Leste"}).status == 204
    assert nibo.get(f"costcenters/{key}").body["externalCode"] == ""
    assert nibo.call("DELETE", f"costcenters/{key}").status == 204
    assert "não encontrado" in said(nibo.get(f"costcenters/{key}"))
    group = nibo.items("schedules/categories/groups")[0]["id"]
    made = nibo.call("POST", "schedules/categories", {"categoryGroupId": group, "name": "Pedágio", "type": "out"}).body
    assert nibo.get(f"schedules/categories/{made}").body["name"] == "Pedágio"
    assert nibo.call("DELETE", f"schedules/categories/{made}").status == 404
    assert [row["balance"] for row in nibo.items("accounts/views/balance")] == [500, 500]
