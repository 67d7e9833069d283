"""Trying the credentials: the vendor is asked for real, and nothing is connected before it has answered well."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core.account import Identity
from apps.core.errors import Trouble
from apps.hub.admin.pages import actor_of
from apps.hub.checks import credentials_model
from apps.hub.models import Connection
from apps.hub.onboarding import trying
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import trouble_at


def show(request: HttpRequest, here: Here) -> Context:
    """Say what will be asked, and what came of it last."""
    end, row = here.one, here.connection
    wrong = [trouble_at(row, end.code, end.params)] if end.code else []
    return {
        "asks": here.connector.check is not None,
        "account": end.account_name or row.account_name,
        "complaints": wrong,
    }


def take(request: HttpRequest, here: Here) -> Outcome:
    """Ask the vendor; what it answers decides."""
    answer = trying.ask(here.connection)
    if isinstance(answer, Trouble):
        trying.note(here.one, answer)
        return show(request, here)
    trying.note(here.one, None)
    return recognised(request, here, answer)


def recognised(request: HttpRequest, here: Here, identity: Identity) -> Outcome:
    """Connect the account, unless it is connected already or a part of it has to be chosen first."""
    end, row = here.one, here.connection
    if here.connector.unit is not None:
        end.account_id, end.account_name = identity.account_id[:80], identity.name[:200]
        end.save(update_fields=["account_id", "account_name"])
        return None
    if twin := trying.twin_of(row, identity.account_id):
        return {**show(request, here), "twin": twin, "account": identity.name}
    found = trying.take_up(row, identity, actor_of(request))
    if not found.good:
        return {**show(request, here), "twin": trying.twin_of(row, identity.account_id), "account": identity.name}
    end.account_id, end.account_name = identity.account_id[:80], identity.name[:200]
    end.save(update_fields=["account_id", "account_name"])
    return None


def done(here: Here) -> bool:
    """Tell whether the vendor has answered well; where a part is chosen next, its account is known by then."""
    row = here.one.connection
    if row is None:
        return False
    waits_for_unit = here.connector.unit is not None and bool(here.one.account_id)
    return waits_for_unit or row.state == Connection.State.CONNECTED


def asks(here: Here) -> bool:
    """Tell whether the vendor can be asked, or has to be let in for another reason than being told an address."""
    return here.connector.check is not None or not here.connector.hooks


STEP = Step(
    slug="test",
    title=_("Test the connection to %(name)s"),
    template="hub/onboarding/trial.html",
    show=show,
    take=take,
    done=done,
    applies=lambda here: not here.by_file and credentials_model(here.connector) is not None and asks(here),
    of_end=True,
)
