"""What is asked at a token address, and what its answers mean; nothing is sent."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.auth import Grant, Granted, OAuth, Proof, read_granted
from apps.core.errors import NotAuthorized, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KNOWN = {"client_id": "id", "client_secret": "s:ecret/1", "refresh_token": "consent"}
RENEWED = OAuth(url="oauth2/token", grant=Grant.REFRESH_TOKEN)
MACHINE = OAuth(url="https://login.example.com/token", grant=Grant.CLIENT_CREDENTIALS, scopes=("a", "b"))


def answer(status: int, body: object, **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    return Answer(status=status, headers=headers, body=text.encode())


def test_a_refresh_sends_the_newest_token_and_at_first_the_one_of_the_consent() -> None:
    first, later = (parse_qs(RENEWED.call(KNOWN, newest).body.decode()) for newest in ("", "newer"))
    assert first == {"grant_type": ["refresh_token"], "refresh_token": ["consent"]}
    assert later["refresh_token"] == ["newer"]


def test_basic_carries_both_parts_encoded() -> None:
    header = RENEWED.call(KNOWN, "").headers["Authorization"]
    assert base64.b64decode(header.removeprefix("Basic ")) == b"id:s%3Aecret%2F1"


@pytest.mark.parametrize(("proof", "read"), [(Proof.FORM, parse_qs), (Proof.JSON, json.loads)])
def test_other_vendors_want_the_secret_in_the_body(proof: Proof, read: Any) -> None:
    declared = OAuth(url="t", grant=Grant.CLIENT_CREDENTIALS, proof=proof, extra={"expiring": "1"})
    call = declared.call(KNOWN, "")
    told = {name: value if isinstance(value, str) else value[0] for name, value in read(call.body.decode()).items()}
    assert told == {
        "grant_type": "client_credentials",
        "client_id": "id",
        "client_secret": "s:ecret/1",
        "expiring": "1",
    }
    assert "Authorization" not in call.headers


def test_credentials_choose_among_the_ways_to_sign_in_that_a_vendor_has() -> None:
    both = replace(RENEWED, kind="way", others={"machine": MACHINE})
    assert both.chosen({"way": "machine"}) is MACHINE
    assert [both.chosen(told) for told in ({}, {"way": ""}, {"way": "person"})] == [both] * 3
    assert RENEWED.chosen({"": "machine"}) is RENEWED


def test_scopes_are_one_text() -> None:
    assert parse_qs(MACHINE.call(KNOWN, "").body.decode())["scope"] == ["a b"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("token", "https://api.example.com/v1/token"),
        ("https://login.example.com/token", "https://login.example.com/token"),
        (lambda base: base.replace("api", "login"), "https://login.example.com/v1/"),
    ],
)
def test_tokens_are_asked_for_beside_the_api_elsewhere_or_where_a_function_says(url: Any, expected: str) -> None:
    assert OAuth(url=url, grant=Grant.REFRESH_TOKEN).address("https://api.example.com/v1/") == expected


def test_another_consent_or_address_begins_anew_and_another_client_secret_does_not() -> None:
    def origin(base: str = "https://a", **changed: str) -> str:
        return RENEWED.origin(base, {**KNOWN, **changed})

    assert origin() == origin(client_secret="new")
    assert len({origin(), origin(refresh_token="new"), origin(client_id="new"), origin("https://b")}) == 4
    assert MACHINE.origin("", KNOWN) != MACHINE.origin("", {**KNOWN, "client_secret": "new"})


def test_a_call_carries_its_token_as_the_vendor_wants_it() -> None:
    shop = OAuth(url="t", grant=Grant.CLIENT_CREDENTIALS, header="X-Shop-Access-Token", prefix="")
    assert RENEWED.headers("abc") == {"Authorization": "Bearer abc"}
    assert shop.headers("abc") == {"X-Shop-Access-Token": "abc"}


@pytest.mark.parametrize(
    ("lifetime", "leeway", "not_before", "renewed_after"),
    [(3600, 60, 0, 3540), (60, 60, 0, 30), (600, 60, 570, 570), (600, 20, 570, 580)],
)
def test_a_token_is_renewed_shortly_before_its_end_and_never_before_the_vendor_allows(
    lifetime: int, leeway: float, not_before: float, renewed_after: int
) -> None:
    declared = OAuth(url="t", grant=Grant.REFRESH_TOKEN, leeway=leeway, not_before=not_before)
    moment = declared.renews(NOON, NOON + timedelta(seconds=lifetime))
    assert moment == NOON + timedelta(seconds=renewed_after)


@pytest.mark.parametrize(
    ("told", "lifetime"),
    [(600, 600), ("600", 600), (" 600 ", 600), (3900.5, 3900.5), (None, 3600), ("soon", 3600), (0, 3600), (-1, 3600)],
)
def test_a_lifetime_is_a_number_or_the_text_of_one_and_otherwise_the_declared_one(told: Any, lifetime: float) -> None:
    granted = read_granted(answer(200, {"access_token": "a", "refresh_token": "r", "expires_in": told}), RENEWED)
    assert granted == Granted(access="a", refresh="r", lifetime=lifetime)


def test_without_a_new_refresh_token_the_old_one_stays() -> None:
    assert read_granted(answer(200, {"access_token": "a"}), MACHINE).refresh == ""


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "invalid_grant"}, NotAuthorized),
        (401, {"error": "invalid_client"}, NotAuthorized),
        (401, {"error": "unauthorized_client", "error_description": "Old refresh token used."}, NotAuthorized),
        (403, "<html>", NotAuthorized),
        (400, {"error": "temporarily_unavailable"}, Temporary),
        (429, "", Temporary),
        (500, "", Temporary),
        (503, "<html>", Temporary),
        (200, "<html>", Temporary),
        (200, {"access_token": ""}, Temporary),
        (200, ["access_token"], Temporary),
        (404, "<html>", Rejected),
        (302, "", Rejected),
    ],
)
def test_a_refusal_says_what_must_happen_next(status: int, body: object, expected: type[Trouble]) -> None:
    with pytest.raises(expected):
        read_granted(answer(status, body), RENEWED)


def test_the_vendors_own_words_and_pause_are_kept() -> None:
    with pytest.raises(Temporary) as busy:
        read_granted(
            answer(429, {"error": "slow_down", "error_description": "Not now"}, **{"retry-after": "17"}), MACHINE
        )
    assert (busy.value.retry_after, busy.value.params["answer"]) == (17.0, "Not now")


@given(
    status=st.integers(200, 599),
    body=st.one_of(
        st.binary(),
        st.dictionaries(
            st.sampled_from(["access_token", "refresh_token", "expires_in", "error", "error_description"]),
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())),
        ),
    ),
)
def test_whatever_comes_is_a_grant_or_a_trouble(status: int, body: bytes | Mapping[str, Any]) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    granted, trouble = outcome(Answer(status=status, headers={}, body=raw))
    assert bool(granted) is not bool(trouble)
    assert not granted or (granted.access and 0 < granted.lifetime < float("inf"))
    assert not trouble or all(len(text) <= 300 for text in trouble.params.values())


def outcome(given: Answer) -> tuple[Granted | None, Trouble | None]:
    """Give what was granted or the refusal."""
    try:
        return read_granted(given, RENEWED), None
    except Trouble as trouble:
        return None, trouble


def test_nothing_that_carries_a_secret_says_it_when_printed() -> None:
    granted = Granted(access="the-access", refresh="the-refresh", lifetime=1.0)
    assert "the-" not in repr(granted)
    assert "consent" not in repr(RENEWED.call(KNOWN, ""))
