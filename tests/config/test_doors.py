"""Doors that are only wired here: the token endpoint, the API's description, the way in."""

import base64
import re
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, Application
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

pytestmark = pytest.mark.django_db

SECRET = "a-sender's-secret"


@pytest.fixture
def sender() -> Any:
    return Application.objects.create(
        name="sender",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=SECRET,
    )


def ask(client: Client, sender: Any, secret: str = SECRET, **form: str) -> Any:
    basic = base64.b64encode(f"{sender.client_id}:{secret}".encode()).decode()
    return client.post("/o/token/", form, headers={"Authorization": f"Basic {basic}"})


def test_a_sender_gets_a_token_that_we_keep_as_a_digest_only(client: Client, sender: Any) -> None:
    answer = ask(client, sender, grant_type="client_credentials").json()
    row = AccessToken.objects.get()
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 3600, "hooks")
    assert answer["access_token"] not in (row.token, row.token_checksum)
    assert SECRET not in sender.client_secret


def test_a_wrong_secret_gets_no_token(client: Client, sender: Any) -> None:
    assert ask(client, sender, "wrong", grant_type="client_credentials").status_code == 401
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "grant", ["password", "refresh_token", "authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
)
def test_no_other_grant_is_known(client: Client, sender: Any, grant: str) -> None:
    answer = ask(client, sender, grant_type=grant, username="u", password="p", refresh_token="r", code="c")
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_view_that_names_no_permission_is_closed() -> None:
    class Forgetful(APIView):
        def get(self, request: Request) -> Response:
            return Response("open")

    assert Forgetful.as_view()(APIRequestFactory().get("/")).status_code in {401, 403}


def test_the_apis_page_loads_nothing_from_elsewhere(admin_client: Client) -> None:
    page = admin_client.get("/api/docs/").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []


def test_the_front_door_leads_to_the_admin(client: Client) -> None:
    assert client.get("/")["Location"] == "/admin/"
