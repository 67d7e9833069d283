"""Trying a connection's credentials, and what follows from it; called outside transactions only."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.account import Identity
from apps.core.errors import Trouble
from apps.hub import formats, tasks
from apps.hub.admin import wording
from apps.hub.engine.access import health
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, Transfer
from apps.hub.models.transfer import CLAIMABLE


@dataclass(frozen=True, slots=True)
class Finding:
    """What trying the credentials showed, in words."""

    good: bool
    words: str


def check(connection: Connection, actor: User) -> Finding:
    """Ask the vendor who we are; on success the connection is taken up again."""
    connector = connection.connector
    if connection.locked and connection.credentials is None:
        return Finding(good=False, words=_("Fill in the credentials first."))
    if connector.client is None or connector.check is None:
        take_up(connection, actor)
        told = _("%(name)s may send now.") if connector.hooks else _("%(name)s is connected.")
        return Finding(good=True, words=told % {"name": connector.name})
    if connector.unit is not None and not connection.unit_id:
        return Finding(good=False, words=_("Choose the part of the account first, from the apps."))
    line = open_line(connection)
    try:
        identity = connector.check(line.client)
    except Trouble as trouble:
        words = wording.explain(trouble.code, line.redactor.value(dict(trouble.params)))
        return Finding(good=False, words=f"{words.line} {words.advice}")
    return connected(connection, identity, actor)


def connected(connection: Connection, identity: Identity, actor: User) -> Finding:
    """Write down whose account it is, unless another connection has it already."""
    connection.account_id, connection.account_name = identity.account_id[:80], identity.name[:200]
    try:
        connection.validate_constraints()
    except ValidationError as error:
        return Finding(good=False, words=" ".join(error.messages))
    waited = waiting_for(connection)
    with transaction.atomic():
        connection.save(update_fields=["account_id", "account_name"])
        take_up(connection, actor)
    told = _("Connected to %(account)s.") % {"account": identity.name}
    return Finding(good=True, words=f"{told} {going_on(waited)}".strip())


def waiting_for(connection: Connection) -> int:
    """Count what waits until a connection works again; nothing while it does."""
    if connection.state != Connection.State.PAUSED:
        return 0
    return Transfer.objects.filter(target=connection, state__in=CLAIMABLE).count()


def going_on(waited: int) -> str:
    """Say what goes on now, where something waited."""
    if not waited:
        return ""
    told = ngettext(
        "%(count)s document that waited for it goes on.", "%(count)s documents that waited for it go on.", waited
    )
    return told % {"count": formats.whole(waited)}


def take_up(connection: Connection, actor: User) -> None:
    """Let the queue of a connection go on."""
    with transaction.atomic():
        health.resume(connection)
        resolve.audit(actor, AuditEntry.Verb.RECONNECTED, connection)
        tasks.ring()
