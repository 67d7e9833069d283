"""What happens next to a transfer, and when, in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.hub import formats
from apps.hub.admin import wording
from apps.hub.batches.choices import BY_API
from apps.hub.models import Connection, Transfer
from apps.hub.models.transfer import TransferState


@dataclass(frozen=True, slots=True)
class NextStep:
    """The sentence, and whether a person has to act for anything to happen."""

    text: str
    needs_person: bool = False


def next_step(transfer: Transfer, causes: int) -> NextStep:
    """Say what happens next to a transfer that ``causes`` causes stop."""
    if transfer.state == TransferState.WAITING:
        return waiting(causes)
    return SAYING[TransferState(transfer.state)](transfer)


def waiting(causes: int) -> NextStep:
    """Name how many causes have to be dealt with first."""
    text = ngettext(
        "It goes on by itself once the cause below is dealt with.",
        "It goes on by itself once all %(count)d causes below are dealt with.",
        causes,
    )
    return NextStep(text % {"count": causes}, needs_person=True)


def received(transfer: Transfer) -> NextStep:
    """The flow is off."""
    text = _("The flow “%(flow)s” is switched off. It is booked once somebody switches the flow on.")
    return NextStep(text % {"flow": transfer.flow}, needs_person=True)


def held(transfer: Transfer) -> NextStep:
    """Somebody or a rule holds it."""
    return NextStep(_("It is on hold: nothing happens until somebody releases it."), needs_person=True)


def queued(transfer: Transfer) -> NextStep:
    """It is due, unless something about the flow or the target keeps it."""
    target = transfer.flow.target
    if not transfer.flow.active:
        return received(transfer)
    if target.state == Connection.State.PAUSED:
        return paused(transfer)
    if target.breaker_until and target.breaker_until > timezone.now():
        text = _("%(target)s keeps failing and rests until %(at)s; then it is tried.")
        return NextStep(text % {"target": target, "at": formats.moment(target.breaker_until)})
    if transfer.due_at > timezone.now():
        return NextStep(_("It is booked %(at)s.") % {"at": when(transfer)})
    return NextStep(_("It is booked as soon as a worker is free, usually within seconds."))


def paused(transfer: Transfer) -> NextStep:
    """Its target no longer lets us in."""
    text = _("It waits until somebody signs in to %(target)s again, and then goes on by itself.")
    return NextStep(text % {"target": transfer.flow.target}, needs_person=True)


def sending(transfer: Transfer) -> NextStep:
    """A worker has it."""
    return NextStep(_("A worker is booking it right now."))


def retrying(transfer: Transfer) -> NextStep:
    """A temporary failure; it is tried again by itself."""
    if transfer.flow.target.state == Connection.State.PAUSED:
        return paused(transfer)
    why = wording.explain(transfer.reason).title if transfer.reason else ""
    text = _("It is tried again by itself %(at)s.") % {"at": when(transfer)}
    return NextStep(f"{why}. {text}" if why else text)


def unknown(transfer: Transfer) -> NextStep:
    """The answer to a write got lost."""
    if transfer.flow.target.state == Connection.State.PAUSED:
        return paused(transfer)
    text = _("%(at)s the hub asks %(target)s whether it was booked, and only then sends it again.")
    at = when(transfer)
    return NextStep(text % {"at": at[:1].upper() + at[1:], "target": transfer.flow.target})


def ready(transfer: Transfer) -> NextStep:
    """It lies ready; a person makes a file of it, or a program comes for it."""
    if transfer.flow.collected and transfer.flow.setting("way") == BY_API:
        return NextStep(_("It is ready: your own program reads it through the API and says what became of it."))
    return NextStep(_("It is ready: produce a file of it under Produced files."), needs_person=True)


def filed(transfer: Transfer) -> NextStep:
    """It is in a file about which nothing was said yet."""
    text = _("It is in a file. Say at the file whether it was taken over; until then it cannot be collected again.")
    return NextStep(text, needs_person=True)


def delivered(transfer: Transfer) -> NextStep:
    """It is there."""
    if transfer.remarks:
        return NextStep(_("It is booked, with warnings. Nothing more happens unless the document changes."))
    return NextStep(_("It is booked. Nothing more happens unless the document changes at the source."))


def over(transfer: Transfer) -> NextStep:
    """It was skipped, handled or undone."""
    why = wording.explain(transfer.reason).title if transfer.reason else ""
    text = _("Nothing more happens unless the document changes or somebody requeues it.")
    return NextStep(f"{why}. {text}" if why else text)


def when(transfer: Transfer) -> str:
    """Give the time of the next try in words."""
    if transfer.due_at <= timezone.now():
        return _("any moment now")
    words = {"time": timeuntil(transfer.due_at, depth=1), "at": formats.moment(transfer.due_at)}
    return _("in %(time)s (%(at)s)") % words


SAYING: dict[TransferState, Callable[[Transfer], NextStep]] = {
    TransferState.RECEIVED: received,
    TransferState.HELD: held,
    TransferState.QUEUED: queued,
    TransferState.SENDING: sending,
    TransferState.RETRYING: retrying,
    TransferState.UNKNOWN: unknown,
    TransferState.READY: ready,
    TransferState.FILED: filed,
    TransferState.DELIVERED: delivered,
    TransferState.SKIPPED: over,
    TransferState.HANDLED: over,
    TransferState.REVERSED: over,
}
