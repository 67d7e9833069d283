"""Switching the flow on: from here on documents are booked as they come."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.hub import tasks
from apps.hub.admin.asking import intervals
from apps.hub.admin.flow_page import collecting_of
from apps.hub.admin.flows import switched
from apps.hub.admin.pages import actor_of
from apps.hub.batches.choices import BY_API
from apps.hub.engine.decisions import asking, resolve
from apps.hub.engine.rows import clock
from apps.hub.models import Flow, Onboarding
from apps.hub.onboarding import summary
from apps.hub.onboarding.last_documents import unmapped
from apps.hub.onboarding.leaving import Overtaken
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.mappings import flow_of

#: Minutes from one asking to the next that are proposed.
USUAL = 15


def show(request: HttpRequest, here: Here) -> Context:
    """Say what switching on will do."""
    flow = flow_of(here)
    pull = asking.pull_of(flow)
    kept, early = summary.kept(flow)
    return {
        "flow": flow,
        "facts": summary.facts(flow),
        "kept": kept,
        "early": early,
        "left": len(unmapped(flow)),
        "intervals": intervals(pull.every) if pull else (),
        "every": str((pull.every if pull else None) or USUAL),
        "collecting": collecting_of(flow, request) if flow.collected else None,
    }


def take(request: HttpRequest, here: Here) -> Outcome:
    """Switch on and say the wizard is finished, together; whoever comes second is told so."""
    flow, actor = flow_of(here), actor_of(request)
    released = finish(here.row, flow, actor)
    every = request.POST.get("every", "")
    if asking.asks(flow) and every in dict(intervals(None)):
        asking.ask_every(flow, minutes=int(every) if every else None, actor=actor)
        tasks.ring_pull()
    tasks.ring()
    messages.success(request, switched(active=True, released=released))
    if not flow.collected:
        return HttpResponseRedirect(reverse("admin:index"))
    messages.info(request, next_of(flow))
    return HttpResponseRedirect(reverse("admin:hub_flow_change", args=(flow.pk,)))


def next_of(flow: Flow) -> str:
    """Say what is to be done next where documents are collected."""
    if flow.setting("way") == BY_API:
        return _("Next: issue a key, and have your program read the address below.")
    return _("Next: as soon as documents are ready, produce a file of them, here or under Produced files.")


@transaction.atomic
def finish(row: Onboarding, flow: Flow, actor: Any) -> int:
    """Switch the flow on once; give how many documents were waiting for that."""
    now = clock.now()
    unfinished = Onboarding.objects.filter(pk=row.pk, finished_at=None, given_up_at=None)
    if not unfinished.update(finished_at=now, finished_by=actor, updated_at=now):
        raise Overtaken
    return resolve.switch(flow, active=True, actor=actor)


STEP = Step(
    slug="activate",
    title=gettext_lazy("Activate"),
    template="hub/onboarding/activate.html",
    show=show,
    take=take,
    done=lambda here: here.row.finished_at is not None,
)
