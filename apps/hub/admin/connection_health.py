"""How a connection is, in words that a person can act on; read from its row and those of its pulls."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.connector import Connector
from apps.hub import formats
from apps.hub.admin import wording
from apps.hub.models import Connection

State = Connection.State


@dataclass(frozen=True, slots=True)
class Health:
    """One word with its tone (good, warn, bad, calm), and the sentence behind it."""

    tone: str
    word: str
    sentence: str = ""


def health_of(connection: Connection) -> Health:
    """Give the health of a connection; the worst thing that can be said comes first."""
    connector = connector_of(connection)
    if connector is None:
        return Health("bad", _("Connector missing"), _("The app of this connector is not installed any more."))
    if connection.state == State.PAUSED:
        return Health("bad", _("Sign in again"), wording.explain(connection.state_code).title)
    if connection.state == State.NEW:
        tested = connector.check is not None
        told = _("Fill in the credentials and test them.") if tested else _("Fill in the credentials and save them.")
        return Health("warn", _("Not connected yet"), told)
    return resting(connection) or failing(connection) or in_order(connection, connector)


def resting(connection: Connection) -> Health | None:
    """Give the health of a connection that does not answer at the moment."""
    if connection.breaker_until and connection.breaker_until > timezone.now():
        until = formats.moment(connection.breaker_until)
        told = _("It did not answer %(failures)s times. It is tried again by itself at %(until)s.")
        return Health("warn", _("Resting"), told % {"failures": connection.failures, "until": until})
    if connection.failures:
        told = ngettext(
            "The last call failed; it is tried again by itself.",
            "The last %(count)s calls failed; they are tried again by themselves.",
            connection.failures,
        )
        return Health("warn", _("Unsteady"), told % {"count": connection.failures})
    return None


def failing(connection: Connection) -> Health | None:
    """Give the health of a connection that cannot be asked for its documents."""
    pull = next((row for row in connection.pulls.all() if row.code), None)
    if pull is None:
        return None
    told = wording.explain(pull.code, pull.params).title
    if pull.due_at:
        told = _("%(reason)s. It is asked again at %(at)s.") % {"reason": told, "at": formats.moment(pull.due_at)}
    return Health("warn", _("Asking fails"), told)


def in_order(connection: Connection, connector: Connector) -> Health:
    """Give the health of a connection about which nothing bad is known."""
    if connector.client is None and connector.hooks:
        return Health("good", _("Ready to receive"))
    asked = max((pull.finished_at for pull in connection.pulls.all() if pull.finished_at), default=None)
    if asked and connector.sources:
        return Health("good", _("In order"), _("Asked for documents last: %(at)s.") % {"at": formats.moment(asked)})
    if connection.last_success_at is None:
        return Health("good", _("In order"), _("Nothing has been booked through it yet."))
    return Health("good", _("In order"))


def connector_of(connection: Connection) -> Connector | None:
    """Give the declaration of a connection's vendor, or None when its app is gone."""
    try:
        return connection.connector
    except KeyError:
        return None
