"""What a connection is called and which of the vendor's installations it is; what to prepare stands beside it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.hub.admin import checking
from apps.hub.admin.connections import ConnectionForm
from apps.hub.admin.pages import actor_of
from apps.hub.checks import credentials_model
from apps.hub.models import Connection, End
from apps.hub.onboarding.leaving import Overtaken, begin_again
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import complaints, found_wrong, tied


class NameForm(ConnectionForm):
    """Name, environment and, where the hub calls the vendor, an address of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connector = self.instance.connector
        if connector.client is None:
            del self.fields["base_url"]
        if len(connector.environments) == 1:  # one place is no choice
            self.fields["environment"].widget = forms.HiddenInput()
            self.initial["environment"] = connector.environments[0].slug
        if not self.instance.pk:
            self.initial["name"] = free_name(connector.name)


def form_for(here: Here, data: Any = None) -> NameForm:
    """Give the form for the connection of an end, which may not be there yet; for files alone it has no address."""
    slug = here.one.connector_slug
    first = here.connector.environments[0].slug if here.by_file else ""
    form = NameForm(data, instance=here.one.connection or Connection(connector_slug=slug, environment=first))
    for name in ("environment", "base_url") if here.by_file else ():
        form.fields.pop(name, None)
    return form


def free_name(name: str) -> str:
    """Give a name that no connection has yet."""
    taken = set(Connection.objects.filter(name__startswith=name).values_list("name", flat=True))
    return next(found for number in range(1, len(taken) + 2) if (found := numbered(name, number)) not in taken)


def numbered(name: str, number: int) -> str:
    """Give a name with a number behind it, but for the first."""
    return name if number == 1 else f"{name} {number}"


def show(request: HttpRequest, here: Here) -> Context:
    """Show what is there."""
    return context(here, form_for(here))


def context(here: Here, form: NameForm) -> Context:
    """Give the form with what is to be prepared at the vendor, and what was wrong when it was tried last."""
    wrong = [*complaints(form), *found_wrong(here, "name")]
    preparation = None if here.by_file else here.connector.preparation
    return {"form": form, "preparation": preparation, "complaints": tied(form, wrong)}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Keep the connection; another address or environment has to be tried anew."""
    form = form_for(here, request.POST)
    if not form.is_valid():
        return context(here, form)
    try:
        keep(here.one, form)
    except IntegrityError as error:
        raise Overtaken from error
    if {"environment", "base_url"} & set(form.changed_data):
        begin_again(here.one)
    if credentials_model(here.connector) is None:  # nothing opens it, so its name connects it
        checking.take_up(here.connection, actor_of(request))
    return None


@transaction.atomic
def keep(end: End, form: NameForm) -> None:
    """Save the connection and hang it on its end; `Overtaken` when the end has got another one meanwhile."""
    fresh = form.instance.pk is None
    end.connection = form.save()
    if fresh and not End.objects.filter(pk=end.pk, connection=None).update(connection=end.connection):
        raise Overtaken


def only_named(here: Here) -> bool:
    """Tell whether there is no environment to choose: what comes in files alone, or what nothing has to open."""
    return here.by_file or credentials_model(here.connector) is None


STEP = Step(
    slug="name",
    title=_("Name and environment of %(name)s"),
    template="hub/onboarding/name.html",
    show=show,
    take=take,
    done=lambda here: here.one.connection is not None,
    applies=lambda here: not only_named(here),
    of_end=True,
)
#: The same for what comes in files alone, and for what nothing has to open.
BY_FILE = replace(STEP, title=_("Name of %(name)s"), applies=only_named)
