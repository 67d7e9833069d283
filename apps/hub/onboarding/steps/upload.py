"""The first file of a source whose documents come in files alone: trying it is the test that connects it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.hub.admin import checking, rights, uploading
from apps.hub.admin.pages import actor_of
from apps.hub.admin.uploading import Outcome as Became
from apps.hub.models import Connection
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import Complaint


def show(request: HttpRequest, here: Here) -> Context:
    """Show which formats are taken, and where the vendor gives such a file."""
    return context(here, ())


def context(here: Here, outcomes: Sequence[Became]) -> Context:
    """Give the form with what became of the files that were sent."""
    return {"sending": uploading.sending(here.connection, here.row.kind), "outcomes": outcomes, "optional": done(here)}


def take(request: HttpRequest, here: Here) -> Outcome:
    """Take files in; the first that is good connects the account, and whoever has one may go on without more."""
    rights.require(request, rights.may_upload)
    wrong = uploading.complaint(request)
    if wrong and done(here) and not request.FILES:
        return None
    if wrong:
        return {**context(here, ()), "complaints": [Complaint(wrong, "id_files")]}
    outcomes = uploading.take(request, here.connection, here.row.kind)
    if uploading.accepted(outcomes):
        connect(request, here)
    if refused := [one for one in outcomes if one.words]:
        complaints = [Complaint(f"{one.name}: {one.words.line}", "id_files") for one in refused if one.words]
        return {**context(here, outcomes), "complaints": complaints}
    tell(request, outcomes)
    return None


def connect(request: HttpRequest, here: Here) -> None:
    """Let the connection work: there is nobody who could be asked whether it does."""
    if here.connection.state != Connection.State.CONNECTED:
        checking.take_up(here.connection, actor_of(request))


def tell(request: HttpRequest, outcomes: Sequence[Became]) -> None:
    """Say how many documents are kept."""
    count = sum(one.upload.documents for one in outcomes if one.upload)
    told = ngettext(
        "%(count)s document is kept. Nothing is booked yet.",
        "%(count)s documents are kept. Nothing is booked yet.",
        count,
    )
    messages.success(request, told % {"count": count})


def done(here: Here) -> bool:
    """Tell whether a good file has come."""
    row = here.one.connection
    return row is not None and row.state == Connection.State.CONNECTED


STEP = Step(
    slug="upload",
    title=_("Upload a first file from %(name)s"),
    template="hub/onboarding/upload.html",
    show=show,
    take=take,
    done=done,
    applies=lambda here: here.by_file,
    of_end=True,
)
