"""The page of a colleague who was sent a link: one step, without an account here, and nothing that was saved."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.hub.admin.credentials import CredentialsForm
from apps.hub.models import AuditEntry, Connection, Invitation
from apps.hub.onboarding import invitations
from apps.hub.onboarding.leaving import begin_again
from apps.hub.onboarding.steps.credentials import blank, form_on
from apps.hub.onboarding.words import complaints

FRAME = "hub/onboarding/invited.html"


class Closed(Exception):
    """The link was used, or is over."""


@never_cache
def invited_view(request: HttpRequest, key: str) -> HttpResponse:
    """Show the step, or take what was typed in; afterwards the link opens nothing any more."""
    if invitations.too_many(request.META.get("REMOTE_ADDR", "")):
        return render(request, "429.html", status=429)
    invitation = invitations.opened(key)
    if invitation is None or invitation.end.connection is None:
        return answered(request, {"closed": True}, status=410)
    return asked(request, invitation, invitation.end.connection)


def asked(request: HttpRequest, invitation: Invitation, row: Connection) -> HttpResponse:
    """Take a form that is in order, or show it with what is not."""
    form = blank_form(row, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        wrong = complaints(form) if form.is_bound else []
        context = {"form": form, "complaints": wrong, "row": row, "preparation": row.connector.preparation}
        return answered(request, {**context, "author": invitation.author}, status=200)
    try:
        keep(invitation, row, form)
    except Closed:
        return answered(request, {"closed": True}, status=410)
    return answered(request, {"done": True, "row": row}, status=200)


def blank_form(row: Connection, data: Any = None) -> CredentialsForm:
    """Give the form as if nothing had ever been saved."""
    return form_on(blank(row), row.connector, data)


@transaction.atomic
def keep(invitation: Invitation, row: Connection, form: CredentialsForm) -> None:
    """Use the link up and put the credentials in the place of what may have been there."""
    if not invitations.use_up(invitation):
        raise Closed
    Connection.objects.select_for_update().get(pk=row.pk)
    known = type(form.instance)._default_manager.filter(connection=row).values_list("pk", flat=True).first()
    form.instance.pk, form.instance.connection = known, row
    form.instance._state.adding = known is None
    form.instance.save()
    begin_again(invitation.end)
    note(invitation, row)


def note(invitation: Invitation, row: Connection) -> None:
    """Write down that a colleague has done it, and who had asked for it."""
    author = invitation.author.get_username() if invitation.author else "—"
    AuditEntry.objects.create(
        actor_name=(_("a colleague, invited by %(who)s") % {"who": author})[:150],
        verb=AuditEntry.Verb.FILLED,
        noun="connection",
        noun_id=str(row.pk),
        about=str(row)[:300],
    )


def answered(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Give a page; its address, in which the key stands, no other site learns of: that is the policy of all pages."""
    return render(request, FRAME, context, status=status)


urlpatterns = [path("<str:key>/", invited_view, name="invited")]
