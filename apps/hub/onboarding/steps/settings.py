"""How documents are booked: the choices that both ends leave to a flow's owner. It is made here, switched off."""

from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core.connector import Setting
from apps.hub import tasks
from apps.hub.admin.flow_page import documents_of, settings_by_side
from apps.hub.admin.flows import PREFIX, Choice, FlowForm, setting_field
from apps.hub.batches.choices import BY_API, FILE_SETTINGS, WAY
from apps.hub.engine.doors import receive, upload
from apps.hub.models import Connection, Event, Flow, Onboarding, Side
from apps.hub.onboarding.leaving import Overtaken
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.what import flow_between
from apps.hub.onboarding.words import complaints


def form_for(here: Here, data: Any = None) -> FlowForm:
    """Give the form for the flow between both ends, which may have been made before."""
    ends = {side: here.side(side) for side in Side}
    source, target = (end.connection if end else None for end in (ends[Side.SOURCE], ends[Side.TARGET]))
    if source is None or target is None:
        raise LookupError("both ends come first")
    flow = here.row.flow or flow_between(here) or Flow(source=source, target=target, kind=here.row.kind)
    fields = {f"{PREFIX}{one.slug}": setting_field(one) for one in left_open(source, target, here.row)}
    route = Choice(source, target, here.row.kind, documents_of(flow))
    form = type("SettingsForm", (FlowForm,), {**fields, "route": route, "__module__": __name__})
    found: FlowForm = form(data, instance=flow)
    if not flow.pk:
        found.initial["name"] = route.name[:120]
    return found


def left_open(source: Connection, target: Connection, row: Onboarding) -> list[Setting]:
    """Give what is still to be chosen: how documents get there was asked first, and files are for files only."""
    known = {WAY.slug, *(FILE_SETTINGS if row.way == BY_API else ())}
    declared = chain.from_iterable(settings_by_side(Choice(source, target, row.kind, documents="")))
    return [one for one in declared if one.slug not in known]


def show(request: HttpRequest, here: Here) -> Context:
    """Show the choices as they are."""
    return {"form": form_for(here)}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Make the flow, or change what was chosen for it."""
    form = form_for(here, request.POST)
    if not form.is_valid():
        return {"form": form, "complaints": complaints(form)}
    try:
        keep(here.row, form)
    except IntegrityError as error:
        raise Overtaken from error
    return None


@transaction.atomic
def keep(row: Onboarding, form: FlowForm) -> None:
    """Save the flow, hang it on the onboarding, and hand it what came before it was there."""
    if row.way:
        form.instance.settings = {**form.instance.settings, WAY.slug: row.way}
    flow = form.save()
    if not Onboarding.objects.filter(pk=row.pk, finished_at=None, given_up_at=None).update(flow=flow):
        raise Overtaken
    came = Event.objects.filter(connection=flow.source, kind=flow.kind, state=Event.State.UNROUTED)
    if receive.route_again(came.order_by("-pk")[:MOST]):
        tasks.ring()
    upload.hand_to(flow)


#: What came before there was a flow, and is handed to it now; there is no more than a try or two.
MOST = 500

STEP = Step(
    slug="settings",
    title=_("How documents are booked"),
    template="hub/onboarding/settings.html",
    show=show,
    take=take,
    done=lambda here: here.row.flow is not None,
)
