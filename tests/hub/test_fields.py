"""Secrets at rest survive what destroys the library's plain fields."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.db.models import F

from apps.connectors.omie.models import Credentials
from apps.hub.fields import SecretText, Undecryptable
from apps.hub.models import Connection, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Credentials:
    made = Connection.objects.create(connector_slug="omie", name="c", environment="sandbox")
    return Credentials.objects.create(connection=made, app_key="chave", app_secret="segredo çã €")


def stored(row: Credentials, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM omie_credentials WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def test_a_secret_comes_back_and_is_not_stored_in_clear(row: Credentials) -> None:
    assert Credentials.objects.get().app_secret == "segredo çã €"
    assert b"segredo" not in stored(row, "app_secret")


def test_bulk_update_and_expressions_keep_secrets_intact(row: Credentials) -> None:
    setattr(row, "app_secret", "new")  # noqa: B010  the field is typed by a library without types
    Credentials.objects.bulk_update([row], ["app_secret"])
    assert Credentials.objects.get().app_secret == "new"
    Credentials.objects.update(app_key=F("app_secret"))
    assert Credentials.objects.get().app_key == "new"


def test_a_lost_key_breaks_one_secret_and_not_the_list(row: Credentials) -> None:
    foreign = Fernet(Fernet.generate_key()).encrypt(b"x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE omie_credentials SET app_secret = %s", [foreign])
    found = Credentials.objects.get()
    assert isinstance(found.app_secret, Undecryptable)
    assert found.app_key == "chave"
    assert found.as_mapping() == {"app_key": "chave", "app_secret": ""}


@pytest.mark.parametrize("value", [{"a": [1, "ç", None]}, [], "text", None])
def test_json_comes_back_as_it_was(row: Credentials, value: Any) -> None:
    event = Event.objects.create(
        connection=row.connection, path="p", digest="d", evidence=value, received_at=row.updated_at
    )
    assert Event.objects.get(pk=event.pk).evidence == value


def test_a_secret_cannot_be_searched_for(row: Credentials) -> None:
    with pytest.raises(Exception, match="lookup"):
        Credentials.objects.filter(app_secret="segredo").exists()


def test_a_database_default_is_refused_at_start() -> None:
    field = SecretText(db_default="x")
    field.set_attributes_from_name("field")
    field.model = Credentials
    assert "hub.E010" in [message.id for message in field.check()]
