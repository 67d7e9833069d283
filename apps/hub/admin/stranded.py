"""What is ready to leave the hub and cannot: files that were not delivered, and webhooks that were switched off."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.hub.admin import wording
from apps.hub.admin.pages import address
from apps.hub.models import Batch, Shipment, Subscription

#: So many of each are told; the oldest first, as it waits the longest.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Stranded:
    """One thing that does not leave, why not, and the page on which it is sent again."""

    words: str
    reason: str
    link: str


def stranded(user: User) -> list[Stranded]:
    """Give what does not leave, as far as somebody may see it: two queries at most."""
    kinds = {"hub.view_batch": files, "hub.view_subscription": webhooks}
    return [one for right, found in kinds.items() if user.has_perm(right) for one in found()]


def files() -> list[Stranded]:
    """Give the files that were given up; what became of a file that is decided needs nobody any more."""
    rows = Shipment.objects.filter(state=Shipment.State.FAILED, batch__state=Batch.State.PRODUCED)
    told = _("The file %(file)s could not be delivered to %(place)s")
    return [
        Stranded(
            told % {"file": row.batch.file_name, "place": row.outlet},
            wording.explain(row.code, row.params).line,
            address(row.batch),
        )
        for row in rows.select_related("batch", "outlet").order_by("pk")[:SHOWN]
    ]


def webhooks() -> list[Stranded]:
    """Give the webhooks that were switched off because nothing arrived; not those that a person switched off."""
    rows = Subscription.objects.filter(active=False).exclude(code="").order_by("pk")
    told = _("The webhook %(name)s is switched off")
    return [Stranded(told % {"name": row}, wording.explain(row.code).line, address(row)) for row in rows[:SHOWN]]
