"""The terms for connecting a vendor, and who accepted which version of them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.hub.admin.pages import actor_of
from apps.hub.checks import credentials_model
from apps.hub.engine.decisions import resolve
from apps.hub.models import Acceptance, AuditEntry
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import Complaint

#: Changes with the text in the template; whoever accepted an older one is asked again when they next connect.
VERSION = "2026-11"


def show(request: HttpRequest, here: Here) -> Context:
    """Show the terms, and who has accepted them already."""
    return {"version": VERSION, "accepted": acceptance(here)}


def acceptance(here: Here) -> Acceptance | None:
    """Give who accepted the present version for the connection."""
    return Acceptance.objects.filter(connection=here.one.connection_id, version=VERSION).first()


def take(request: HttpRequest, here: Here) -> Outcome:
    """Write down who accepted; the first one counts."""
    if acceptance(here):
        return None
    if "accept" not in request.POST:
        return {**show(request, here), "complaints": [Complaint(_("Accept the terms to go on."), "id_accept")]}
    person = actor_of(request)
    told = {"person": person, "person_name": person.get_username()}
    _row, first = Acceptance.objects.get_or_create(connection=here.connection, version=VERSION, defaults=told)
    if first:
        resolve.audit(person, AuditEntry.Verb.ACCEPTED, here.connection, version=VERSION)
    return None


STEP = Step(
    slug="terms",
    title=gettext_lazy("Terms for %(name)s"),
    template="hub/onboarding/terms.html",
    show=show,
    take=take,
    done=lambda here: here.one.connection is not None and acceptance(here) is not None,
    applies=lambda here: credentials_model(here.connector) is not None,
    of_end=True,
)
