"""The colleague's link: one step, once, for two days, without an account, and nothing that was saved is on it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.models import AuditEntry, Invitation
from apps.hub.onboarding.invitations import CALLS
from tests.hub.conftest import APP_KEY, APP_SECRET
from tests.hub.onboarding.conftest import KEYS, Walker


@pytest.fixture
def link(at_omie: Walker) -> str:
    """The link that somebody has made and copied."""
    at_omie.name_omie()
    return made(at_omie)


def made(walker: Walker) -> str:
    page = walker.client.post(walker.of("invite/target")).content.decode()
    found = re.search(r"http://testserver(/invited/[^/]+/)", page)
    assert found
    return found[1]


def test_it_opens_the_one_step_without_an_account(link: str) -> None:
    answer = Client().get(link)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Credentials of Omie" in page
    assert "bia connects Omie with Ponte" in page
    assert "/admin/" not in page
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_what_a_colleague_fills_in_is_there_for_whoever_goes_on(link: str, at_omie: Walker) -> None:
    assert "Thank you" in Client().post(link, KEYS).content.decode()
    kept = OmieCredentials.objects.get()
    assert (kept.app_key, kept.app_secret) == (APP_KEY, APP_SECRET)
    assert at_omie.follow(at_omie.client.get(at_omie.of("target-terms"))).page.context["place"].slug == "target-terms"
    entry = AuditEntry.objects.get(verb="filled")
    assert (entry.actor, entry.actor_name) == (None, "a colleague, invited by bia")


def test_it_works_once(link: str) -> None:
    colleague = Client()
    colleague.post(link, KEYS)
    for answer in (colleague.get(link), colleague.post(link, KEYS | {"app_secret": "x" * 32})):
        assert answer.status_code == 410
        assert "This link no longer works" in answer.content.decode()
    assert OmieCredentials.objects.get().app_secret == APP_SECRET


def test_it_works_for_two_days(link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert Client().post(link, KEYS).status_code == 410
    assert not OmieCredentials.objects.exists()


def test_a_newer_link_ends_the_older_one(link: str, at_omie: Walker) -> None:
    newer = made(at_omie)
    assert [Client().get(each).status_code for each in (link, newer)] == [410, 200]


def test_it_ends_when_the_wizard_is_given_up(link: str, at_omie: Walker) -> None:
    at_omie.client.post(at_omie.of("give-up"))
    assert Client().get(link).status_code == 410


def test_it_never_shows_what_was_saved(at_omie: Walker) -> None:
    at_omie.name_omie().post(**KEYS)
    page = Client().get(made(at_omie)).content.decode()
    assert APP_KEY not in page
    assert APP_SECRET not in page
    assert "Stored" not in page


def test_what_is_missing_is_told_and_the_link_still_works(link: str) -> None:
    colleague = Client()
    page = colleague.post(link, {"app_key": APP_KEY}).content.decode()
    assert "App Secret: This field is required." in page
    assert APP_KEY not in page
    assert colleague.get(link).status_code == 200


def test_the_key_is_kept_as_a_checksum(link: str) -> None:
    key = link.strip("/").split("/")[-1]
    row = Invitation.objects.get()
    assert key not in str(vars(row))
    assert len(row.digest) == 64


def test_whoever_guesses_is_stopped(link: str) -> None:
    cache.clear()
    guesser = Client()
    answers = [guesser.get(f"/invited/guess-{number}/").status_code for number in range(CALLS + 1)]
    assert answers == [410] * CALLS + [429]
    assert guesser.get(link).status_code == 429
