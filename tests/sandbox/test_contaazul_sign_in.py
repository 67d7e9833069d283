"""The simulated Cognito of Conta Azul: its page, its codes, and refresh tokens that count once."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing

import pytest

from apps.sandbox.contaazul.cast import APP
from apps.sandbox.contaazul.realm import SCOPES
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.contaazul_caller import BACK, Caller

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    with closing(Client(sandbox.url)) as client:
        yield Caller(client)


def traded(caller: Caller, code: str, **form: str) -> tuple[int, str]:
    answer = caller.tokens(grant_type="authorization_code", code=code, **{"redirect_uri": BACK, **form})
    return answer.status, answer.body.get("error", "")


def test_the_page_says_who_asks_and_escapes_what_it_was_told(caller: Caller) -> None:
    page = caller.page(state="<b>", scope=" ".join(SCOPES))
    assert page.status == 200
    assert "Helena Duarte" in page.text
    assert "&lt;b&gt;" in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ({"client_id": "nobody"}, 400, "invalid_client"),
        ({"redirect_uri": "nowhere"}, 400, "redirect_mismatch"),
        ({"response_type": "token"}, 302, "invalid_request"),
        ({"scope": "sales"}, 302, "invalid_scope"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, 302, "invalid_request"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(caller: Caller, query: dict[str, str], status: int, word: str) -> None:
    answer = caller.page(**query)
    assert answer.status == status
    assert word in answer.text + answer.headers.get("Location", "")


def test_a_person_may_say_no(caller: Caller) -> None:
    assert caller.answers("deny") == {"error": "access_denied", "state": "s-1"}


def test_a_code_opens_the_api_for_an_hour(caller: Caller) -> None:
    granted = caller.tokens(grant_type="authorization_code", code=caller.code(), redirect_uri=BACK).body
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 3600)
    caller.token = granted["access_token"]
    assert caller.get("pessoas/conta-conectada").body["razao_social"] == "Serra Azul Comércio Ltda"


def test_the_portals_own_user_gets_a_token_that_opens_nothing(caller: Caller) -> None:
    code = caller.answers("portal")["code"]
    caller.token = caller.tokens(grant_type="authorization_code", code=code, redirect_uri=BACK).body["access_token"]
    refused = caller.get("pessoas/conta-conectada")
    assert (refused.status, refused.body) == (401, {"code": 401, "message": "The Token has expired."})


def test_a_code_is_good_once_for_three_minutes_and_for_its_address(caller: Caller, sandbox: Sandbox) -> None:
    code = caller.code()
    assert traded(caller, code) == (200, "")
    assert traded(caller, code) == (400, "invalid_grant")
    assert traded(caller, caller.code(), redirect_uri="http://127.0.0.1:9/other") == (400, "redirect_mismatch")
    assert sandbox.contaazul.switched().code_lifetime == 180
    sandbox.contaazul.switch(code_lifetime=-1)
    assert traded(caller, caller.code()) == (400, "invalid_grant")


def test_a_challenge_wants_its_verifier(caller: Caller) -> None:
    assert traded(caller, caller.code(**PKCE), code_verifier=VERIFIER) == (200, "")
    assert traded(caller, caller.code(**PKCE)) == (400, "invalid_grant")
    assert traded(caller, caller.code(**PKCE), code_verifier="x") == (400, "invalid_grant")


def test_a_refresh_token_is_dead_once_it_was_used(caller: Caller, sandbox: Sandbox) -> None:
    first = sandbox.contaazul.realm.session()["refresh_token"]
    second = caller.tokens(grant_type="refresh_token", refresh_token=first).body["refresh_token"]
    assert second != first
    assert caller.tokens(grant_type="refresh_token", refresh_token=first).body == {"error": "invalid_grant"}
    assert caller.tokens(grant_type="refresh_token", refresh_token=second).status == 200


def test_the_secret_belongs_in_the_header(caller: Caller, sandbox: Sandbox) -> None:
    refresh = sandbox.contaazul.realm.session()["refresh_token"]
    wrong = caller.tokens(secret="x", grant_type="refresh_token", refresh_token=refresh)
    assert (wrong.status, wrong.body) == (400, {"error": "invalid_client"})
    form = {"client_id": APP.client_id, "client_secret": APP.client_secret}
    assert caller.tokens(secret="", grant_type="refresh_token", **form).body == {"error": "invalid_client"}


def test_a_grant_that_it_does_not_know_is_refused(caller: Caller) -> None:
    assert caller.tokens(grant_type="client_credentials").body == {"error": "unsupported_grant_type"}


def test_tokens_can_be_expired_and_sign_ins_revoked(caller: Caller, sandbox: Sandbox) -> None:
    session = sandbox.contaazul.realm.session()
    caller.token = session["access_token"]
    sandbox.contaazul.realm.expire()
    assert caller.get("pessoas/conta-conectada").status == 401
    renewed = caller.tokens(grant_type="refresh_token", refresh_token=session["refresh_token"]).body
    sandbox.contaazul.realm.revoke()
    refused = caller.tokens(grant_type="refresh_token", refresh_token=renewed["refresh_token"])
    assert refused.body == {"error": "invalid_grant"}
