"""A connector's client, opened for one connection."""

import threading
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from apps.core.connector import Client
from apps.core.http import Http, open_session
from apps.hub.engine.access.budget import SharedBudget
from apps.hub.engine.access.redact import Redactor
from apps.hub.engine.access.tokens import SharedTokens
from apps.hub.models import Connection

_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Line:
    """An open line to a vendor: the client, the record of its exchanges, and what to hide in it."""

    client: Client
    http: Http
    known: Redactor

    @property
    def redactor(self) -> Redactor:
        """Give what hides every secret of this line, tokens that came meanwhile included."""
        tokens = self.http.tokens.secrets() if self.http.tokens else ()
        return Redactor.of([*self.known.secrets, *tokens]) if tokens else self.known

    def exchanges(self) -> list[dict[str, Any]]:
        """Give the exchanges so far without secrets."""
        hide = self.redactor.text
        return [
            {
                "method": exchange.method,
                "url": hide(exchange.url),
                "request": hide(exchange.request),
                "status": exchange.status,
                "answer": hide(exchange.answer),
                "milliseconds": exchange.milliseconds,
            }
            for exchange in self.http.exchanges
        ]


class Lines:
    """Opens lines to one connection; its credentials are read once."""

    def __init__(self, connection: Connection) -> None:
        connector = connection.connector
        self.make, self.address, self.credentials = connector.client, connection.address, connection.secrets()
        self.connection_id, self.oauth = connection.pk, connection.oauth
        self.budget = SharedBudget(str(connection.pk), connector.slug)
        self.redactor = Redactor.for_credentials(connector, self.credentials)

    def open(self) -> Line:
        """Open a line with a fresh record; sockets are kept per thread and reused."""
        if self.make is None:
            raise LookupError("this connector has no API that the hub calls")
        http = self.http()
        if self.oauth:
            http = replace(http, tokens=SharedTokens(self.connection_id, self.oauth, self.credentials, http))
        return Line(self.make(http, self.credentials), http, self.redactor)

    def http(self) -> Http:
        """Give what makes calls, without anything yet that opens the vendor's doors."""
        session = _session(frozenset(settings.PRIVATE_ORIGINS))
        return Http(self.address, self.budget, session, patience=settings.ANSWER_SECONDS)


def open_line(connection: Connection) -> Line:
    """Open one line; LookupError when the connector has no API to call."""
    return Lines(connection).open()


def _session(origins: frozenset[str]) -> Any:
    sessions = _kept.__dict__.setdefault("sessions", {})
    if origins not in sessions:
        sessions[origins] = open_session(origins)
    return sessions[origins]
