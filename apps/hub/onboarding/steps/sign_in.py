"""Signing in at the vendor's own page, where it has one; we never see the password."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.hub import callback
from apps.hub.models import Connection
from apps.hub.onboarding.frame import page
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.credentials import signed_in
from apps.hub.onboarding.words import trouble_at


def asked_by(connection: Connection) -> bool:
    """Tell whether a person signs in at the vendor's own page."""
    return connection.oauth is not None and connection.oauth.consent is not None


def is_for(here: Here) -> bool:
    """Tell whether somebody has to go to the vendor's page; before there are credentials the usual way counts."""
    connection = here.one.connection or Connection(connector_slug=here.one.connector_slug)
    return asked_by(connection) and not here.by_file


def leave(request: HttpRequest, connection: Connection, *, back: str) -> HttpResponse:
    """Send a person to the vendor's page; they come back to ``back`` with what came of it in words.

    Not by a redirect: the policy of our pages lets a form lead to ourselves only, and a browser holds that against
    every address that a redirect leads through.
    """
    answer = callback.leave_for(request, connection, back=back)
    title = gettext("Sign in at %(name)s") % {"name": connection.connector.name}
    return page(request, "hub/onboarding/leaving.html", title, {"address": answer["Location"]})


def show(request: HttpRequest, here: Here) -> Context:
    """Offer the way there, or the way on for those who have been there; say what went wrong last."""
    end, row = here.one, here.connection
    wrong = [trouble_at(row, end.code, end.params)] if end.code else []
    return {"signed_in": signed_in(row), "complaints": wrong}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Go to the vendor, or on."""
    if "go_on" in request.POST and signed_in(here.connection):
        return None
    return leave(request, here.connection, back=reverse("onboarding:resume", args=(here.row.public_id,)))


STEP = Step(
    slug="sign-in",
    title=_("Sign in at %(name)s"),
    template="hub/onboarding/sign_in.html",
    show=show,
    take=take,
    done=lambda here: here.one.connection is not None and signed_in(here.one.connection),
    applies=is_for,
    of_end=True,
)
