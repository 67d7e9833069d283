"""Every value of the last documents that has no counterpart yet, in one table."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.hub import formats, tasks
from apps.hub.admin.pages import actor_of
from apps.hub.models import Flow
from apps.hub.onboarding import mapping_table
from apps.hub.onboarding.last_documents import last, waiting_room
from apps.hub.onboarding.stand import Context, Here, Outcome, Step


def flow_of(here: Here) -> Flow:
    """Give the flow that was made in the step before; LookupError while there is none."""
    flow = Flow.objects.select_related("source", "target").filter(pk=here.row.flow_id or 0).first()
    if flow is None:
        raise LookupError("the flow comes first")
    return flow


def show(request: HttpRequest, here: Here) -> Context:
    """Show the table, or how the first document gets here."""
    flow = flow_of(here)
    rows = mapping_table.rows(flow, fresh="fresh" in request.GET)
    offers = {row.missing.vocabulary: row.offer for row in rows}
    came = bool(rows) or bool(last(flow, 1))
    return {"flow": flow, "rows": rows, "offers": list(offers.values()), **waiting_room(request, flow, came=came)}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Map what was chosen and go on; what is left waits for a person later, and is said."""
    flow = flow_of(here)
    known = [entry.slug for entry in flow.target.connector.vocabularies]
    kept = mapping_table.keep(flow, mapping_table.answers(request.POST, known), actor=actor_of(request))
    if kept.released:
        tasks.ring()
    tell(request, kept)
    return None


def tell(request: HttpRequest, kept: mapping_table.Kept) -> None:
    """Say what was mapped, and what somebody else had mapped before."""
    if kept.mapped:
        told = ngettext(
            "%(count)s value has a counterpart now.", "%(count)s values have a counterpart now.", kept.mapped
        )
        messages.success(request, told % {"count": formats.whole(kept.mapped)})
    if kept.taken:
        told = _("Somebody else has mapped this meanwhile, and it stays so: %(which)s")
        messages.warning(request, told % {"which": "; ".join(kept.taken)})


STEP = Step(
    slug="mappings",
    title=gettext_lazy("What values are called on the other side"),
    template="hub/onboarding/mappings.html",
    show=show,
    take=take,
    done=lambda here: here.row.flow is not None,
)
