"""The one place where secrets are taken out of whatever is kept or shown."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.connector import Connector
from apps.core.secrets import MASK, without_keys
from apps.core.signatures import Call

#: Headers that may carry a secret whatever the connector says.
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-hub-token"})
#: Shorter texts would also occur by chance and turn the record into dots.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces known secrets in texts, also where JSON has escaped them."""

    secrets: tuple[str, ...]

    @classmethod
    def for_credentials(cls, connector: Connector, credentials: Mapping[str, str]) -> "Redactor":
        """Give a redactor for the fields that a connector declares as secret."""
        return cls.of(credentials.get(name, "") for name in connector.secrets)

    @classmethod
    def of(cls, secrets: Iterable[str]) -> "Redactor":
        """Give a redactor for some secrets, the longest first."""
        plain = {secret for secret in secrets if len(secret) >= SHORTEST}
        escaped = {json.dumps(secret)[1:-1] for secret in plain}
        return cls(tuple(sorted(plain | escaped, key=len, reverse=True)))

    def text(self, text: str) -> str:
        """Give the text without secrets, and its addresses without keys."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return without_keys(text)

    def value(self, value: Any) -> Any:
        """Give a JSON value without secrets, keys included."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {self.text(str(key)): self.value(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.value(inner) for inner in value]
        return value


def open_headers(headers: Mapping[str, str], secret_names: Iterable[str]) -> dict[str, str]:
    """Give the headers that anyone may see, with the secret ones masked."""
    hidden = SECRET_HEADERS | {name.lower() for name in secret_names}
    return {name: MASK if name in hidden else value for name, value in headers.items()}


def secret_headers(call: Call, secret_names: Iterable[str]) -> dict[str, str]:
    """Give the headers that must be kept encrypted until a refused call was verified again."""
    hidden = SECRET_HEADERS | {name.lower() for name in secret_names}
    return {name: value for name, value in call.headers.items() if name in hidden}
