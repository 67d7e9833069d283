"""The values that a target accepts today: asked there, kept for a while."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from apps.core.account import Option
from apps.core.connector import Client, Connector
from apps.core.errors import NotAuthorized
from apps.hub.engine.access.clients import open_line
from apps.hub.models import Connection, OptionList

#: A list that is younger is not asked for again unless somebody wants it fresh.
KEPT = timedelta(minutes=10)
#: More than anybody can look through; a vendor's list that never ends stops here.
MOST = 20_000
#: Under this name the parts of an account are kept, from which a connection's own is chosen.
UNIT = "unit"


def known(connection: Connection, vocabulary: str) -> OptionList | None:
    """Give the list as the target told it last, however old, or None."""
    return OptionList.objects.filter(connection=connection, vocabulary=vocabulary).first()


def is_fresh(options: OptionList | None) -> bool:
    """Tell whether a list is young enough to be used without asking again."""
    return options is not None and options.fetched_at > timezone.now() - KEPT


def options(connection: Connection, vocabulary: str, *, fresh: bool = False) -> OptionList:
    """Give the list of options, asked anew when it is old or ``fresh`` is wanted.

    Calls the target, so never in a transaction. Raises `Trouble` when the target does not
    give it, LookupError when it has no such list: a person then types the value.
    """
    kept = known(connection, vocabulary)
    if kept and not fresh and is_fresh(kept):
        return kept
    found = [as_row(option) for option in islice(ask(connection, vocabulary), MOST)]
    row, _created = OptionList.objects.update_or_create(
        connection=connection, vocabulary=vocabulary, defaults={"options": found, "fetched_at": timezone.now()}
    )
    return row


def ask(connection: Connection, vocabulary: str) -> Iterable[Option]:
    """Ask the target for its options; credentials that were refused are not tried again here."""
    listed = listing_of(connection.connector, vocabulary)
    if listed is None:
        raise LookupError(f"{connection.connector.name} has no list of {vocabulary}")
    if connection.state == Connection.State.PAUSED:
        raise NotAuthorized(connection.state_code or "target.credentials_refused")
    return listed(open_line(connection).client)


def listing_of(connector: Connector, vocabulary: str) -> Callable[[Client], Iterable[Option]] | None:
    """Give what reads a list: of a vocabulary, or of the parts of an account."""
    if vocabulary == UNIT:
        return connector.unit.options if connector.unit else None
    return connector.vocabulary(vocabulary).options


def as_row(option: Option) -> dict[str, Any]:
    """Give an option as it is stored."""
    return {"value": option.value, "label": option.label, "group": option.group}
