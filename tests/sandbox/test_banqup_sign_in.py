"""Banqup's sign-in: the page with its two answers, codes and refresh tokens that count once, short lives."""

import base64
import hashlib

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.banqup_caller import BACK, OPENID, Caller
from tests.sandbox.conftest import Client

VERIFIER = "a-verifier-of-more-than-forty-three-characters-000"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture
def caller(omie: Client) -> Caller:
    return Caller(omie)


def traded(caller: Caller, code: str, **form: str) -> tuple[int, str]:
    answer = caller.tokens(**{"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **form})
    return answer.status, str(answer.body.get("error_description", ""))


def test_the_page_says_who_asks_and_has_two_buttons(caller: Caller) -> None:
    page = caller.page(state="<state>", scope="openid")
    assert page.status == 200
    assert "ponte-demo" in page.text
    assert "value='allow'>Allow</button>" in page.text
    assert "value='deny'>Deny</button>" in page.text
    assert "&lt;state&gt;" in page.text
    assert "<script" not in page.text


def test_who_is_let_in_gets_a_code_and_the_state_back(caller: Caller) -> None:
    told = caller.answers("allow", state="abc/é")
    assert (told["state"], bool(told["code"])) == ("abc/é", True)


def test_who_is_denied_is_told_so(caller: Caller) -> None:
    assert caller.answers("deny")["error"] == "access_denied"


def test_an_unknown_application_or_address_is_sent_nowhere(caller: Caller) -> None:
    assert caller.page(client_id="nobody").status == 400
    assert caller.page(redirect_uri="javascript:alert(1)").status == 400


def test_another_response_type_is_refused_at_the_callers_address(caller: Caller) -> None:
    answer = caller.page(response_type="token")
    assert answer.status == 302
    assert "error=unsupported_response_type" in answer.headers["Location"]


def test_lasting_access_does_not_end_where_the_application_may_ask_for_it(caller: Caller, sandbox: Sandbox) -> None:
    code = caller.answers("allow", scope="openid offline_access")["code"]
    granted = caller.tokens(grant_type="authorization_code", code=code, redirect_uri=BACK).body
    assert (granted["scope"], granted["refresh_expires_in"]) == ("openid offline_access", 0)
    again = caller.tokens(grant_type="refresh_token", refresh_token=granted["refresh_token"]).body
    assert (again["scope"], again["refresh_expires_in"]) == ("openid offline_access", 0)
    sandbox.banqup.switch(offline=False)
    refused = caller.page(scope="openid offline_access")
    assert (refused.status, "error=invalid_scope" in refused.headers["Location"]) == (302, True)
    assert caller.page(scope="openid").status == 200


def test_an_application_signs_in_by_itself_where_it_may(caller: Caller, sandbox: Sandbox) -> None:
    granted = caller.tokens(grant_type="client_credentials").body
    assert "refresh_token" not in granted
    sandbox.banqup.switch(machine=False)
    refused = caller.tokens(grant_type="client_credentials")
    assert (refused.status, refused.body["error"]) == (401, "unauthorized_client")


def test_a_code_opens_the_api_for_five_minutes(caller: Caller) -> None:
    granted = caller.tokens(grant_type="authorization_code", code=caller.code(), redirect_uri=BACK).body
    assert (granted["token_type"], granted["expires_in"], granted["scope"]) == ("Bearer", 300, "openid")
    caller.token = granted["access_token"]
    assert caller.get("purchase-invoices").status == 200


def test_a_code_is_good_once_and_coming_twice_closes_what_it_opened(caller: Caller) -> None:
    code = caller.code()
    granted = caller.tokens(grant_type="authorization_code", code=code, redirect_uri=BACK).body
    assert traded(caller, code) == (400, "Code already used")
    caller.token = granted["access_token"]
    assert caller.get("purchase-invoices").status == 401
    assert caller.tokens(grant_type="refresh_token", refresh_token=granted["refresh_token"]).status == 400


def test_a_code_dies_soon_and_belongs_to_its_address(caller: Caller, sandbox: Sandbox) -> None:
    assert traded(caller, caller.code(), redirect_uri="http://127.0.0.1:9/other") == (400, "Incorrect redirect_uri")
    sandbox.banqup.switch(code_lifetime=-1)
    assert traded(caller, caller.code()) == (400, "Code not valid")
    assert traded(caller, "made-up") == (400, "Code not valid")


def test_a_challenge_wants_its_verifier(caller: Caller) -> None:
    assert traded(caller, caller.code(**PKCE), code_verifier=VERIFIER) == (200, "")
    assert traded(caller, caller.code(**PKCE)) == (400, "PKCE code verifier not specified")
    assert traded(caller, caller.code(**PKCE), code_verifier="x")[1] == "PKCE verification failed: Code mismatch"
    assert traded(caller, caller.code(code_challenge="x"), code_verifier="x") == (200, "")


def test_refresh_tokens_rotate_and_count_once(caller: Caller, sandbox: Sandbox) -> None:
    first = sandbox.banqup.realm.session()["refresh_token"]
    second = caller.tokens(grant_type="refresh_token", refresh_token=first).body["refresh_token"]
    assert caller.tokens(grant_type="refresh_token", refresh_token=first).body["error"] == "invalid_grant"
    assert caller.tokens(grant_type="refresh_token", refresh_token=second).status == 200


def test_a_machine_gets_a_token_without_a_refresh_token(caller: Caller) -> None:
    granted = caller.tokens(grant_type="client_credentials").body
    assert "refresh_token" not in granted
    caller.token = granted["access_token"]
    assert caller.get("creditors").status == 200


@pytest.mark.parametrize("form", [{"client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": ""}])
def test_a_wrong_application_is_refused(caller: Caller, form: dict[str, str]) -> None:
    answer = caller.tokens(grant_type="client_credentials", **form)
    assert (answer.status, answer.body["error"]) == (401, "invalid_client")


def test_a_grant_that_it_does_not_know_is_refused_and_so_is_json(caller: Caller) -> None:
    assert caller.tokens(grant_type="password").body["error"] == "unsupported_grant_type"
    answer = caller.client.http("POST", f"{OPENID}/token", "{}", **{"Content-Type": "application/json"})
    assert (answer.status, answer.body["error"]) == (400, "invalid_request")


def test_another_realm_is_not_there(caller: Caller) -> None:
    assert caller.client.http("GET", OPENID.replace("upg-dev-portal", "nowhere") + "/auth").status == 404


def test_tokens_can_be_expired_and_sign_ins_revoked(caller: Caller, sandbox: Sandbox) -> None:
    session = sandbox.banqup.realm.session()
    caller.token = session["access_token"]
    sandbox.banqup.realm.expire()
    assert caller.get("purchase-invoices").status == 401
    renewed = caller.tokens(grant_type="refresh_token", refresh_token=session["refresh_token"]).body
    caller.client.http("POST", "/banqup/switches", "revoke=1", **{"Content-Type": "application/x-www-form-urlencoded"})
    refused = caller.tokens(grant_type="refresh_token", refresh_token=renewed["refresh_token"])
    assert refused.body == {"error": "invalid_grant", "error_description": "Session not active"}
