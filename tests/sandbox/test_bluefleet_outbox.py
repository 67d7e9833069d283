"""The sender: three ways to prove itself, a pending list instead of retries, and putting items back."""

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from apps.sandbox.__main__ import main
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client, Receiver


@pytest.fixture
def to_receiver(sandbox: Sandbox, receiver: Receiver) -> Iterator[Client]:
    sandbox.outbox.set_receiver({"url": f"{receiver.url}/hooks/1/", "mode": "none"})
    with closing(Client(sandbox.url)) as client:
        yield client


def test_a_notification_is_posted_below_the_receivers_address(to_receiver: Client, receiver: Receiver) -> None:
    [sent] = to_receiver.json("POST", "/bluefleet/send", {"scenario": "debit_note"})
    [(path, headers, body)] = receiver.notified
    assert sent == {
        "scenario": "debit_note", "path": "/debt-note", "status": 200, "answer": '{"stored": true}', "pending": 0,
    }  # fmt: skip
    assert path == "/hooks/1/debt-note"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["DebtNoteTypeName"] == "Fatura"


def test_each_press_sends_new_ids_unless_a_seed_is_given(to_receiver: Client, receiver: Receiver) -> None:
    for seed in (None, None, 5, 5):
        to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable", "seed": seed})
    first, second, third, fourth = (json.loads(body)["FinancialEntryId"] for _, _, body in receiver.notified)
    assert len({first, second, third}) == 3
    assert third == fourth


@pytest.mark.parametrize("status", [201, 204, 302, 401, 404, 422, 500, 503])
def test_anything_but_200_is_pending(to_receiver: Client, receiver: Receiver, sandbox: Sandbox, status: int) -> None:
    receiver.answers = [(status, '{"error": {"code": "x"}}' if status != 204 else "")]
    [sent] = to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_receivable"})
    [pending] = sandbox.records("bluefleet", "pending")
    assert sent["pending"] == pending["id"]
    assert (pending["path"], pending["last_status"]) == ("/financial-entry", status)
    assert pending["body"]["FinancialEntryTypeName"] == "Receita"
    assert len(receiver.notified) == 1


def test_a_receiver_that_is_down_is_pending_with_status_0(sandbox: Sandbox) -> None:
    sandbox.outbox.set_receiver({"url": "http://127.0.0.1:1", "mode": "none"})
    sandbox.outbox.send("invoice")
    [pending] = sandbox.records("bluefleet", "pending")
    assert pending["last_status"] == 0
    assert "refused" in pending["last_answer"]


def test_requeueing_one_sends_the_same_body_and_clears_it(
    to_receiver: Client, receiver: Receiver, sandbox: Sandbox
) -> None:
    receiver.answers = [(500, "down"), (500, "down")]
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable", "count": 2})
    first, second = sandbox.records("bluefleet", "pending")
    to_receiver.json("POST", "/bluefleet/requeue", {"id": second["id"]})
    assert [row["id"] for row in sandbox.records("bluefleet", "pending")] == [first["id"]]
    assert receiver.notified[2][2] == receiver.notified[1][2]


def test_requeueing_all_goes_in_order_and_keeps_what_fails_again(
    to_receiver: Client, receiver: Receiver, sandbox: Sandbox
) -> None:
    receiver.answers = [(500, "down")] * 3
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "duplicate"})
    before = sandbox.records("bluefleet", "pending")
    receiver.answers = [(200, ""), (422, "still wrong"), (200, "")]
    to_receiver.json("POST", "/bluefleet/requeue", {})
    [left] = sandbox.records("bluefleet", "pending")
    assert left["id"] == before[1]["id"]
    assert left["first_failure"] == before[1]["first_failure"]
    assert (left["last_status"], left["last_answer"]) == (422, "still wrong")
    assert len(sandbox.calls("bluefleet")) == 6


def test_a_fixed_header_is_sent_and_never_shown(to_receiver: Client, receiver: Receiver) -> None:
    given = {"mode": "header", "header_name": "X-Hub-Token", "header_value": "planted-secret"}
    shown = to_receiver.json("POST", "/bluefleet/receiver", given)
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable"})
    assert receiver.notified[0][1]["X-Hub-Token"] == "planted-secret"
    assert shown["headers"] == {"X-Hub-Token": "***"}
    assert "planted-secret" not in to_receiver.http("GET", "/bluefleet/").text


def test_a_token_is_fetched_once_and_reused_until_it_expires(to_receiver: Client, receiver: Receiver) -> None:
    to_receiver.json("POST", "/bluefleet/receiver", oauth2(receiver))
    with time_machine.travel("2026-12-01T12:00Z", tick=False) as clock:
        to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable", "count": 3})
        clock.shift(timedelta(seconds=3600))
        to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable"})
    proofs = [headers["Authorization"] for _, headers, _ in receiver.notified]
    assert proofs == ["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2"]
    path, headers, body = receiver.got[0]
    assert (path, body) == ("/token", b"grant_type=client_credentials")
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'blue:fleet').decode()}"


def oauth2(receiver: Receiver) -> dict[str, str]:
    return {
        "mode": "oauth2",
        "token_url": f"{receiver.url}/token",
        "client_id": "blue",
        "client_secret": "fleet",
    }


