"""Nibo's door: tokens and companies, addresses that are not there, filters, pages, lists that lag, faults."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.nibo.seed import MEALS, OTHER, OTHER_TOKEN, RITA, RITAS_CPF, SOUTH, TRAVEL
from apps.sandbox.server import Sandbox
from tests.sandbox.nibo_client import SCHEDULE, NiboClient, said

UNEXPECTED = "O Nibo se comportou de forma inesperada."


@pytest.fixture
def nibo(sandbox: Sandbox) -> Iterator[NiboClient]:
    for name in ("lag_ms", "per_second"):
        sandbox.nibo.do({"switch": name, "value": 0})
    with closing(NiboClient(sandbox.url)) as client:
        yield client


def test_a_token_opens_the_company_that_it_belongs_to_and_no_other(nibo: NiboClient, sandbox: Sandbox) -> None:
    nibo.add()
    nibo.token = OTHER_TOKEN
    assert nibo.items("schedules/debit") == []
    assert [row["name"] for row in nibo.items("categories")] == ["Viagens"]
    assert sandbox.nibo.records("schedules", OTHER) == []


@pytest.mark.parametrize("token", ["", "unknown"])
def test_a_wrong_token_is_refused(nibo: NiboClient, token: str) -> None:
    nibo.token = token
    refused = nibo.get("categories", top=1)
    assert (refused.status, refused.body) == (401, {"Message": "Authorization has been denied for this request."})


def test_an_expired_token_is_refused_in_other_words(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"expire": 1})
    assert (nibo.get("categories").status, nibo.get("categories").body) == (401, "Api token expirado")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"schedules/debit/{RITA}"),
        ("GET", f"schedules/{RITA}"),
        ("GET", f"schedules/debit/{RITA}/files"),
        ("GET", f"payments/{RITA}"),
        ("GET", f"accounts/{RITA}"),
        ("DELETE", f"accounts/{RITA}"),
        ("GET", f"files/{RITA}"),
        ("GET", "recurrences"),
        ("POST", "employees/FormatType=json"),
        ("PUT", "suppliers/FormatType=json"),
        ("DELETE", f"schedules/{RITA}/payments/{RITA}"),
    ],
)
def test_some_addresses_that_one_would_expect_are_not_there(nibo: NiboClient, method: str, path: str) -> None:
    answer = nibo.call(method, path, {} if method in ("POST", "PUT") else None)
    assert (answer.status, answer.body) == (404, {"statusCode": 404, "message": "Resource not found"})


def test_more_calls_in_a_second_than_admitted_are_refused_in_plain_text(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"switch": "per_second", "value": 1})
    statuses = [nibo.get("categories", top=1) for _ in range(5)]
    refused = [answer for answer in statuses if answer.status == 429]
    assert refused[0].text == "API calls quota exceeded! maximum admitted 1 per Second."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reference eq 'VX-918'", 1),
        ("reference eq 'it''s'", 0),
        ("contains(description, 'RELAT') and value ge 1284.37", 1),
        ("startswith(reference, 'VX') and not endswith(reference, '918')", 0),
        ("tolower(reference) eq 'vx-918' or value lt 0", 1),
        (f"stakeholder/id eq {RITA}", 1),
        ("dueDate ge 2026-07-10 and dueDate lt 2026-07-11T00:00:00Z", 1),
        ("year(dueDate) eq 2026 and month(dueDate) eq 7", 1),
        ("isPaid eq false and (value gt 1 or value lt 0)", 1),
    ],
)
def test_lists_are_filtered(nibo: NiboClient, text: str, found: int) -> None:
    nibo.add()
    answer = nibo.get("schedules/debit", filter=text)
    assert (answer.body["count"], len(answer.body["items"])) == (found, found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("isDeleted eq false", "Could not find a property named 'isDeleted' on type 'ScheduleDto'"),
        (f"scheduleId eq '{RITA}'", "Found operand types 'Edm.Guid' and 'Edm.String'"),
        ("dueDate eq '2026-07-10'", "incompatible types"),
        ("dueDate ne 2026-07-10", "Execution Timeout Expired"),
        (f"scheduleId eq guid'{RITA}'", "'guid'"),
        ("value eq", "Syntax error"),
        ("value eq 1 1", "Syntax error"),
        ("value = 1", "Syntax error"),
        ("contains(value, 'x')", "No function signature"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_what_is_wrong(nibo: NiboClient, text: str, told: str) -> None:
    assert told in said(nibo.get("schedules/debit", filter=text))


def test_a_list_has_at_most_five_hundred_rows_and_says_how_many_there_are(nibo: NiboClient, sandbox: Sandbox) -> None:
    with sandbox.store.write() as tx:
        tx.executemany(
            "INSERT INTO record (company, register, id, code, body, created, changed) VALUES "
            "('nibo:serra-azul', 'costcenters', ?, ?, ?, 0, 0)",
            [(n, f"cc-{n}", f'{{"costCenterId": "cc-{n:04d}", "description": "C{n}"}}') for n in range(1000, 1600)],
        )
    first = nibo.get("costcenters", top=5000, orderby="costCenterId").body
    assert (len(first["items"]), first["count"]) == (500, 603)
    rest = nibo.items("costcenters", top=500, skip=500, orderby="costCenterId")
    assert len({row["costCenterId"] for row in [*first["items"], *rest]}) == 603


def test_a_page_wants_an_order_by_a_name_that_the_list_has(nibo: NiboClient) -> None:
    assert nibo.get("schedules/debit", skip=1).body["error_description"] == UNEXPECTED
    assert "'id'" in said(nibo.get("schedules/debit", skip=1, orderby="id"))
    assert "'id'" in said(nibo.get("costcenters", orderby="id"))


def test_some_lists_come_bare_and_the_others_in_an_envelope(nibo: NiboClient) -> None:
    assert [row["document"] for row in nibo.get("employees").body] == [{"number": RITAS_CPF, "type": "Cpf"}]
    assert nibo.get("partners").body == []
    assert nibo.get("suppliers").body["count"] == 1
    assert isinstance(nibo.get("schedules/categories/tree").body, list)


def test_lists_lag_behind_what_was_written_and_a_look_by_id_does_not(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    key = nibo.add()
    assert nibo.read(key)["reference"] == "VX-918"
    assert nibo.items("schedules/debit") == []
    sandbox.nibo.do({"switch": "lag_ms", "value": 0})
    assert [row["scheduleId"] for row in nibo.items("schedules/debit")] == [key]
    sandbox.nibo.do({"switch": "lag_ms", "value": 60_000})
    nibo.call("DELETE", f"schedules/debit/{key}")
    assert nibo.get(f"schedules/credit/{key}").status == 500


@pytest.mark.parametrize(("name", "status"), [("500", 500), ("html", 502), ("429", 429), ("page", 200)])
def test_faults_are_played_before_anything_is_written(
    nibo: NiboClient, sandbox: Sandbox, name: str, status: int
) -> None:
    sandbox.fault("nibo", name, call="add_schedule")
    assert nibo.call("POST", "schedules/debit", SCHEDULE).status == status
    assert sandbox.records("nibo", "schedules") == []


def test_an_answer_is_lost_after_the_schedule_was_kept(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.fault("nibo", "drop_after_commit", call="add_schedule")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        nibo.add()
    assert len(sandbox.records("nibo", "schedules")) == 1


def test_a_write_without_effect_is_answered_as_if_it_had_one(nibo: NiboClient, sandbox: Sandbox) -> None:
    sandbox.fault("nibo", "no_effect", call="add_schedule")
    key = nibo.add()
    assert "não encontrado" in said(nibo.get(f"schedules/credit/{key}"))
    kept = nibo.add()
    sandbox.fault("nibo", "no_effect", call="change_schedule")
    sandbox.fault("nibo", "empty_message", call="change_schedule")
    changed = {**SCHEDULE, "dueDate": "2026-08-01"}
    assert nibo.call("PUT", f"schedules/debit/{kept}", changed).status == 204
    assert nibo.call("PUT", f"schedules/debit/{kept}", changed).body == {"Messages": [""]}
    assert nibo.read(kept)["dueDate"] == "2026-07-10T00:00:00Z"


@pytest.mark.parametrize(("name", "seen"), [("repeats", {TRAVEL}), ("skips", set[str]())])
def test_a_list_that_moves_repeats_or_skips_rows_between_pages(
    nibo: NiboClient, sandbox: Sandbox, name: str, seen: set[str]
) -> None:
    first = nibo.items("categories", top=1, orderby="id", filter="type eq 'out'")
    sandbox.fault("nibo", name, call="categories")
    second = nibo.items("categories", top=1, skip=1, orderby="id", filter="type eq 'out'")
    assert first[0]["id"] == TRAVEL
    assert {second[0]["id"]} & {TRAVEL} == seen
    assert second[0]["id"] != MEALS


def test_the_log_of_calls_knows_no_token_and_no_file(nibo: NiboClient, sandbox: Sandbox) -> None:
    nibo.upload(b"%PDF-secret")
    nibo.get("categories")
    kept = str(sandbox.calls("nibo"))
    assert "upload" in kept
    assert nibo.token not in kept
    assert "%PDF-secret" not in kept


def test_the_page_pays_and_edits_and_deletes_as_people_do(nibo: NiboClient, sandbox: Sandbox) -> None:
    form: dict[str, Any] = {"Content-Type": "application/x-www-form-urlencoded"}
    key = nibo.add(description="<b>Relatório</b>")
    page = nibo.client.http("GET", "/nibo/").text
    assert "&lt;b&gt;" in page
    assert "<script" not in page
    assert nibo.client.http("POST", "/nibo/do", f"pay={key}&value=284.37", **form).status == 303
    assert nibo.read(key)["openValue"] == 1000.0
    assert nibo.client.http("POST", "/nibo/do", f"pay={key}", **form).status == 303
    assert nibo.read(key)["isPaid"] is True
    nibo.client.http("POST", "/nibo/do", f"edit={key}&description=Novo", **form)
    assert nibo.read(key)["description"] == "Novo"
    nibo.client.http("POST", "/nibo/do", f"delete={key}", **form)
    assert sandbox.records("nibo", "schedules") == []


def test_switches_and_faults_are_moved_from_the_page(nibo: NiboClient, sandbox: Sandbox) -> None:
    form: dict[str, Any] = {"Content-Type": "application/x-www-form-urlencoded"}
    nibo.client.http("POST", "/nibo/do", "switch=split&value=no", **form)
    nibo.client.http("POST", "/nibo/faults", "name=429&call=&times=2&seconds=", **form)
    assert sandbox.nibo.switches()["split"] is False
    assert "Switch all off" in nibo.client.http("GET", "/nibo/").text
    nibo.client.http("POST", "/nibo/faults", "clear=1", **form)
    assert nibo.get("categories").status == 200
    assert nibo.client.http("POST", "/nibo/do", "dance=1", **form).status == 400
    assert SOUTH in str(sandbox.state("nibo")["costcenters"])
