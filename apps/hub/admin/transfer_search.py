"""Finding a transfer by anything a person may have in hand, each answered from an index."""

import re

from django.db.models import Q, QuerySet

from apps.hub.admin.pages import begins, keys
from apps.hub.models import Connection, Flow, Operation, Transfer

#: Names have no index: only the newest transfers are looked through for them.
NEWEST = 20_000


def search(transfers: "QuerySet[Transfer]", text: str) -> "QuerySet[Transfer]":
    """Give the transfers that a text may mean, at most so many for each of its meanings."""
    text = text.strip()
    if not text:
        return transfers
    return transfers.filter(pk__in=by_identifier(text) | by_operation(text) | by_name(text))


def by_identifier(text: str) -> set[int]:
    """Find by number, tax number, id at the source or id at the target."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text)
    flows = Flow.objects.values("pk")  # the index on source ids begins with the flow
    meanings = [begins("number", text), begins("target_reference", text), Q(flow__in=flows) & Q(source_id=text)]
    if bare:
        meanings.append(begins("party_tax_id", bare))
    return set().union(*(keys(Transfer.objects.filter(meaning)) for meaning in meanings))


def by_operation(text: str) -> set[int]:
    """Find by the whole key under which an entry was written at a target; its index begins with the connection."""
    connections = Connection.objects.values("pk")
    written = Operation.objects.filter(key=text, connection__in=connections).exclude(transfer=None)
    return keys(written, "transfer_id")


def by_name(text: str) -> set[int]:
    """Find by the customer's or supplier's name among the newest transfers."""
    newest = Transfer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return keys(Transfer.objects.filter(pk__gt=newest - NEWEST, party__icontains=text).order_by("-pk"))
