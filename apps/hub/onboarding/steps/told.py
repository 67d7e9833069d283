"""What a vendor that sends its documents by itself must be told: where to, and how it proves that it is itself."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.hub.admin import checking, sections, token_client
from apps.hub.admin.connection_page import client_of, hook_addresses, told
from apps.hub.admin.pages import actor_of
from apps.hub.models import Connection
from apps.hub.onboarding.stand import Context, Here, Outcome, Step


def show(request: HttpRequest, here: Here) -> Context:
    """Show what is to be copied over; never a secret."""
    row, section = here.connection, sections.section_of(here.connector)
    client_id = client_of(section, row.credentials)
    return {
        "hooks": hook_addresses(row, here.connector, request),
        "told": told(section, row.credentials),
        "client_id": client_id,
        "has_secret": token_client.has_secret(client_id),
        "token_url": request.build_absolute_uri(reverse("token")) if client_id else "",
    }


def take(request: HttpRequest, here: Here) -> Outcome:
    """Remember that somebody said so; a vendor that cannot be asked is connected by that."""
    here.one.told_at = here.one.told_at or timezone.now()
    here.one.save(update_fields=["told_at"])
    if here.connector.check is None and here.connection.state != Connection.State.CONNECTED:
        checking.take_up(here.connection, actor_of(request))
    return None


def done(here: Here) -> bool:
    """Tell whether somebody said so, and whether that still connects a vendor which cannot be asked."""
    row = here.one.connection
    connected = row is not None and row.state == Connection.State.CONNECTED
    return here.one.told_at is not None and (connected or here.connector.check is not None)


STEP = Step(
    slug="told",
    title=_("What %(name)s must be told"),
    template="hub/onboarding/told.html",
    show=show,
    take=take,
    done=done,
    applies=lambda here: bool(here.connector.hooks) and not here.by_file,
    of_end=True,
)
