"""Keys are rotated: every secret opens with the new key alone, and nothing else has changed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from pytest_django import Settings

from apps.connectors.omie.models import Credentials
from apps.hub.fields import SecretText
from apps.hub.models import Connection
from apps.hub.running.rotation import secret_models

pytestmark = pytest.mark.django_db


def use_keys(settings: Settings, *keys: str) -> None:
    """Give the process other keys; the fields keep theirs for as long as they live, as a process does."""
    settings.FERNET_KEYS = list(keys)
    for model, names in secret_models():
        for name in names:
            field = model._meta.get_field(name)
            for kept in ("keys", "fernet_keys", "fernet"):
                field.__dict__.pop(kept, None)


@pytest.fixture
def credentials(settings: Settings) -> Credentials:
    use_keys(settings, "the-old-key")
    row = Connection.objects.create(connector_slug="omie", name="Omie", environment="sandbox")
    return Credentials.objects.create(connection=row, app_key="3817265540921", app_secret="a secret")


@pytest.fixture(autouse=True)
def _own_keys_again(settings: Settings) -> object:
    before = list(settings.FERNET_KEYS)
    yield
    use_keys(settings, *before)


def stored() -> list[bytes]:
    with database.cursor() as cursor:
        cursor.execute("SELECT app_key, app_secret FROM omie_credentials ORDER BY id")
        return [bytes(value) for row in cursor.fetchall() for value in row]


def rotate() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def test_every_secret_opens_with_the_new_key_alone(settings: Settings, credentials: Credentials) -> None:
    before = stored()
    use_keys(settings, "the-new-key", "the-old-key")
    assert rotate().startswith("2 secrets")
    assert not set(stored()) & set(before)
    use_keys(settings, "the-new-key")
    again = Credentials.objects.get(pk=credentials.pk)
    assert (again.app_key, again.app_secret) == ("3817265540921", "a secret")
    assert again.updated_at == credentials.updated_at


def test_a_secret_that_no_key_opens_stays_as_it_is_and_is_told(settings: Settings, credentials: Credentials) -> None:
    before = stored()
    use_keys(settings, "the-new-key")
    with pytest.raises(CommandError, match="2 secrets open with no key"):
        rotate()
    assert stored() == before
    use_keys(settings, "the-new-key", "the-old-key")
    assert Credentials.objects.get(pk=credentials.pk).app_secret == "a secret"


def test_every_table_with_secrets_is_gone_through() -> None:
    found = {model._meta.label: names for model, names in secret_models()}
    assert found["omie.Credentials"] == ["app_key", "app_secret"]
    assert found["bluefleet.Credentials"] == ["header_value"]
    assert found["hub.Event"] == ["evidence"]
    assert all(
        isinstance(model._meta.get_field(name), SecretText) for model, names in secret_models() for name in names
    )
