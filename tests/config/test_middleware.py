"""What pages may run, and whose address a call counts under."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.middleware import ClientAddress

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> dict[str, set[str]]:
    header = client.get(path)["Content-Security-Policy"]
    return {name: set(sources) for name, *sources in map(str.split, header.split(";"))}


def test_only_the_admin_may_evaluate_expressions(client: Client) -> None:
    assert policy(client, "/admin/login/")["script-src"] == {"'self'", "'unsafe-eval'"}
    assert policy(client, "/api/docs/")["script-src"] == {"'self'"}
    assert policy(client, "/healthz")["script-src"] == {"'self'"}


def test_style_attributes_are_allowed_only_where_a_library_sets_them(client: Client) -> None:
    assert "'unsafe-inline'" in policy(client, "/admin/login/")["style-src"]
    assert "'unsafe-inline'" in policy(client, "/api/docs/")["style-src"]
    assert policy(client, "/healthz")["style-src"] == {"'self'"}


def test_no_page_may_be_framed_or_load_from_elsewhere(client: Client) -> None:
    for path in ("/admin/login/", "/api/docs/", "/healthz"):
        found = policy(client, path)
        assert found["frame-ancestors"] == found["object-src"] == {"'none'"}
        assert found["default-src"] == {"'self'"}
        assert not {"connect-src", "font-src"} & found.keys(), "what is not named falls back to the default"
        assert "'self'" in found.get("img-src", found["default-src"]), "our own pictures are shown everywhere"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7 , 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_added_is_believed(
    settings: Settings, trusted: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    request.META["REMOTE_ADDR"] = "10.0.0.1"

    def seen(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    assert ClientAddress(seen)(request).content.decode() == address
