"""Asking a vendor who we are, outside of transactions, and what is said when the answer is no."""

import logging

from django.db import IntegrityError

from apps.accounts.models import User
from apps.core.account import Identity
from apps.core.errors import Trouble
from apps.hub.admin import checking
from apps.hub.engine.access.clients import open_line
from apps.hub.models import Connection, End, Token

log = logging.getLogger(__name__)


def ask(connection: Connection) -> Identity | Trouble:
    """Give whose account the credentials open, or what stands in the way; no secret is in either.

    A connector without a check has nobody to ask: the account then stays without a name.
    """
    connector = connection.connector
    if connector.client is None or connector.check is None:
        return Identity(account_id="", name="")
    Token.objects.filter(connection=connection).update(rests_until=None)  # a rest is for crowds, not for a person
    line = open_line(connection)
    try:
        return connector.check(line.client)
    except Trouble as trouble:
        return Trouble(trouble.code, **dict(line.redactor.value(dict(trouble.params))))
    except Exception as defect:
        log.exception("defect while trying a connection", extra={"connection": connection.pk})
        return Trouble("internal", error=type(defect).__name__)


def note(end: End, trouble: Trouble | None) -> None:
    """Keep on an end what went wrong, so that it still stands beside its field another day."""
    end.code = trouble.code[:80] if trouble else ""
    end.params = dict(trouble.params) if trouble else {}
    end.save(update_fields=["code", "params"])


def note_sign_in(connection: Connection, trouble: Trouble | None) -> bool:
    """Keep what came of a visit to the vendor's page on the ends that wait for it; tell whether there is one."""
    waiting = End.objects.filter(connection=connection, chosen=False)
    ends = list(waiting.filter(onboarding__finished_at=None, onboarding__given_up_at=None))
    for end in ends:
        note(end, trouble)
    return bool(ends)


def twin_of(connection: Connection, account_id: str, unit_id: str = "") -> Connection | None:
    """Give another connection with the same account, or part of it."""
    if not account_id:
        return None
    same = {"connector_slug": connection.connector_slug, "environment": connection.environment}
    found = Connection.objects.filter(**same, account_id=account_id[:80], unit_id=unit_id)
    return found.exclude(pk=connection.pk).first()


def take_up(connection: Connection, identity: Identity, actor: User) -> checking.Finding:
    """Write down whose account it is and let the connection work; two who do it at once get the same."""
    if not identity.account_id:
        checking.take_up(connection, actor)
        return checking.Finding(good=True, words="")
    try:
        return checking.connected(connection, identity, actor)
    except IntegrityError:
        connection.refresh_from_db()
        return checking.connected(connection, identity, actor)
