"""What the declaration promises: two sources, a sign-in for each installation, and what to do at Banqup first."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ValidationError

from apps.connectors.banqup import addresses
from apps.connectors.banqup.connector import BANQUP
from apps.connectors.banqup.models import Credentials
from apps.core.auth import Grant, Proof
from apps.core.connector import registry
from apps.core.documents import Kind
from apps.core.uploads import by_file_only

IAM = "https://iam.unifiedpost.com/auth/realms/upg-dev-portal/protocol/openid-connect"


def test_banqup_is_installed_as_a_source_whose_invoices_are_asked_for() -> None:
    assert registry.get("banqup") is BANQUP
    assert {source.kind for source in BANQUP.sources if source.pull and source.fetch} == {Kind.BILL, Kind.INVOICE}
    assert (BANQUP.targets, BANQUP.hooks) == ((), ())


def test_statements_come_as_files_alone_and_the_way_to_them_is_told() -> None:
    source = BANQUP.source(Kind.BANK_STATEMENT)
    assert [known.slug for known in source.files] == ["camt053", "coda"]
    assert by_file_only(BANQUP, Kind.BANK_STATEMENT)
    assert not by_file_only(BANQUP, Kind.BILL)
    assert source.download is not None
    assert "Bank accounts" in " ".join(source.download.steps)
    assert "upload them here" in BANQUP.limits


def test_only_production_has_real_books() -> None:
    assert [environment.slug for environment in BANQUP.environments if not environment.rehearsal] == ["production"]


def test_a_person_signs_in_and_the_hub_keeps_the_token() -> None:
    oauth = BANQUP.oauth
    assert oauth is not None
    assert oauth.consent is not None
    assert (oauth.grant, oauth.proof) == (Grant.REFRESH_TOKEN, Proof.FORM)
    page = oauth.consent.address(addresses.PRODUCTION, client="c", state="s", verifier="v" * 43, back="https://hub/x")
    asked = dict(parse_qsl(urlsplit(page).query))
    assert page.startswith(f"{IAM}/auth?")
    assert (asked["scope"], asked["response_type"], asked["code_challenge_method"]) == ("openid", "code", "S256")


@pytest.mark.parametrize(
    ("base", "token"),
    [
        (addresses.PRODUCTION, f"{IAM}/token"),
        ("https://community-btb-external-apis.nxt.unifiedpost.com/v4", f"{IAM}/token"),
        (
            addresses.UAT,
            "https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal/protocol/openid-connect/token",
        ),
        (
            BANQUP.environment("sandbox").address("http://127.0.0.1:8800"),
            "http://127.0.0.1:8800/banqup/auth/realms/upg-dev-portal/protocol/openid-connect/token",
        ),
        (
            "https://banqup.com.example.org/v4/",
            "https://banqup.com.example.org/auth/realms/upg-dev-portal/protocol/openid-connect/token",
        ),
    ],
)
def test_every_installation_has_its_own_sign_in(base: str, token: str) -> None:
    assert addresses.token(base) == token
    assert addresses.authorise(base) == token.removesuffix("token") + "auth"


def test_what_to_do_at_banqup_first_is_told_step_by_step() -> None:
    assert BANQUP.preparation is not None
    steps = " ".join(BANQUP.preparation.steps)
    for place in ("Accounting app", "developer portal", "/oauth/callback/", "External applications", "only once"):
        assert place in steps
    assert "Bank statements" in BANQUP.limits


@pytest.mark.parametrize("number", ["ponte-demo", "7322a", "²"])
def test_the_clients_id_is_not_taken_for_the_companys_number(number: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Credentials(company=number).clean()
    assert "company" in raised.value.message_dict
    Credentials(company=" 73223 ", platform_id="").clean()
