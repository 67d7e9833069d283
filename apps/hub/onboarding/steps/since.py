"""From which day on: a source that is asked gives the past as well, and somebody may have booked it by hand."""

from contextlib import suppress
from datetime import date

from django.db.models import Count, Max, Min
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.connector import registry
from apps.hub.engine.decisions import beginning
from apps.hub.models import Side, Transfer
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.mappings import flow_of
from apps.hub.onboarding.words import Complaint

SINCE, ALL = "since", "all"


def gives_the_past(here: Here) -> bool:
    """Tell whether the source is asked, and so gives what was there before anybody connected it."""
    end = here.side(Side.SOURCE)
    if end is None:
        return False
    sources = {source.kind: source for source in registry.get(end.connector_slug).sources}
    return here.row.kind in sources and sources[here.row.kind].pull is not None


def proposed(here: Here) -> tuple[str, date]:
    """Give the choice that was made; whoever has not been here is proposed the first of this month."""
    chosen = beginning.beginning(flow_of(here))
    undecided = here.row.place == STEP.slug
    return (SINCE if chosen or undecided else ALL), chosen or timezone.localdate().replace(day=1)


def show(request: HttpRequest, here: Here) -> Context:
    """Ask, and tell of which days the documents are that have come already."""
    flow = flow_of(here)
    choice, since = proposed(here)
    came = Transfer.objects.filter(flow=flow).aggregate(
        count=Count("pk"), first=Min("issued_on"), last=Max("issued_on")
    )
    return {"flow": flow, "choice": choice, "since": since.isoformat(), "came": came}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Keep the choice as a rule of the flow."""
    choice, typed = request.POST.get("begin", ""), request.POST.get("since", "")
    if choice == ALL:
        beginning.begin(flow_of(here), None)
        return None
    with suppress(ValueError):
        beginning.begin(flow_of(here), date.fromisoformat(typed))
        return None
    wrong = Complaint(_("Enter a day, or choose all documents."), "id_since")
    return {**show(request, here), "choice": SINCE, "since": typed[:10], "complaints": [wrong]}


STEP = Step(
    slug="since",
    title=gettext_lazy("From which day on"),
    template="hub/onboarding/since.html",
    show=show,
    take=take,
    done=lambda here: here.row.flow is not None,
    applies=gives_the_past,
)
