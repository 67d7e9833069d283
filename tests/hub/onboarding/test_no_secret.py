"""What is typed in during set-up is in the vendor's own encrypted row and nowhere else."""

import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from apps.hub.models import Connection
from tests.hub.conftest import APP_KEY, APP_SECRET, TOKEN
from tests.hub.onboarding.conftest import KEYS, Walker
from tests.hub.onboarding.test_invited import made
from tests.hub.test_no_secret_anywhere import readable

WRONG = "f" * 15 + "planted" + "0" * 10
SECRETS = (APP_KEY, APP_SECRET, TOKEN, WRONG)


@pytest.fixture
def pages(walker: Walker, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Every page of a set-up in which things go wrong, with a colleague and with signing in again."""
    caplog.set_level(logging.DEBUG)
    walker.connect("bluefleet").choose("source:invoice:omie:new").fill_fleet()
    walker.name_omie().post(app_key=APP_KEY, app_secret=WRONG).post(accept="1").post()
    colleague = Client()
    seen = [colleague.post(made(walker), KEYS).content.decode()]
    walker.go("target-test").post()
    row = Connection.objects.get(name="Books")
    reconnect = f"/admin/apps/reconnect/{row.pk}/"
    seen.append(walker.client.post(reconnect, {"app_key": "", "app_secret": WRONG}).content.decode())
    seen.append(walker.client.get(reconnect).content.decode())
    slugs = [place.slug for place in walker.page.context["places"]]
    return [*seen, *(walker.go(slug).page.content.decode() for slug in slugs)]


def test_no_page_shows_one(pages: list[str]) -> None:
    assert [secret for secret in SECRETS for page in pages if secret in page] == []


def test_no_column_of_any_table_holds_one(pages: list[str]) -> None:
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            texts = list(readable(cursor.fetchall()))
        assert [secret for secret in SECRETS for text in texts if secret in text] == [], model._meta.label


def test_no_session_and_no_log_line_holds_one(pages: list[str], caplog: pytest.LogCaptureFixture) -> None:
    sessions = " ".join(str(row.get_decoded()) for row in Session.objects.all())
    assert [secret for secret in SECRETS if secret in sessions] == []
    assert [secret for secret in SECRETS if secret in caplog.text] == []
