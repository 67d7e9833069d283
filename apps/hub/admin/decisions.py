"""What a person may decide about transfers, and when it makes sense."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from apps.accounts.models import User
from apps.hub.admin import rights
from apps.hub.admin.sentence import Text
from apps.hub.engine.booking.agreement import asks_about_change
from apps.hub.engine.decisions import resolve
from apps.hub.models import Transfer
from apps.hub.models.transfer import FINAL, TransferState

#: Nobody is booking these and nothing about them is unverified.
STILL = (
    TransferState.RECEIVED,
    TransferState.WAITING,
    TransferState.QUEUED,
    TransferState.RETRYING,
    TransferState.READY,
)

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that can be decided, for transfers in some states."""

    slug: str
    title: Text
    explanation: Text
    button: Text
    states: tuple[str, ...]
    carry_out: Callable[[Sequence[Transfer], User, Answers], int]
    right: Callable[[rights.Person], bool] = rights.may_decide
    reason_required: bool = True
    asks_mode: bool = False
    asks_proof: bool = False
    danger: bool = False

    def fits(self, transfer: Transfer) -> bool:
        """Tell whether it makes sense for a transfer in its present state."""
        return transfer.state in self.states

    def one_by_one(self, transfers: Sequence[Transfer]) -> list[Transfer]:
        """Give those among several that are decided by themselves: what they change in the books is to be seen."""
        if not self.asks_mode or len(transfers) == 1:
            return []
        return [transfer for transfer in transfers if asks_about_change(transfer)]


def requeue(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Queue transfers again with what was chosen."""
    return resolve.requeue(transfers, actor=actor, mode=answers["mode"], reason=answers["reason"])


def release(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Take transfers off hold."""
    return resolve.release_held(transfers, actor=actor, reason=answers["reason"])


def hold(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Keep transfers from being booked."""
    return resolve.hold(transfers, actor=actor, reason=answers["reason"])


def skip(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Close transfers without booking them."""
    return resolve.skip(transfers, actor=actor, reason=answers["reason"])


def handled(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Close transfers that somebody booked elsewhere under one number."""
    proof, reason = answers["proof"], answers["reason"]
    return sum(resolve.handled(transfer, actor=actor, reason=reason, proof=proof) for transfer in transfers)


DECISIONS = {
    decision.slug: decision
    for decision in (
        Decision(
            slug="requeue",
            title=lazy("Requeue"),
            explanation=lazy("It is sent to the target again. What exists there is changed, never doubled."),
            button=lazy("Requeue"),
            states=(
                TransferState.WAITING,
                TransferState.RETRYING,
                TransferState.RECEIVED,
                TransferState.READY,
                *FINAL,
            ),
            carry_out=requeue,
            reason_required=False,
            asks_mode=True,
        ),
        Decision(
            slug="release",
            title=lazy("Release"),
            explanation=lazy("It goes back into the queue and is booked with today's mappings."),
            button=lazy("Release"),
            states=(TransferState.HELD,),
            carry_out=release,
            reason_required=False,
        ),
        Decision(
            slug="hold",
            title=lazy("Put on hold"),
            explanation=lazy("It is not booked until somebody releases it."),
            button=lazy("Put on hold"),
            states=STILL,
            carry_out=hold,
        ),
        Decision(
            slug="handled",
            title=lazy("Handled elsewhere"),
            explanation=lazy(
                "It is closed because somebody has booked it by hand. The number it has there is kept as proof."
            ),
            button=lazy("Mark as handled"),
            states=(*STILL, TransferState.HELD),
            carry_out=handled,
            right=rights.may_close,
            asks_proof=True,
        ),
        Decision(
            slug="skip",
            title=lazy("Skip"),
            explanation=lazy("It is closed and not booked. It can be requeued later."),
            button=lazy("Skip"),
            states=(*STILL, TransferState.HELD),
            carry_out=skip,
            right=rights.may_close,
            danger=True,
        ),
    )
}


def fitting(transfer: Transfer) -> list[Decision]:
    """Give what can be decided about a transfer now."""
    return [decision for decision in DECISIONS.values() if decision.fits(transfer)]
