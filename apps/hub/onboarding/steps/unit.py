"""The part of the account: a legal entity, a company, a store. Chosen from the vendor's own list, and confirmed."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Trouble
from apps.hub.admin import checking
from apps.hub.admin.option_choice import MOST, matches
from apps.hub.admin.pages import actor_of, typed
from apps.hub.engine.access import options
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, OptionList
from apps.hub.onboarding import trying
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import Complaint, trouble_at


@dataclass(frozen=True, slots=True)
class Listed:
    """The vendor's list as far as a search leaves it, and why it is old or missing where it is."""

    rows: tuple[Mapping[str, Any], ...]
    matching: int
    known: OptionList | None
    query: str
    trouble: Complaint | None

    @property
    def more(self) -> int:
        """Give how many matching ones are not on the page."""
        return self.matching - len(self.rows)

    def label_of(self, value: str) -> str:
        """Give the name of a part; an empty text for what is not in the list."""
        rows = self.known.options if self.known else ()
        return next((str(row["label"] or value)[:200] for row in rows if row["value"] == value), "")


def listing(connection: Connection, *, query: str, chosen: str, fresh: bool) -> Listed:
    """Ask the vendor for the parts of the account; its last list stands in where it does not answer."""
    trouble = None
    try:
        known: OptionList | None = options.options(connection, options.UNIT, fresh=fresh)
    except Trouble as told:
        known, trouble = options.known(connection, options.UNIT), trouble_at(connection, told.code, dict(told.params))
    rows = known.options if known else []
    first = [row for row in rows if row["value"] == chosen]
    others = [row for row in rows if row["value"] != chosen and matches(row, query)]
    return Listed(tuple([*first, *others][:MOST]), len(first) + len(others), known, query, trouble)


def show(request: HttpRequest, here: Here) -> Context:
    """Show the list; one of thousands is searched for, not scrolled to."""
    asked, row = request.GET, here.connection
    chosen = typed(request.POST, "unit", longest=80) or row.unit_id
    found = listing(row, query=typed(asked, "q", longest=200), chosen=chosen, fresh="fresh" in asked)
    only = str(found.rows[0]["value"]) if len(found.rows) == 1 and not found.query else ""
    account = here.one.account_name or row.account_name
    return {"unit": here.connector.unit, "listed": found, "chosen": chosen or only, "account": account}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Write account and part down together, once somebody has confirmed it."""
    value, row = typed(request.POST, "unit", longest=80), here.connection
    if value and value == row.unit_id and row.state == Connection.State.CONNECTED:
        return None
    context = show(request, here)
    label = context["listed"].label_of(value)
    if wrong := objection(request, here, value, label=label):
        return {**context, **wrong}
    if not confirmed(request, here, value, label):
        return {**context, "twin": trying.twin_of(row, here.one.account_id, value)}
    return None


def objection(request: HttpRequest, here: Here, value: str, *, label: str) -> Context | None:
    """Give what stands against connecting a part; the vendor is asked about it last."""
    row = here.connection
    if not label:
        return {"complaints": [Complaint(_("Choose one from the list."), "unit-list")]}
    if "confirm" not in request.POST:
        return {"complaints": [Complaint(_("Confirm that it is the right one."), "id_confirm")]}
    if twin := trying.twin_of(row, here.one.account_id, value):
        return {"twin": twin}
    if trouble := refusal_of(here, value):
        return {"complaints": [trouble_at(row, trouble.code, dict(trouble.params))]}
    return None


def refusal_of(here: Here, value: str) -> Trouble | None:
    """Ask the vendor about one part, and give why it stays closed: credentials may open the account and not the part.

    Found out now, since otherwise the first document would.
    """
    asked = copy(here.connection)
    asked.unit_id = value
    answer = trying.ask(asked)
    trouble = answer if isinstance(answer, Trouble) else None
    trying.note(here.one, trouble)
    return trouble


def confirmed(request: HttpRequest, here: Here, value: str, label: str) -> bool:
    """Connect the account for one of its parts; False when somebody else has done so a moment ago."""
    end, row, actor = here.one, here.connection, actor_of(request)
    row.account_id, row.account_name = end.account_id, end.account_name
    row.unit_id, row.unit_name = value, label
    try:
        row.validate_constraints()
        with transaction.atomic():
            row.save(update_fields=["account_id", "account_name", "unit_id", "unit_name"])
            resolve.audit(actor, AuditEntry.Verb.CHOSE, row, value=value, label=label)
            checking.take_up(row, actor)
    except (ValidationError, IntegrityError):
        return False
    return True


def done(here: Here) -> bool:
    """Tell whether a part is confirmed."""
    row = here.one.connection
    return row is not None and bool(row.unit_id) and row.state == Connection.State.CONNECTED


STEP = Step(
    slug="unit",
    title=gettext_lazy("%(unit)s at %(name)s"),
    template="hub/onboarding/unit.html",
    show=show,
    take=take,
    done=done,
    applies=lambda here: here.connector.unit is not None and not here.by_file,
    of_end=True,
)
