"""Roles as groups: made by migrating, exactly as the matrix says, for every installed vendor."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django_test_migrations.migrator import Migrator

from apps.accounts import roles
from apps.accounts.roles import MATRIX, Role, ensure_groups
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _migrated(db: None) -> None:
    """The database as `migrate` leaves it, nothing of the roles before it."""
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)


def rights() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for group in Group.objects.prefetch_related("permissions__content_type"):
        names = {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.all()}
        found[group.name] = names
    return found


def test_a_migrated_database_has_the_four_roles_with_their_rights() -> None:
    assert set(rights()) == {"finance", "support", "administrator", "api-client"}
    assert all(rights().values())


def test_making_the_roles_again_changes_nothing() -> None:
    before = rights()
    ensure_groups()
    assert rights() == before


def test_migrating_again_undoes_what_somebody_changed_in_a_role() -> None:
    before = rights()
    group = Group.objects.get(name=Role.SUPPORT)
    group.permissions.set(Permission.objects.filter(codename="close"))
    call_command("migrate", verbosity=0)
    assert rights() == before


def test_a_group_of_the_house_itself_is_left_alone() -> None:
    group = Group.objects.create(name="auditors")
    group.permissions.set(Permission.objects.filter(codename="view_transfer"))
    ensure_groups()
    assert rights()["auditors"] == {"hub.view_transfer"}


def test_migrating_one_app_only_leaves_the_roles_alone() -> None:
    Group.objects.get(name=Role.SUPPORT).permissions.clear()
    call_command("migrate", "hub", verbosity=0)
    assert rights()["support"] == set()


def test_a_right_that_no_model_declares_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "MATRIX", {Role.SUPPORT: ("hub.view_unicorn", "hub.decide")})
    with pytest.raises(LookupError, match=r"hub\.view_unicorn"):
        ensure_groups()


@pytest.mark.parametrize("connector", ["banqup", "bluefleet", "contaazul", "omie", "vexpenses", "yokoy"])
def test_each_vendor_has_its_section_in_the_roles(connector: str) -> None:
    found = rights()
    assert f"{connector}.view_pendingerror" in found["support"]
    assert f"{connector}.change_mapping" in found["finance"]
    assert f"{connector}.change_credentials" in found["administrator"]
    assert not any(name.startswith(f"{connector}.") for name in found["api-client"])


def test_no_vendor_is_named_in_the_matrix() -> None:
    named = {name.split(".")[0] for names in MATRIX.values() for name in names}
    assert named == {"hub", "accounts", "auth", roles.EACH}


@pytest.mark.parametrize("role", ["finance", "support", "api-client"])
def test_only_administrators_come_near_secrets_people_and_keys(role: str) -> None:
    guarded = ("credentials", "user", "apikey", "group", "application")
    assert [name for name in rights()[role] if name.endswith(guarded)] == []


def test_no_role_may_touch_what_is_append_only() -> None:
    nouns = ("event", "transfer", "attempt", "operation", "syncrun", "auditentry", "payload", "blocker")
    writing = [
        f"{role}: {name}"
        for role, names in rights().items()
        for name in names
        if name.split(".")[1].startswith(("add_", "change_", "delete_")) and name.endswith(nouns)
    ]
    assert writing == []


def test_an_administrator_is_no_superuser() -> None:
    person = UserFactory.create(role="administrator")
    assert person.has_perm("hub.change_connection")
    assert not person.has_perm("auth.change_group")
    assert not person.has_perm("django_q.view_schedule")


def test_the_migration_makes_the_groups_and_takes_them_away_again(migrator: Migrator) -> None:
    old = migrator.apply_initial_migration(("accounts", "0001_initial"))
    assert not old.apps.get_model("auth", "Group").objects.exists()
    new = migrator.apply_tested_migration(("accounts", "0002_roles"))
    assert new.apps.get_model("auth", "Group").objects.count() == 4
    back = migrator.apply_tested_migration(("accounts", "0001_initial"))
    assert not back.apps.get_model("auth", "Group").objects.exists()
