"""Yokoy's door: tokens, organisation, headers, too many calls at once, faults."""

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import FIRST, ORGANISATION
from tests.sandbox.yokoy_client import YokoyClient


@pytest.fixture
def yokoy(sandbox: Sandbox) -> Iterator[YokoyClient]:
    client = YokoyClient(sandbox.url)
    with closing(client):
        yield client


def test_a_token_lives_sixty_five_minutes(yokoy: YokoyClient) -> None:
    granted = yokoy.ask_for_token()
    assert granted.status == 200
    assert (granted.body["expires_in"], granted.body["token_type"]) == (3900, "Bearer")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"basic": False}, 401, "invalid_client"),
        ({"grant": "password"}, 400, "unsupported_grant_type"),
        ({"grant": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_a_token_is_given_to_its_client_in_the_header_only(
    yokoy: YokoyClient, changes: dict[str, Any], status: int, error: str
) -> None:
    answer = yokoy.ask_for_token(**changes)
    assert (answer.status, answer.body) == (status, {"error": error})


def test_a_call_without_a_good_token_is_refused(yokoy: YokoyClient) -> None:
    path = f"organizations/{ORGANISATION}/legal-entities"
    for token in ("", "unknown"):
        assert yokoy.call("GET", path, token=token).body == {"code": 401, "message": "Token expired"}
    assert yokoy.call("GET", path).status == 200


def test_tokens_end_when_they_are_expired_or_their_credentials_revoked(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    path = f"organizations/{ORGANISATION}/legal-entities"
    assert yokoy.call("GET", path).status == 200
    sandbox.yokoy.do({"expire": 1})
    assert yokoy.call("GET", path, token=yokoy.token).status == 401
    yokoy.token = ""
    assert yokoy.call("GET", path).status == 200
    sandbox.yokoy.do({"revoke": 1})
    assert yokoy.call("GET", path, token=yokoy.token).status == 401
    assert yokoy.ask_for_token().status == 401


def test_a_token_ends_by_itself(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"switch": "life", "value": 0})
    assert yokoy.call("GET", f"organizations/{ORGANISATION}/legal-entities").status == 401


def test_another_organisation_is_forbidden(yokoy: YokoyClient) -> None:
    answer = yokoy.call("GET", "organizations/ZZZZZZ0000/legal-entities")
    assert answer.body == {"code": 403, "message": "User not authorized to access organization"}


def test_narrow_credentials_see_the_names_of_legal_entities_only(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"narrow": "names"})
    assert yokoy.get("legal-entities").status == 200
    assert yokoy.entity("GET", "invoices").status == 403


def test_a_call_without_its_header_is_refused_but_for_the_exports(yokoy: YokoyClient) -> None:
    refused = yokoy.call("GET", f"organizations/{ORGANISATION}/legal-entities", header="")
    assert (refused.status, refused.body["code"]) == (400, 400)
    task = yokoy.call("GET", f"organizations/{ORGANISATION}/legal-entities/{FIRST}/export-tasks/x/artefacts", header="")
    assert task.status == 404


@pytest.mark.parametrize("path", ["legal-entities/nobody", "nothing", "legal-entities/nobody/invoices", "expenses/x"])
def test_what_is_not_there_is_not_found(yokoy: YokoyClient, path: str) -> None:
    assert yokoy.get(path).body == {"code": 404, "message": "Resource not found"}


def test_more_than_four_calls_at_once_are_too_many(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    token = yokoy.ask_for_token().body["access_token"]
    sandbox.fault("yokoy", "slow", times=4, call="expenses", seconds=2)
    clients = [YokoyClient(sandbox.url, token=token) for _ in range(4)]
    threads = [threading.Thread(target=client.get, args=("expenses",)) for client in clients]
    for thread in threads:
        thread.start()
    while sandbox.yokoy.door.running < 4:
        assert any(thread.is_alive() for thread in threads)
    answer = yokoy.get("legal-entities")
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    assert answer.body == {"code": 429, "message": "Too many requests"}
    assert yokoy.get("legal-entities").status == 200


@pytest.mark.parametrize(
    ("fault", "status"), [("429", 429), ("500", 500), ("html", 502), ("stale_token", 401), ("500_after_commit", 500)]
)
def test_faults_answer_once_in_place_of_yokoy(yokoy: YokoyClient, sandbox: Sandbox, fault: str, status: int) -> None:
    sandbox.fault("yokoy", fault, call="expenses")
    assert yokoy.get("legal-entities").status == 200
    assert yokoy.get("expenses").status == status
    assert yokoy.get("expenses").status == 200


def test_the_log_of_calls_holds_neither_tokens_nor_files(yokoy: YokoyClient, sandbox: Sandbox) -> None:
    yokoy.upload(b"%PDF-1.4 " + b"x" * 2000)
    kept = str(sandbox.calls("yokoy"))
    assert "2009 bytes" in kept
    assert "xxxxx" not in kept
    assert yokoy.token not in kept
