"""What opens the account: typed in here, kept encrypted with the connection, and never shown again."""

from typing import Any, cast

from django import forms
from django.db import transaction
from django.forms import modelform_factory
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core.connector import Connector
from apps.hub.admin import sections
from apps.hub.admin.credentials import CredentialsForm, form_for, secret_field
from apps.hub.admin.pages import actor_of
from apps.hub.checks import credentials_model
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, Credentials
from apps.hub.onboarding.leaving import Overtaken, begin_again
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import complaints, found_wrong, tied


def form_of(connection: Connection, data: Any = None) -> CredentialsForm:
    """Give the form for the credentials of a connection; what is stored is never in it."""
    return form_on(connection.credentials or blank(connection), connection.connector, data)


def blank(connection: Connection) -> Credentials:
    """Give credentials in which nothing is filled in, unsaved."""
    return sections.section_of(connection.connector).model(connection_id=connection.pk)  # type: ignore[no-any-return]


def form_on(row: Credentials, connector: Connector, data: Any = None) -> CredentialsForm:
    """Give the form for a row of credentials, without the fields that nobody types in."""
    section = sections.section_of(connector)
    own = [field.name for field in section.model.own_fields()]
    form = modelform_factory(
        section.model,
        form=form_for(section.model, section.our_token),
        fields=[name for name in own if name not in filled_by_us(connector)],
        formfield_callback=field_for,
    )
    return cast("CredentialsForm", form(data, instance=row))


def field_for(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """Never render a secret."""
    return secret_field(db_field) or db_field.formfield(**kwargs)


def filled_by_us(connector: Connector) -> frozenset[str]:
    """Name the fields that nobody types in: what a person's consent gives."""
    oauth = connector.oauth
    return frozenset({oauth.refresh_token}) if oauth and oauth.consent else frozenset()


def keep(connection: Connection, form: CredentialsForm) -> None:
    """Save the credentials; `Overtaken` when somebody else has saved the first ones meanwhile."""
    first = form.instance.pk is None
    with transaction.atomic():
        Connection.objects.select_for_update().get(pk=connection.pk)
        if first and type(form.instance)._default_manager.filter(connection=connection).exists():
            raise Overtaken
        form.save()


def signed_in(connection: Connection) -> bool:
    """Tell whether a person has let the hub in at the vendor's page."""
    oauth = connection.oauth
    if oauth is None or connection.credentials is None:
        return False
    return bool(connection.secrets().get(oauth.refresh_token))


def show(request: HttpRequest, here: Here) -> Context:
    """Show the fields; a secret that is there says only that it is."""
    return context(here, form_of(here.connection))


def context(here: Here, form: CredentialsForm) -> Context:
    """Give the form with what is to be prepared at the vendor, and what was wrong when it was tried last."""
    wrong = [*complaints(form), *found_wrong(here, "credentials")]
    told = {"preparation": here.connector.preparation, "complaints": tied(form, wrong), "may_invite": True}
    return {"form": form, **told}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Keep what was typed in; it has to be tried anew."""
    form = form_of(here.connection, request.POST)
    if not form.is_valid():
        return context(here, form)
    if form.has_changed() or form.instance.pk is None:
        keep(here.connection, form)
        begin_again(here.one)
        resolve.audit(actor_of(request), AuditEntry.Verb.FILLED, here.connection)
    return None


STEP = Step(
    slug="credentials",
    title=_("Credentials of %(name)s"),
    template="hub/onboarding/credentials.html",
    show=show,
    take=take,
    done=lambda here: here.one.connection is not None and here.one.connection.credentials is not None,
    applies=lambda here: not here.by_file and credentials_model(here.connector) is not None,
    of_end=True,
)
