"""What can be pressed beside the steps: use what is there, ask the source now, send a link, give up."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.hub import tasks
from apps.hub.admin.pages import actor_of, chosen_ids
from apps.hub.engine.decisions import asking, resolve
from apps.hub.models import AuditEntry, Connection, End, Onboarding
from apps.hub.onboarding import invitations
from apps.hub.onboarding.frame import page
from apps.hub.onboarding.leaving import Overtaken, drop_unused
from apps.hub.onboarding.stand import Here
from apps.hub.onboarding.steps.mappings import flow_of
from apps.hub.onboarding.views import go, over, overtaken, places_of, posted


def end_of(row: Onboarding, side: str) -> End:
    """Give an end that is being filled in, or 404."""
    end = Here.of(row).side(side)
    if end is None or end.chosen or end.connection is None:
        raise Http404
    return end


@posted
def use_view(request: HttpRequest, row: Onboarding, side: str) -> HttpResponse:
    """Take a connection that is there already instead of a second one with the same account."""
    end = end_of(row, side)
    wanted = chosen_ids([request.POST.get("connection", "")])
    there = Connection.objects.filter(pk__in=wanted, connector_slug=end.connector_slug)
    found = there.filter(state=Connection.State.CONNECTED).first()
    if found is None:
        return overtaken(request, row)
    try:
        exchange(row, end, found)
    except Overtaken:
        return overtaken(request, row)
    told = _("“%(name)s” is used. What you had begun for the same account was thrown away.")
    messages.success(request, told % {"name": found.name})
    return go(row)


@transaction.atomic
def exchange(row: Onboarding, end: End, found: Connection) -> None:
    """Put a connection in the place of a draft; `Overtaken` once the flow is made."""
    if not Onboarding.objects.filter(pk=row.pk, flow=None, finished_at=None).update(updated_at=timezone.now()):
        raise Overtaken
    draft = end.connection
    end.connection, end.chosen, end.code = found, True, ""
    end.save(update_fields=["connection", "chosen", "code"])
    drop_unused(draft)


@posted
def fetch_view(request: HttpRequest, row: Onboarding, slug: str) -> HttpResponse:
    """Have the source asked for its documents now, so that there is something to look at."""
    try:
        flow = flow_of(Here.of(row))
    except LookupError as error:
        raise Http404 from error
    if asking.asks(flow) and asking.ask_now(flow, actor=actor_of(request)):
        tasks.ring_pull()
        messages.success(request, _("The source is asked as soon as a worker is free. Nothing is booked yet."))
    else:
        messages.info(request, _("The source is being asked already. Look again in a moment."))
    places = {place.slug: place for place in places_of(row)}
    return HttpResponseRedirect(places[slug].url) if slug in places else go(row)


@posted
def invite_view(request: HttpRequest, row: Onboarding, side: str) -> HttpResponse:
    """Make a link for the colleague who has the credentials, and show it this once."""
    end = end_of(row, side)
    invitation, key = invitations.invite(end, actor_of(request))
    resolve.audit(actor_of(request), AuditEntry.Verb.INVITED, end.connection or row)
    address = request.build_absolute_uri(reverse("invited", args=(key,)))
    back = next(place for place in places_of(row) if place.slug == f"{side}-credentials")
    context = {"address": address, "invitation": invitation, "end": end, "back": back, "row": row}
    return page(request, "hub/onboarding/invite.html", _("A link for your colleague"), context)


@posted
def give_up_view(request: HttpRequest, row: Onboarding) -> HttpResponse:
    """Throw a draft away; connections that anything hangs on stay."""
    now = timezone.now()
    if not Onboarding.objects.filter(pk=row.pk, finished_at=None, given_up_at=None).update(given_up_at=now):
        row.refresh_from_db()
        return over(request, row)
    for end in Here.of(row).ends:
        end.delete()
        if not end.chosen:
            drop_unused(end.connection)
    resolve.audit(actor_of(request), AuditEntry.Verb.GAVE_UP, row)
    messages.success(request, _("Given up. Nothing was connected by it."))
    return HttpResponseRedirect(reverse("onboarding:apps"))
