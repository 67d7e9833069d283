"""The pages for keys: shown once, revoked for good, and nobody borrows a superuser's rights."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import ApiKey, User
from tests.accounts.test_people import BACKEND, cost
from tests.factories import ApiKeyFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/apikey/"


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(UserFactory.create(role="administrator"), backend=BACKEND)
    return client


@pytest.fixture
def system(db: None) -> User:
    return UserFactory.create(username="erp", role="api-client", is_staff=False)


def make(desk: Client, user: User, **changed: Any) -> Any:
    told = {"name": "ERP", "user": user.pk, "scopes": ["read"], "expires_at_0": "", "expires_at_1": "", **changed}
    return desk.post(f"{LIST}add/", told)


def text_of(answer: Any) -> str:
    found = re.search(r"ponte_[\w-]{43}", answer.content.decode())
    assert found
    return found.group()


def test_a_new_key_is_shown_once_and_opens_the_api(desk: Client, system: User) -> None:
    answer = make(desk, system)
    text, key = text_of(answer), ApiKey.objects.get()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert (key.digest, key.prefix, key.user) == (ApiKey.digest_of(text), text[:12], system)
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/v1/transfers").status_code == 200


def test_the_text_of_a_key_is_nowhere_afterwards(desk: Client, system: User) -> None:
    answer = make(desk, system)
    text, key = text_of(answer), ApiKey.objects.get()
    pages = [desk.get(path).content.decode() for path in (LIST, f"{LIST}{key.pk}/change/", f"{LIST}{key.pk}/history/")]
    assert [text in page for page in pages] == [False] * 3
    assert key.digest not in "".join(pages)
    assert all(text not in str(session.get_decoded()) for session in Session.objects.all())
    assert all(text not in cookie.value for cookie in desk.cookies.values())
    assert all(text not in entry.change_message for entry in LogEntry.objects.all())
    assert text not in str(list(ApiKey.objects.values()))


def test_a_key_keeps_its_text_when_its_name_is_changed(desk: Client, system: User) -> None:
    make(desk, system)
    key, other = ApiKey.objects.get(), UserFactory.create()
    told = {"name": "New ERP", "user": other.pk, "scopes": ["read", "decide"], "expires_at_0": "", "expires_at_1": ""}
    assert desk.post(f"{LIST}{key.pk}/change/", told).status_code == 302
    changed = ApiKey.objects.get()
    assert (changed.name, changed.scopes) == ("New ERP", ["read", "decide"])
    assert (changed.digest, changed.user) == (key.digest, system)


@pytest.mark.parametrize(
    "changed", [{"scopes": []}, {"scopes": ["everything"]}, {"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}]
)
def test_a_key_that_would_open_nothing_or_too_much_is_refused(
    desk: Client, system: User, changed: dict[str, Any]
) -> None:
    assert make(desk, system, **changed).status_code == 200
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_over_for_good(desk: Client, system: User) -> None:
    text = text_of(make(desk, system))
    key = ApiKey.objects.get()
    desk.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/v1/transfers").status_code == 401
    revoked = ApiKey.objects.get().revoked_at
    assert revoked
    desk.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    assert ApiKey.objects.get().revoked_at == revoked
    assert "Revoked" in desk.get(LIST).content.decode()


def test_the_list_tells_which_keys_still_open_anything(desk: Client) -> None:
    ApiKeyFactory.create(expires_at=timezone.now() - timedelta(days=1))
    assert "Expired" in desk.get(LIST).content.decode()
    ApiKey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert "Active" in desk.get(LIST).content.decode()


def test_an_administrator_borrows_no_superusers_rights(desk: Client, admin_user: User) -> None:
    assert make(desk, admin_user).status_code == 200
    assert not ApiKey.objects.exists()
    key = ApiKeyFactory.create(user=admin_user)
    assert desk.post(f"{LIST}{key.pk}/change/", {"name": "mine", "scopes": ["decide"]}).status_code == 403
    desk.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    assert ApiKey.objects.get().revoked_at is None
    assert desk.post(f"{LIST}{key.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_superuser_gives_a_key_to_a_superuser(admin_client: Client, admin_user: User) -> None:
    text_of(make(admin_client, admin_user))
    assert ApiKey.objects.get().user == admin_user


def test_the_list_of_keys_costs_the_same_however_long_it_is(desk: Client) -> None:
    ApiKeyFactory.create()
    before = cost(desk, LIST)
    ApiKeyFactory.create_batch(8)
    assert cost(desk, LIST) == before
