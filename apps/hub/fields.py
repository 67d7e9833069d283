"""Secrets at rest; the only module that knows the encryption library.

The library's plain fields were measured to destroy data in five ways (bulk updates and
expressions store their own text, numbers and dates come back wrong, JSON is lost, one bad row
breaks a whole list). These subclasses allow text and JSON only and refuse the rest.
"""

import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.core import checks
from django.db.models import NOT_PROVIDED, Model
from fernet_fields import EncryptedTextField

from apps.core.secrets import remember


class Undecryptable(str):
    """Stands for a secret whose key is gone: an empty text that can be recognised."""

    __slots__ = ()


class SecretText(EncryptedTextField):
    """Encrypted text. Never use it in filters; ``bulk_update`` and ``F()`` work unharmed."""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse a database default: it would be stored in clear."""
        errors: list[checks.CheckMessage] = super().check(**kwargs)
        if getattr(self, "db_default", NOT_PROVIDED) is not NOT_PROVIDED:
            errors.append(checks.Error("A secret cannot have a db_default.", obj=self, id="hub.E010"))
        return errors

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Encrypt values; leave expressions alone, their inner values pass here again."""
        if hasattr(value, "as_sql"):
            return value
        remember(value)
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any, *args: Any) -> Any:
        """Decrypt; a lost key gives `Undecryptable` instead of an error for the whole list."""
        try:
            secret = super().from_db_value(value, expression, connection, *args)
        except InvalidToken:
            return Undecryptable()
        remember(secret)
        return secret


class SecretJSON(SecretText):
    """An encrypted JSON value."""

    def get_prep_value(self, value: Any) -> Any:
        """Give the JSON text of a value; expressions pass."""
        return value if value is None or hasattr(value, "as_sql") else json.dumps(value)

    def to_python(self, value: Any) -> Any:
        """Give the value of a JSON text; anything else is given back."""
        return json.loads(value) if isinstance(value, str) and value else value

    def value_to_string(self, obj: Model) -> str:
        """Give the JSON text for serialisers."""
        return json.dumps(self.value_from_object(obj))
