"""How a Blue Fleet call proves where it comes from."""

import pytest

from apps.connectors.bluefleet.webhooks import verify
from apps.core.signatures import Call

PRODUCTION = "18.230.99.164"
STRANGER = "203.0.113.9"
HEADER = {"mode": "header", "header_name": "", "header_value": "correct horse", "client_id": "", "networks": ""}
OAUTH = {"mode": "oauth", "header_name": "", "header_value": "", "client_id": "blue-fleet", "networks": ""}
NONE = {"mode": "none", "header_name": "", "header_value": "", "client_id": "", "networks": PRODUCTION}


def call(*, address: str = PRODUCTION, **headers: str) -> Call:
    """Give a call with some headers; one token is alive and belongs to ``blue-fleet``."""
    return Call(
        path="debt-note",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=b"{}",
        address=address,
        token_holder={"living": "blue-fleet", "of-another": "somebody"}.get,
    )


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({"x_hub_token": "correct horse"}, ""),
        ({}, "signature.missing"),
        ({"x_hub_token": ""}, "signature.missing"),
        ({"x_hub_token": "wrong horse"}, "signature.wrong"),
        ({"x_hub_token": "correct horse "}, "signature.wrong"),
        ({"x_hub_token": "não"}, "signature.wrong"),
        ({"authorization": "Bearer living"}, "signature.missing"),
    ],
)
def test_the_fixed_header_must_match(headers: dict[str, str], verdict: str) -> None:
    assert verify(call(**headers), HEADER) == verdict


def test_the_header_may_have_a_name_of_its_own() -> None:
    credentials = HEADER | {"header_name": "X-Chave-ERP"}
    assert verify(call(x_chave_erp="correct horse"), credentials) == ""
    assert verify(call(x_hub_token="correct horse"), credentials) == "signature.missing"


def test_without_an_agreed_value_no_header_is_right() -> None:
    assert verify(call(x_hub_token="anything"), HEADER | {"header_value": ""}) == "signature.wrong"


@pytest.mark.parametrize(
    ("authorization", "verdict"),
    [
        ("Bearer living", ""),
        ("bearer living", ""),
        ("", "signature.missing"),
        ("Basic bGl2aW5n", "signature.missing"),
        ("Bearer of-another", "signature.token"),
        ("Bearer expired", "signature.token"),
    ],
)
def test_the_bearer_token_must_be_alive_and_blue_fleet_s(authorization: str, verdict: str) -> None:
    assert verify(call(authorization=authorization), OAUTH) == verdict


def test_without_an_agreed_client_no_token_is_right() -> None:
    assert verify(call(authorization="Bearer living"), OAUTH | {"client_id": ""}) == "signature.token"


@pytest.mark.parametrize(
    ("networks", "address", "verdict"),
    [
        (PRODUCTION, PRODUCTION, ""),
        (PRODUCTION, STRANGER, "signature.address"),
        (PRODUCTION, f"::ffff:{PRODUCTION}", ""),
        (PRODUCTION, "not an address", "signature.address"),
        (f" 10.0.0.0/8 , {PRODUCTION} ", PRODUCTION, ""),
        ("18.230.99.0/24", PRODUCTION, ""),
        ("2001:db8::/32", "2001:db8::1", ""),
        ("", PRODUCTION, "signature.address"),
        (" , ", PRODUCTION, "signature.address"),
        ("any", PRODUCTION, "signature.address"),
        (f"18.230.99, {PRODUCTION}", PRODUCTION, ""),
    ],
)
def test_without_a_proof_the_address_must_be_listed(networks: str, address: str, verdict: str) -> None:
    assert verify(call(address=address), NONE | {"networks": networks}) == verdict


@pytest.mark.parametrize("credentials", [HEADER, OAUTH])
def test_a_listed_address_is_asked_for_on_top_of_a_proof(credentials: dict[str, str]) -> None:
    proof = {"x_hub_token": "correct horse", "authorization": "Bearer living"}
    listed = credentials | {"networks": PRODUCTION}
    assert verify(call(**proof), listed) == ""
    assert verify(call(address=STRANGER, **proof), listed) == "signature.address"
    assert verify(call(address=STRANGER, **proof), credentials) == ""
    assert verify(call(address=PRODUCTION), listed) == "signature.missing"


@pytest.mark.parametrize("mode", ["", "header"])
def test_the_header_is_the_mode_that_holds_until_another_is_chosen(mode: str) -> None:
    assert verify(call(x_hub_token="correct horse"), HEADER | {"mode": mode}) == ""


def test_a_connection_without_credentials_refuses_every_call() -> None:
    assert verify(call(), {}) == "signature.missing"
    assert verify(call(x_hub_token=""), {}) == "signature.missing"
    assert verify(call(x_hub_token="x"), {}) == "signature.wrong"


def test_an_unknown_mode_refuses_every_call() -> None:
    assert verify(call(x_hub_token="correct horse"), HEADER | {"mode": "open"}) == "signature.wrong"
