"""What the declaration promises: a person's sign-in, two kinds of documents, and what is never done."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from apps.connectors.contaazul import addresses
from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.core.auth import Grant, Proof
from apps.core.connector import registry
from apps.core.documents import Kind
from apps.core.reports import REPORT_SETTINGS

COGNITO = "https://auth.contaazul.com/oauth2"


def test_conta_azul_is_installed_as_a_target_of_reports_and_bills() -> None:
    assert registry.get("contaazul") is CONTA_AZUL
    assert {target.kind for target in CONTA_AZUL.targets} == {Kind.EXPENSE_REPORT, Kind.BILL}
    assert (CONTA_AZUL.sources, CONTA_AZUL.hooks) == ((), ())


def test_a_person_signs_in_at_cognito_with_a_proof_for_the_code() -> None:
    oauth = CONTA_AZUL.oauth
    assert oauth is not None
    assert oauth.consent is not None
    assert (oauth.grant, oauth.proof) == (Grant.REFRESH_TOKEN, Proof.BASIC)
    back = "https://hub.example.com/oauth/callback/"
    page = oauth.consent.address(addresses.PRODUCTION, client="c", state="s", verifier="v" * 43, back=back)
    asked = dict(parse_qsl(urlsplit(page).query))
    assert page.startswith(f"{COGNITO}/authorize?")
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid profile aws.cognito.signin.user.admin", "S256")
    assert f"redirect_uri={back}&" in page
    assert "scope=openid+profile+aws.cognito.signin.user.admin" in page


@pytest.mark.parametrize(
    ("base", "token"),
    [
        (addresses.PRODUCTION, f"{COGNITO}/token"),
        ("http://127.0.0.1:8800/contaazul/v1/", "http://127.0.0.1:8800/contaazul/oauth2/token"),
    ],
)
def test_the_sign_in_belongs_to_the_installation(base: str, token: str) -> None:
    assert addresses.token(base) == token


def test_only_the_sandbox_is_a_rehearsal() -> None:
    assert {place.slug: place.rehearsal for place in CONTA_AZUL.environments} == {"production": False, "sandbox": True}


def test_every_vocabulary_has_a_live_list() -> None:
    assert {vocabulary.slug for vocabulary in CONTA_AZUL.vocabularies} == {
        "category",
        "cost_centre",
        "account",
        "party",
        "payment_type",
    }
    assert all(vocabulary.options for vocabulary in CONTA_AZUL.vocabularies)


def test_everything_is_looked_for_first_and_nothing_is_ever_deleted() -> None:
    assert all(resource.find_first for resource in CONTA_AZUL.resources)
    assert not any(resource.cancel for resource in CONTA_AZUL.resources)
    assert [resource.slug for resource in CONTA_AZUL.resources if resource.keep_existing] == ["party"]
    assert [resource.slug for resource in CONTA_AZUL.resources if resource.standing] == ["payable"]


def test_its_settings_are_the_way_of_payment_and_those_of_reports() -> None:
    assert CONTA_AZUL.settings[1:] == REPORT_SETTINGS
    usual = CONTA_AZUL.settings[0]
    assert usual.default in {option.value for option in usual.choices}
