"""Pages speak the language that a person has chosen."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def signed_in(client: Client, language: str) -> Client:
    client.force_login(UserFactory.create(language=language), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("language", ["en", "pt-br", "pt-pt"])
def test_a_preference_wins_over_the_browser(client: Client, language: str) -> None:
    answer = signed_in(client, language).get("/admin/", headers={"Accept-Language": "pt-br"})
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_without_a_preference_the_browser_decides(client: Client) -> None:
    answer = signed_in(client, "").get("/admin/", headers={"Accept-Language": "pt-pt"})
    assert answer["Content-Language"] == "pt-pt"


def test_the_switch_on_the_page_comes_first(client: Client) -> None:
    signed_in(client, "pt-br").post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    assert client.get("/admin/")["Content-Language"] == "en"


def test_somebody_elses_preference_does_not_stay_behind(client: Client) -> None:
    signed_in(client, "pt-pt").get("/admin/")
    assert Client().get("/admin/login/", headers={"Accept-Language": "en"})["Content-Language"] == "en"


def test_a_caller_without_a_session_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/healthz")
