"""What happens when two people meet in one wizard, and what is left when it is given up."""

from django.db.models import Q, QuerySet

from apps.hub.models import Connection, End, Event, Flow, Operation, OptionList, Upload


class Overtaken(Exception):
    """Somebody else, or the same person in another tab, went on meanwhile."""


def drop_unused(connection: Connection | None) -> None:
    """Delete a connection that was never more than a draft; one that anything hangs on stays."""
    if connection is None or connection.state != Connection.State.NEW or in_use(connection):
        return
    connection.delete()


def in_use(connection: Connection) -> bool:
    """Tell whether documents came or went through a connection, a flow uses it, or another wizard fills it in."""
    rows = (
        flows_of(connection),
        End.objects.filter(connection=connection),
        Event.objects.filter(connection=connection),
        Operation.objects.filter(connection=connection),
        Upload.objects.filter(connection=connection),
    )
    return any(found.exists() for found in rows)


def flows_of(connection: Connection) -> "QuerySet[Flow]":
    """Give the flows that a connection is an end of."""
    return Flow.objects.filter(Q(source=connection) | Q(target=connection))


def begin_again(end: End) -> None:
    """Forget that an end was tried: what opens it has changed, so it is not connected any more.

    One that a flow books through keeps its state; only drafts fall back.
    """
    end.account_id = end.account_name = end.code = ""
    end.params = {}
    end.save(update_fields=["account_id", "account_name", "code", "params"])
    row = end.connection
    if row is None or flows_of(row).filter(active=True).exists():
        return
    OptionList.objects.filter(connection=row).delete()  # another account has other lists
    row.state = Connection.State.NEW
    row.account_id = row.account_name = row.unit_id = row.unit_name = ""
    row.save(update_fields=["state", "account_id", "account_name", "unit_id", "unit_name"])
