"""The pages for people and roles: nobody climbs, nobody locks the house."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(username="carla", role="administrator")


@pytest.fixture
def desk(client: Client, administrator: User) -> Client:
    """The administrator's browser."""
    client.force_login(administrator, backend=BACKEND)
    return client


def form(user: User, **changed: Any) -> dict[str, Any]:
    """What the page of a person sends when it is saved; None leaves a field out."""
    told = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "language": user.language,
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk for group in user.groups.all()],
        **changed,
    }
    return {name: value for name, value in told.items() if value is not None}


def save(desk: Client, user: User, **changed: Any) -> Any:
    return desk.post(f"/admin/accounts/user/{user.pk}/change/", form(user, **changed))


def test_an_administrator_gives_a_new_person_a_role(desk: Client) -> None:
    told = {"username": "rui", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert desk.post("/admin/accounts/user/add/", told).status_code == 302
    rui = User.objects.get(username="rui")
    assert save(desk, rui, language="pt-pt", groups=[Group.objects.get(name="finance").pk]).status_code == 302
    rui.refresh_from_db()
    assert (rui.language, rui.is_staff, rui.is_superuser) == ("pt-pt", True, False)
    assert rui.has_perm("hub.resolve")
    assert rui.check_password(PASSWORD)


def test_an_administrator_makes_nobody_a_superuser(desk: Client, administrator: User) -> None:
    right = Permission.objects.get(codename="change_group")
    for user in (UserFactory.create(), administrator):
        save(desk, user, is_superuser="on", user_permissions=[right.pk])
        assert not User.objects.get(pk=user.pk).is_superuser
        assert not User.objects.get(pk=user.pk).user_permissions.exists()
    page = desk.get(f"/admin/accounts/user/{administrator.pk}/change/").content.decode()
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page


def test_a_superuser_may(admin_client: Client) -> None:
    user = UserFactory.create()
    assert save(admin_client, user, is_superuser="on").status_code == 302
    assert User.objects.get(pk=user.pk).is_superuser


def test_an_administrator_does_not_touch_a_superuser(desk: Client, admin_user: User) -> None:
    before = admin_user.password
    assert save(desk, admin_user, email="stolen@example.org").status_code == 403
    new = {"password1": "another long word", "password2": "another long word"}
    assert desk.post(f"/admin/accounts/user/{admin_user.pk}/password/", new).status_code == 403
    assert desk.post(f"/admin/accounts/user/{admin_user.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.post(
        "/admin/accounts/user/",
        {"action": "delete_selected", "_selected_action": [admin_user.pk], "post": "yes"},
    )
    admin_user.refresh_from_db()
    assert (admin_user.password, admin_user.email) == (before, "admin@example.com")


@pytest.mark.parametrize("change", [{"is_active": None}, {"is_staff": None}, {"groups": []}])
def test_nobody_takes_away_the_own_access(desk: Client, administrator: User, change: dict[str, Any]) -> None:
    answer = save(desk, administrator, **change)
    assert answer.status_code == 200
    assert "You cannot take away your own access" in answer.content.decode()
    assert User.objects.get(pk=administrator.pk).has_perm("accounts.change_user")


def test_nobody_deletes_oneself_alone_or_among_others(desk: Client, administrator: User) -> None:
    other = UserFactory.create()
    assert desk.post(f"/admin/accounts/user/{administrator.pk}/delete/", {"post": "yes"}).status_code == 403
    both = {"action": "delete_selected", "_selected_action": [administrator.pk, other.pk], "post": "yes"}
    desk.post("/admin/accounts/user/", both)
    assert User.objects.filter(pk__in=[administrator.pk, other.pk]).count() == 2


def test_an_administrator_changes_other_things_about_oneself(desk: Client, administrator: User) -> None:
    assert save(desk, administrator, first_name="Carla", language="pt-br").status_code == 302
    administrator.refresh_from_db()
    assert (administrator.first_name, administrator.language) == ("Carla", "pt-br")


def test_an_administrator_takes_the_role_from_another(desk: Client) -> None:
    other = UserFactory.create(role="administrator")
    assert save(desk, other, groups=[], is_active=None).status_code == 302
    assert not User.objects.get(pk=other.pk).is_active


def test_an_api_client_does_not_sign_in_to_pages(desk: Client) -> None:
    group = Group.objects.get(name="api-client")
    user = UserFactory.create()
    assert "does not sign in" in save(desk, user, groups=[group.pk]).content.decode()
    assert save(desk, user, groups=[group.pk], is_staff=None).status_code == 302
    assert not User.objects.get(pk=user.pk).is_staff


def cost(desk: Client, path: str) -> int:
    """How many queries a page makes; the first look fills what is kept between pages."""
    desk.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(path).status_code == 200
    return len(queries)


def test_the_list_of_people_costs_the_same_however_long_it_is(desk: Client) -> None:
    path = "/admin/accounts/user/"
    UserFactory.create(role="finance")
    before = cost(desk, path)
    UserFactory.create_batch(8, role="finance")
    assert cost(desk, path) == before


def test_the_roles_are_shown_and_stay_as_the_program_has_them(admin_client: Client) -> None:
    group = Group.objects.get(name="finance")
    path = f"/admin/auth/group/{group.pk}"
    assert admin_client.get(f"{path}/change/").status_code == 200
    assert admin_client.post(f"{path}/change/", {"name": "finance", "permissions": []}).status_code == 403
    assert admin_client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert group.permissions.exists()


def test_a_group_of_the_house_can_be_changed_by_a_superuser(admin_client: Client) -> None:
    group = Group.objects.create(name="auditors")
    right = Permission.objects.get(codename="view_transfer")
    told = {"name": "auditors", "permissions": [right.pk]}
    assert admin_client.post(f"/admin/auth/group/{group.pk}/change/", told).status_code == 302
    assert group.permissions.get() == right