@pytest.mark.parametrize(("answers", "pending"), [([401], 0), ([401, 401], 1)])
def test_a_401_fetches_a_token_again_once(
    to_receiver: Client, receiver: Receiver, sandbox: Sandbox, answers: list[int], pending: int
) -> None:
    to_receiver.json("POST", "/bluefleet/receiver", oauth2(receiver))
    receiver.answers = [(status, "") for status in answers]
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable"})
    assert [headers["Authorization"] for _, headers, _ in receiver.notified] == ["Bearer token-1", "Bearer token-2"]
    assert len(sandbox.records("bluefleet", "pending")) == pending


def test_a_refused_token_makes_the_item_pending(to_receiver: Client, receiver: Receiver, sandbox: Sandbox) -> None:
    to_receiver.json("POST", "/bluefleet/receiver", {**oauth2(receiver), "token_url": f"{receiver.url}/other"})
    receiver.answers = [(400, '{"error": "invalid_client"}')]
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable"})
    [pending] = sandbox.records("bluefleet", "pending")
    assert pending["last_status"] == 400
    assert "invalid_client" in pending["last_answer"]


def test_the_source_address_may_be_the_vendors(to_receiver: Client, receiver: Receiver) -> None:
    to_receiver.json("POST", "/bluefleet/receiver", {"source": "production"})
    to_receiver.json("POST", "/bluefleet/send", {"scenario": "entry_payable"})
    assert receiver.notified[0][1]["X-Forwarded-For"] == "18.230.99.164"


def test_an_unknown_mode_is_refused(to_receiver: Client) -> None:
    answer = to_receiver.http(
        "POST", "/bluefleet/receiver", '{"mode": "magic"}', **{"Content-Type": "application/json"}
    )
    assert answer.status == 400


def demo_file(path: Path, url: str, headers: dict[str, str]) -> Path:
    path.write_text(json.dumps({"hooks": {"bluefleet": {"url": url, "headers": headers}}}))
    return path


def test_the_demo_file_is_read_at_start_and_whenever_it_changes(tmp_path: Path, receiver: Receiver) -> None:
    demo = demo_file(tmp_path / "demo.json", "http://127.0.0.1:1/", {"X-Hub-Token": "one"})
    with Sandbox(store=tmp_path / "demo.sqlite3", demo=demo) as sandbox:
        assert sandbox.outbox.receiver().url == "http://127.0.0.1:1/"
        sandbox.outbox.set_receiver({"url": "http://127.0.0.1:2/"})
        assert sandbox.outbox.receiver().url == "http://127.0.0.1:2/"
        demo_file(demo, f"{receiver.url}/hooks/22", {"X-Hub-Token": "two-and-longer"})
        sandbox.outbox.send("entry_payable")
    [(path, headers, _)] = receiver.notified
    assert (path, headers["X-Hub-Token"]) == ("/hooks/22/financial-entry", "two-and-longer")


def test_a_demo_file_may_come_later_or_be_half_written(tmp_path: Path) -> None:
    demo = tmp_path / "demo.json"
    with Sandbox(store=tmp_path / "demo.sqlite3", demo=demo) as sandbox:
        assert sandbox.outbox.receiver().url == ""
        demo.write_text('{"hooks": ')
        assert sandbox.outbox.receiver().url == ""
        demo_file(demo, "http://127.0.0.1:3/", {})
        assert (sandbox.outbox.receiver().url, sandbox.outbox.receiver().mode) == ("http://127.0.0.1:3/", "none")


def test_the_command_sends_what_it_is_told_and_says_what_came_back(
    tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answers = [(200, "ok"), (500, "down")]
    command = ["send", "--store", str(tmp_path / "s.sqlite3"), "--url", receiver.url, "--header", "X-Hub-Token: one"]
    code = main([*command, "--scenario", "entry_payable", "--count", "3", "--seed", "4"])
    output = capsys.readouterr().out
    assert code == 1
    assert "200 /financial-entry entry_payable ok" in output
    assert "sent 3: 2 x 200, 1 x 500" in output
    assert {headers["X-Hub-Token"] for _, headers, _ in receiver.notified} == {"one"}
    assert json.loads(receiver.notified[0][2])["FinancialEntryId"] == 400_001
    assert main([*command, "--scenario", "duplicate", "--quiet"]) == 0
    assert capsys.readouterr().out == "sent 3: 3 x 200\n"


def test_the_command_reads_the_demo_file(tmp_path: Path, receiver: Receiver) -> None:
    demo = demo_file(tmp_path / "demo.json", receiver.url, {"X-Hub-Token": "one"})
    store = str(tmp_path / "s.sqlite3")
    assert main(["send", "--store", store, "--demo", str(demo), "--scenario", "debit_note"]) == 0
    assert receiver.notified[0][1]["X-Hub-Token"] == "one"


def test_the_command_without_a_receiver_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["send", "--store", str(tmp_path / "s.sqlite3"), "--scenario", "debit_note"]) == 2
    assert "no receiver" in capsys.readouterr().out


def test_every_scenario_can_be_sent(to_receiver: Client, receiver: Receiver) -> None:
    sent = to_receiver.json("POST", "/bluefleet/send", {"scenario": "all"})
    assert {one["status"] for one in sent} == {200}
    assert len(receiver.notified) == len(sent) > 40
    assert max(len(body) for _, _, body in receiver.notified) > 800_000
