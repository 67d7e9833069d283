"""Files that are produced without a person, at the times that a flow has for it."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from apps.core.errors import Trouble
from apps.hub.batches import produce
from apps.hub.batches.choices import BY_API
from apps.hub.batches.produce import Gathered
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.rows import clock
from apps.hub.models import Dispatch, Flow

log = logging.getLogger(__name__)

#: How long others leave alone what a worker makes, and files that it makes of one flow at a time.
HELD, MOST = timedelta(minutes=10), 20
#: How often what is ready is looked at anew because it changed while a file was being made.
LOOKS = 3


class Schedule(AnonymousUser):
    """Stands in the audit trail for files that nobody asked for."""

    def get_username(self) -> str:
        """Give what stands there instead of a name."""
        return "—"


def is_due() -> bool:
    """Tell whether a file should be made now."""
    return Dispatch.objects.due(clock.now()).exists()


def run_due() -> int:
    """Make the files whose time has come; give how many."""
    return sum(run(row) for row in Dispatch.objects.due(clock.now()).select_related("flow__source", "flow__target"))


def run(dispatch: Dispatch) -> int:
    """Make the files of one flow, unless somebody else does; give how many.

    The time stands until they are made: should we die, somebody else makes what is still ready.
    """
    now, slot = clock.now(), dispatch.due_at
    mine = Dispatch.objects.filter(pk=dispatch.pk, due_at=slot)
    if not mine.filter(Q(lease_until=None) | Q(lease_until__lt=now)).update(lease_until=now + HELD):
        return 0
    made, code, params = 0, "", dict[str, str]()
    try:
        made, code, params = make_all(dispatch.flow)
    except (Trouble, NotPossible) as trouble:
        code, params = trouble.code, dict(getattr(trouble, "params", {}))
    except Exception:
        log.exception("defect while making a file by schedule", extra={"dispatch": dispatch.pk})
        code = "internal"
    told = {"ran_at": clock.now(), "code": code[:80], "params": params}
    mine.update(due_at=after(dispatch, clock.now()), lease_until=None, **told)
    return made


def after(dispatch: Dispatch, now: datetime) -> datetime | None:
    """Give the next time after now, in steps from the last one; those that were missed are not made up for."""
    if not dispatch.every or not dispatch.due_at:
        return None
    step = timedelta(minutes=dispatch.every)
    return dispatch.due_at + step * (max((now - dispatch.due_at) // step, 0) + 1)


def make_all(flow: Flow) -> tuple[int, str, dict[str, str]]:
    """Make files of all that is ready; give how many, and what keeps the first of those out that cannot be written."""
    if not flow.collected or flow.setting("way") == BY_API:
        return 0, "", {}
    made = 0
    while made < MOST:
        gathered = make_one(flow)
        made += bool(gathered.rows)
        if not gathered.rows or not gathered.more:
            break
    refused = gathered.refused[0][1] if gathered.refused else None
    return made, refused.code if refused else "", dict(refused.params) if refused else {}


def make_one(flow: Flow) -> Gathered:
    """Make one file and give what went into it; nothing where nothing is ready."""
    for look in range(LOOKS):
        gathered = produce.gather(flow)
        try:
            if gathered.rows:
                produce.make(gathered, actor=Schedule())
        except NotPossible:
            if look + 1 == LOOKS:
                raise
            continue
        break
    return gathered
