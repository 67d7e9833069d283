"""The rows that a drill needs, and what its database says of how far it is."""

import secrets
from collections.abc import Callable, Collection
from datetime import timedelta

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.documents import Kind
from apps.hub.drill.connector import DRILL, PATH
from apps.hub.drill.models import Credentials
from apps.hub.models import Connection, Flow, Operation, Slot, Transfer
from apps.hub.models.transfer import TransferState

CLIENT = "ponte-drill"


class NotEmpty(Exception):
    """The database holds something already: a drill makes its own rows and kills what writes them."""


def ensure_empty() -> None:
    """Refuse a database in which there is anything."""
    if connection.introspection.table_names():
        raise NotEmpty


def answers() -> bool:
    """Tell whether the database answers."""
    connection.ensure_connection()
    return True


def make(target_port: int, client_secret: str, refresh_token: str) -> tuple[Connection, Connection]:
    """Make the tables, both connections and the flow between them."""
    call_command("migrate", verbosity=0)
    source = connected("Drill senders", token=secrets.token_urlsafe(24))
    target = connected(
        "Drill target",
        base_url=f"http://127.0.0.1:{target_port}/",
        client_id=CLIENT,
        client_secret=client_secret,
        refresh_token=refresh_token,
    )
    Flow.objects.create(name="Drill", source=source, target=target, kind=Kind.INVOICE, active=True)
    return source, target


def connected(name: str, *, base_url: str = "", **credentials: str) -> Connection:
    """Give one connection with its credentials."""
    row = Connection.objects.create(
        connector_slug=DRILL.slug,
        name=name,
        environment=DRILL.environments[0].slug,
        base_url=base_url,
        state=Connection.State.CONNECTED,
    )
    Credentials._default_manager.create(connection=row, **credentials)
    return row


def hook_of(source: Connection) -> tuple[str, str]:
    """Give where documents are posted, and the header's value."""
    return reverse("hook", args=[source.public_id, PATH]), source.secrets()["token"]


def asked(question: Callable[[], bool]) -> bool:
    """Ask the database something; False while it is away."""
    try:
        return question()
    except (DatabaseError, InterfaceError):
        connection.close()
        return False


def lease_owners() -> set[int]:
    """Give the numbers of the processes that hold a document or an operation."""
    rows = (Transfer.objects.filter(state=TransferState.SENDING), Operation.objects.exclude(lease_owner=""))
    owners = {owner for found in rows for owner in found.values_list("lease_owner", flat=True)}
    return {int(owner.split(":")[-2]) for owner in owners}


def end_leases_of(dead: Collection[int]) -> None:
    """Let the time be over that a dead worker's documents rest: what two minutes would bring anyway.

    Only processes that are gone for certain are named here, and only after the target has
    finished what they had asked for; the living keep their leases. A seat too many does no harm.
    """
    over = timezone.now() - timedelta(seconds=1)
    for process in dead:
        mine = Q(lease_owner__contains=f":{process}:")
        Transfer.objects.filter(mine, state=TransferState.SENDING).update(lease_until=over)
        Operation.objects.filter(mine).update(lease_until=over)
    if dead:
        Slot.objects.exclude(holder="").update(until=0)
