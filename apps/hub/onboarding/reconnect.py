"""Signing in to a connection again: only the secret is asked for, another account is refused, the queue goes on."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.account import Identity
from apps.core.errors import NotAuthorized, Trouble
from apps.hub.admin import checking
from apps.hub.admin.credentials import CredentialsForm
from apps.hub.admin.pages import actor_of, address
from apps.hub.admin.sections import report
from apps.hub.checks import secret_fields
from apps.hub.engine.access import health
from apps.hub.models import Connection, Token
from apps.hub.onboarding import trying
from apps.hub.onboarding.frame import page
from apps.hub.onboarding.steps.credentials import form_of
from apps.hub.onboarding.steps.sign_in import asked_by, leave
from apps.hub.onboarding.views import MAY_CHANGE, require
from apps.hub.onboarding.words import Complaint, complaints, tied, trouble_at


def reconnect_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the secret, try it, and only then keep it."""
    require(request, MAY_CHANGE)
    row = Connection.objects.with_credentials().filter(pk=pk).first()
    if row is None:
        raise Http404
    if row.credentials is None:
        return HttpResponseRedirect(address(row))
    if request.method != "POST":
        return shown(request, row, secrets_form(row), [])
    if "leave" in request.POST and asked_by(row):
        return leave(request, row, back=reverse("onboarding:reconnect", args=(pk,)))
    return tried(request, row)


def secrets_form(row: Connection, data: Any = None) -> CredentialsForm:
    """Give the form for the secrets alone; what is left empty stays as it is.

    The id that belongs to a secret is there too: many vendors give both anew, never one without the other.
    """
    form, oauth = form_of(row, data), row.connector.oauth
    wanted = {*secret_fields(type(form.instance)), *([oauth.client_id] if oauth else [])}
    for name in set(form.fields) - wanted:
        del form.fields[name]
    return form


def tried(request: HttpRequest, row: Connection) -> HttpResponse:
    """Try what was typed in without keeping it; what is kept opens the same account as before."""
    form = secrets_form(row, request.POST)
    if not form.is_valid():
        return shown(request, row, form, complaints(form))
    answer = trying.ask(row)
    if isinstance(answer, Trouble):
        return shown(request, row, form, [at_field(trouble_at(row, answer.code, dict(answer.params)), form)])
    if row.account_id and answer.account_id and answer.account_id[:80] != row.account_id:
        return refused(request, row, form, answer)
    return kept(request, row, form, answer)


def at_field(wrong: Complaint, form: CredentialsForm) -> Complaint:
    """Let a complaint point to a field of this page only: the address and the account are not changed here."""
    here = any(field.id_for_label == wrong.field for field in form)
    return wrong if here else replace(wrong, field="", step="")


def refused(request: HttpRequest, row: Connection, form: CredentialsForm, found: Identity) -> HttpResponse:
    """Keep another account out; where a person signed in to it at the vendor, nothing goes there either."""
    if asked_by(row):
        health.pause(row, NotAuthorized("auth.other_account"))
    told = _("This opens another account: %(found)s instead of %(account)s. Nothing was changed.")
    names = {"found": found.name, "account": row.whose}
    advice = _("To connect another account, begin at the apps.")
    return shown(request, row, form, [Complaint(told % names, last_field(form), "credentials", advice)])


def last_field(form: CredentialsForm) -> str:
    """Give the id of the form's last field, beside which an error stands."""
    fields = list(form)
    return str(fields[-1].id_for_label) if fields else ""


def kept(request: HttpRequest, row: Connection, form: CredentialsForm, found: Identity) -> HttpResponse:
    """Keep the secret and let the queue go on."""
    with transaction.atomic():
        form.save()
    report(request, trying.take_up(row, found, actor_of(request)))
    return HttpResponseRedirect(address(row))


def signed_in_since(row: Connection) -> bool:
    """Tell whether a person has been at the vendor's page after the connection was paused."""
    return Token.objects.filter(connection=row, issued_at__gte=row.state_since, refusal="").exists()


def shown(request: HttpRequest, row: Connection, form: CredentialsForm, wrong: list[Complaint]) -> HttpResponse:
    """Give the page; what is stored is never on it."""
    context = {
        "row": row,
        "form": form,
        "complaints": tied(form, wrong),
        "signs_in": asked_by(row),
        "signed_in": signed_in_since(row),
        "preparation": row.connector.preparation,
        "waiting": checking.waiting_for(row),
    }
    return page(request, "hub/onboarding/reconnect.html", _("Sign in to %(name)s again") % {"name": row.name}, context)
