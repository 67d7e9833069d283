"""The last documents exactly as they would be booked: the real translation, and nothing is sent."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.hub.onboarding.last_documents import shown, waiting_room
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.mappings import flow_of


def show(request: HttpRequest, here: Here) -> Context:
    """Show up to five documents, or how the first one gets here."""
    flow = flow_of(here)
    found = shown(flow)
    return {"flow": flow, "documents": found, **waiting_room(request, flow, came=bool(found))}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Go on: looking decides nothing."""
    return None


STEP = Step(
    slug="preview",
    title=_("The last documents as they would be booked"),
    template="hub/onboarding/preview.html",
    show=show,
    take=take,
    done=lambda here: here.row.flow is not None,
)
