"""The pages of the catalogue and of the wizard, within the admin."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.connector import registry
from apps.hub.admin.pages import NOT_SENT, actor_of
from apps.hub.models import Onboarding
from apps.hub.onboarding.catalogue import cards
from apps.hub.onboarding.frame import page
from apps.hub.onboarding.leaving import Overtaken
from apps.hub.onboarding.stand import Here, Outcome, Place, after, before, current, named, places
from apps.hub.onboarding.table import STEPS

#: Who may add connections may connect systems; who may see them may look at the apps.
MAY_SEE, MAY_CONNECT, MAY_CHANGE = "hub.view_connection", "hub.add_connection", "hub.change_connection"


def apps_view(request: HttpRequest) -> HttpResponse:
    """Show the catalogue."""
    require(request, MAY_SEE)
    may = {"may_connect": request.user.has_perm(MAY_CONNECT), "may_reconnect": request.user.has_perm(MAY_CHANGE)}
    context = {"cards": cards(), **may}
    return page(request, "hub/onboarding/apps.html", _("Apps"), context)


def start_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to connect an app, and go to the first step."""
    require(request, MAY_CONNECT)
    if slug not in registry.slugs():
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("onboarding:apps"))
    begun = {"connector_slug": slug, "started_by": actor_of(request)}
    row, _made = Onboarding.objects.get_or_create(public_id=key_of(request), defaults=begun)
    return go(row)


def key_of(request: HttpRequest) -> UUID:
    """Give the key that the catalogue put into the form, or a new one for a form without one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def step_view(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Show one step, or take what was decided there and go on."""
    row = asked(request, public_id)
    if row.over:
        return over(request, row)
    found = places_of(row)
    place = named(found, slug)
    if place is None or place.ahead:
        return HttpResponseRedirect(current(found).url)
    if request.method != "POST":
        return shown(request, place, found, place.step.show(request, place.here))
    return decided(request, place, found)


def decided(request: HttpRequest, place: Place, found: list[Place]) -> HttpResponse:
    """Take a decision: go on, show the step again with what is wrong, or say that somebody was faster."""
    row = place.here.row
    try:
        outcome: Outcome = place.step.take(request, place.here)
    except Overtaken:
        row.refresh_from_db()
        return over(request, row) if row.over else overtaken(request, row)
    if isinstance(outcome, HttpResponse):
        return outcome
    if outcome is not None:
        return shown(request, place, found, outcome)
    row.refresh_from_db()
    following = after(places_of(row), place.slug)
    Onboarding.objects.filter(pk=row.pk).update(place=following.slug, updated_at=timezone.now())
    return HttpResponseRedirect(following.url)


def shown(request: HttpRequest, place: Place, found: list[Place], context: dict[str, Any]) -> HttpResponse:
    """Give the page of a step, with where it stands among the others."""
    slugs = [each.slug for each in found]
    told = {
        "place": place,
        "places": found,
        "back": before(found, place.slug),
        "number": slugs.index(place.slug) + 1,
        "count": len(found) if place.here.ends else 0,
        "passed": passed(found, place),
        "row": place.here.row,
    }
    return page(request, place.step.template, place.title, {**told, **context})


def passed(found: list[Place], place: Place) -> set[str]:
    """Give the steps that are done and lie before the furthest one that somebody has been at."""
    slugs = [each.slug for each in found]
    reached = [slugs.index(slug) for slug in (place.slug, place.here.row.place) if slug in slugs]
    return {each.slug for each in found[: max(reached)] if each.done and each.slug != place.slug}


def resume_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on where somebody stopped, on whatever day and machine."""
    row = asked(request, public_id)
    return over(request, row) if row.over else go(row)


def go(row: Onboarding) -> HttpResponseRedirect:
    """Go to the step that was reached, or to the first one that has to be done before it."""
    found = places_of(row)
    reached = named(found, row.place)
    return HttpResponseRedirect(reached.url if reached and not reached.ahead else current(found).url)


def over(request: HttpRequest, row: Onboarding) -> HttpResponse:
    """Say that there is nothing to go on with, and by whom it was finished."""
    name = registry.get(row.connector_slug).name
    if row.given_up_at:
        messages.info(request, _("Connecting %(name)s was given up. You can begin anew.") % {"name": name})
        return HttpResponseRedirect(reverse("onboarding:apps"))
    who = row.finished_by.get_username() if row.finished_by else _("somebody")
    told = _("This was finished already, by %(who)s: %(flow)s is on. Nothing was done twice.")
    messages.info(request, told % {"who": who, "flow": row.flow or name})
    return HttpResponseRedirect(reverse("admin:index"))


def overtaken(request: HttpRequest, row: Onboarding) -> HttpResponse:
    """Say that somebody else went on meanwhile, and show how it stands."""
    told = _("Somebody else, or you in another window, has done this meanwhile. This is how it stands now.")
    messages.warning(request, told)
    return go(row)


def asked(request: HttpRequest, public_id: UUID) -> Onboarding:
    """Give the onboarding of an address; 404 for one whose app is no longer installed."""
    require(request, MAY_CONNECT)
    rows = Onboarding.objects.select_related("flow", "finished_by", "started_by")
    row = rows.filter(public_id=public_id, connector_slug__in=registry.slugs()).first()
    if row is None:
        raise Http404
    return row


def places_of(row: Onboarding) -> list[Place]:
    """Give every step of an onboarding as it stands now."""
    return places(Here.of(row), STEPS)


def require(request: HttpRequest, right: str) -> None:
    """Refuse the request of somebody who has not got the right."""
    if not request.user.has_perm(right):
        raise PermissionDenied


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view that acts only when a form is sent to it; whoever had to sign in first is told so."""

    def wrapped(request: HttpRequest, public_id: UUID, **names: str) -> HttpResponse:
        row = asked(request, public_id)
        if row.over:
            return over(request, row)
        if request.method == "POST":
            return view(request, row, **names)
        messages.warning(request, NOT_SENT)
        return go(row)

    return wrapped
