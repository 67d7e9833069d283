"""Documents that no file can take: they stay ready until somebody says that they shall wait for a person."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from apps.accounts.models import User
from apps.hub.batches import produce
from apps.hub.batches.wish import Wish
from apps.hub.engine.booking import collect
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Flow, Transfer
from apps.hub.models.transfer import TransferState


def set_aside(flow: Flow, wish: Wish, seen: Iterable[int], *, written_as: str, actor: User) -> int:
    """Put documents that cannot be written in a way under pending errors; give how many.

    Of those that somebody has ``seen`` refused only what still is, by what is wrong with it now.
    """
    gathered = produce.gather_for(flow, replace(wish, chosen=frozenset(seen)), written_as)
    troubles = {row.transfer_id: (row.revision, trouble) for row, trouble in gathered.refused}
    with transaction.atomic():
        ready = Transfer.objects.filter(pk__in=troubles, state=TransferState.READY)
        held = ready.select_for_update(of=("self",)).select_related("flow__source", "flow__target").order_by("pk")
        rows = [row for row in held if row.revision == troubles[row.pk][0]]
        collect.put_behind([(row, troubles[row.pk][1]) for row in rows])
        AuditEntry.objects.bulk_create(
            resolve.entry_of(actor, AuditEntry.Verb.REFUSED, row, code=troubles[row.pk][1].code) for row in rows
        )
    return len(rows)
