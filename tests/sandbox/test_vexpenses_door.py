"""VExpenses' door: the bare token, the calls of a minute, addresses that it does not have, faults."""

import json
import urllib.request

import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.vexpenses.cast import TOKEN
from tests.sandbox.conftest import Client
from tests.sandbox.vexpenses_caller import Caller


@pytest.fixture
def vexpenses(omie: Client) -> Caller:
    return Caller(omie)


def test_a_good_answer_lies_in_the_envelope(vexpenses: Caller, sandbox: Sandbox) -> None:
    answer = vexpenses.get("currencies")
    body = answer.body
    assert (body["request"], body["method"]) == (f"{sandbox.url}/vexpenses/v2/currencies", "GET")
    assert (body["success"], body["code"]) == (True, 200)
    assert [row["iso_code"] for row in body["data"]] == ["BRL", "USD", "EUR"]
    assert answer.headers["x-ratelimit-limit"] == "100"
    assert answer.headers["x-ratelimit-remaining"] == "99"


@pytest.mark.parametrize("token", ["", "unknown", f"Bearer {TOKEN}", TOKEN.lower()])
def test_only_the_bare_token_opens(vexpenses: Caller, token: str) -> None:
    vexpenses.token = token
    answer = vexpenses.get("currencies")
    assert (answer.status, answer.text) == (401, "Unauthorized.")


def test_the_refusal_of_a_token_may_come_in_the_envelope(vexpenses: Caller, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(refusal_body="json")
    vexpenses.token = "unknown"
    assert vexpenses.get("currencies").body["message"] == "Unauthorized."


def test_a_revoked_token_opens_nothing(vexpenses: Caller, sandbox: Sandbox) -> None:
    sandbox.fault("vexpenses", "revoked", call="GET currencies")
    assert vexpenses.get("reports").status == 200
    assert vexpenses.get("currencies").status == 401
    assert vexpenses.get("reports").status == 401


def test_the_call_above_the_limit_of_a_minute_is_told_to_wait(vexpenses: Caller, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(limit=3)
    assert [vexpenses.get("currencies").status for _ in range(4)] == [200, 200, 200, 429]
    refused = vexpenses.get("reports")
    assert refused.body["message"] == "Too Many Attempts."
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(refused.headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "reports/1", 404, "No query results for this request."),
        ("GET", "reports/7700123/expenses", 404, "Url [v2/reports/7700123/expenses] not found."),
        ("GET", "payment-methods", 405, "The GET method is not supported for route v2/payment-methods. "),
        ("GET", "cost-centers", 405, "Supported methods: OPTIONS."),
        ("GET", "advances", 405, "Supported methods: POST, OPTIONS."),
        ("DELETE", "team-members/900101", 405, "Supported methods: GET, HEAD, PUT, OPTIONS."),
        ("GET", "expenses", 422, "Filter fields are required"),
        ("GET", "expenses?search=date:2026-03-01", 422, "Filter fields are required"),
    ],
)
def test_what_is_not_there_is_refused_in_the_vendors_words(
    vexpenses: Caller, method: str, path: str, status: int, message: str
) -> None:
    answer = vexpenses.send(method, path)
    assert answer.status == status
    assert message in answer.body["message"]
    assert (answer.body["success"], answer.body["code"]) == (False, status)


@pytest.mark.parametrize(("fault", "status"), [("429", 429), ("500", 500), ("html", 502), ("page", 200)])
def test_faults_answer_once_in_place_of_vexpenses(vexpenses: Caller, sandbox: Sandbox, fault: str, status: int) -> None:
    sandbox.fault("vexpenses", fault, call="GET currencies")
    assert vexpenses.get("currencies").status == status
    assert vexpenses.get("currencies").body["success"]


def test_an_answer_may_break_off_in_the_middle(vexpenses: Caller, sandbox: Sandbox) -> None:
    sandbox.fault("vexpenses", "truncated")
    with pytest.raises(json.JSONDecodeError):
        _ = vexpenses.get("reports").body


def test_the_log_of_calls_holds_neither_tokens_nor_passwords(vexpenses: Caller, sandbox: Sandbox) -> None:
    vexpenses.send("POST", "team-members", {"name": "X", "password": "s3cret-word"})
    kept = str(sandbox.calls("vexpenses"))
    assert "s3cret-word" not in kept
    assert TOKEN not in kept


def test_files_are_had_without_a_token(vexpenses: Caller, sandbox: Sandbox) -> None:
    [report] = vexpenses.get("reports", search="user_id:900102", searchFields="user_id:=", include="expenses").body[
        "data"
    ]
    receipt = report["expenses"]["data"][0]["reicept_url"].removeprefix(sandbox.url)
    assert content(sandbox, receipt).startswith(b"\xff\xd8\xff\xfe")
    assert content(sandbox, report["pdf_link"].removeprefix(sandbox.url)).startswith(b"%PDF-1.4")
    assert vexpenses.client.http("GET", "/vexpenses/receipts/gone-1.jpg").status == 404


def content(sandbox: Sandbox, path: str) -> bytes:
    with urllib.request.urlopen(f"{sandbox.url}{path}", timeout=10) as response:
        return bytes(response.read())
