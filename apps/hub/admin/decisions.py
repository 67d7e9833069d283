"""What a person may decide about transfers: each on a page that says what will happen and asks why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.hub import tasks
from apps.hub.admin import pages, rights, transfer_page
from apps.hub.admin.sentences import Text
from apps.hub.engine import resolve
from apps.hub.models import Transfer
from apps.hub.models.transfer import FINAL, RequeueMode, TransferState

#: Transfers that one decision may be about; more are decided in portions that somebody has looked at.
MOST = 200
#: Nobody is booking these and nothing about them is unverified.
STILL = (TransferState.RECEIVED, TransferState.WAITING, TransferState.QUEUED, TransferState.RETRYING)

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


def requeue(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Queue transfers again with what was chosen."""
    return resolve.requeue(transfers, actor=actor, mode=answers["mode"], reason=answers["reason"])


def release(transfers: Sequence[Transfer], actor: User, answers: Answers) -> int:
    """Take transfers off hold."""
    return resolve.requeue(transfers, actor=actor, reason=answers["reason"])


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
            states=(TransferState.WAITING, TransferState.RETRYING, TransferState.RECEIVED, *FINAL),
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


class DecisionForm(forms.Form):
    """Why, and where it is asked for: with what, and the proof."""

    mode = forms.ChoiceField(label=lazy("Send what?"), widget=forms.RadioSelect)
    proof = forms.CharField(
        label=lazy("Number it has there"),
        max_length=120,
        help_text=lazy("As whoever checks it later will look for it."),
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=lazy("Everybody sees it.")
    )

    def __init__(self, decision: Decision, transfers: Sequence[Transfer], data: Any = None) -> None:
        super().__init__(data, initial={"mode": RequeueMode.REBUILT})
        self.fields["reason"].required = decision.reason_required
        if decision.asks_mode:
            self.fields["mode"].choices = modes(transfers)  # type: ignore[attr-defined]
        else:
            del self.fields["mode"]
        if not decision.asks_proof:
            del self.fields["proof"]


def modes(transfers: Sequence[Transfer]) -> list[tuple[str, str]]:
    """Give the kinds of requeue that make sense for all of these."""
    possible = [RequeueMode.REBUILT]
    if all(transfer.operation_keys for transfer in transfers):
        possible.append(RequeueMode.SAME)
    if all(can_fetch(transfer) for transfer in transfers):
        possible.append(RequeueMode.FETCHED)
    return [(mode.value, str(mode.label)) for mode in possible]


def can_fetch(transfer: Transfer) -> bool:
    """Tell whether the source can be asked for the document again."""
    try:
        return transfer.flow.source.connector.source(transfer.flow.kind).fetch is not None
    except KeyError:
        return False


class Decisions(pages.ReadOnly):
    """The pages and list actions of decisions, mixed into the admin of transfers."""

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the page of each decision and the comment form."""
        return {
            **super().routes(),
            "decide": ("decide/<slug:slug>/", self.decide_view),
            "comment": ("<int:object_id>/comment/", require_POST(self.comment_view)),
        }

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell Django who sees the actions of the list."""
        return rights.may_decide(request.user)

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Tell Django who sees the actions that write transfers off."""
        return rights.may_close(request.user)

    @admin.action(description=lazy("Requeue…"), permissions=["decide"])
    def requeue_selected(self, request: HttpRequest, queryset: "QuerySet[Transfer]") -> HttpResponse:
        """Ask about requeueing what was selected."""
        return self.ask(request, DECISIONS["requeue"], selected(request))

    @admin.action(description=lazy("Release…"), permissions=["decide"])
    def release_selected(self, request: HttpRequest, queryset: "QuerySet[Transfer]") -> HttpResponse:
        """Ask about releasing what was selected."""
        return self.ask(request, DECISIONS["release"], selected(request))

    @admin.action(description=lazy("Put on hold…"), permissions=["decide"])
    def hold_selected(self, request: HttpRequest, queryset: "QuerySet[Transfer]") -> HttpResponse:
        """Ask about holding what was selected."""
        return self.ask(request, DECISIONS["hold"], selected(request))

    @admin.action(description=lazy("Skip…"), permissions=["close"])
    def skip_selected(self, request: HttpRequest, queryset: "QuerySet[Transfer]") -> HttpResponse:
        """Ask about skipping what was selected."""
        return self.ask(request, DECISIONS["skip"], selected(request))

    def decide_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Ask about a decision, or carry it out once it is confirmed."""
        if slug not in DECISIONS:
            return HttpResponseRedirect(reverse("admin:hub_transfer_changelist"))
        ids = [key for key in request.POST.getlist("id") or request.GET.getlist("id") if key.isdigit()]
        return self.ask(request, DECISIONS[slug], ids)

    def ask(self, request: HttpRequest, decision: Decision, ids: Sequence[str]) -> HttpResponse:
        """Show what a decision would do, or do it."""
        rights.require(request, decision.right)
        chosen = list(self.get_queryset(request).filter(pk__in=ids[:MOST]).select_related(*transfer_page.ENDS))
        transfers = [transfer for transfer in chosen if decision.fits(transfer)]
        if not transfers:
            messages.warning(request, _("Nothing was changed: this does not fit the state they are in by now."))
            return onward(request, chosen)
        confirmed = request.method == "POST" and "confirm" in request.POST
        form = DecisionForm(decision, transfers, request.POST if confirmed else None)
        if confirmed and form.is_valid():
            return self.carry_out(request, decision, transfers, form.cleaned_data)
        context = asked(request, decision, form, transfers)
        context["left_out"] = len(chosen) - len(transfers)
        return self.page(request, "admin/hub/transfer/decide.html", None, context)

    def carry_out(
        self, request: HttpRequest, decision: Decision, transfers: Sequence[Transfer], answers: Answers
    ) -> HttpResponse:
        """Do what was confirmed, wake a worker, say how many."""
        done = decision.carry_out(transfers, actor_of(request), answers)
        tasks.ring()
        text = ngettext("%(decision)s: %(count)d transfer.", "%(decision)s: %(count)d transfers.", done)
        pages.say(request, done, text % {"decision": decision.title, "count": done})
        return onward(request, transfers)

    def comment_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Leave a note on a transfer."""
        row = self.row(request, str(object_id))
        if text := request.POST.get("text", "").strip()[:2000]:
            resolve.comment(row, actor=actor_of(request), text=text)
        return self.back_to(row)


def asked(
    request: HttpRequest, decision: Decision, form: DecisionForm, transfers: Sequence[Transfer]
) -> dict[str, Any]:
    """Give what the page of a decision shows; the difference for a single one that is requeued."""
    single = transfers[0] if len(transfers) == 1 else None
    return {
        "title": decision.title,
        "decision": decision,
        "form": form,
        "transfers": transfers,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "preview": transfer_page.preview_of(single) if single and decision.asks_mode else None,
    }


def selected(request: HttpRequest) -> list[str]:
    """Give the keys that were ticked in the list."""
    return [key for key in request.POST.getlist("_selected_action") if key.isdigit()]


def actor_of(request: HttpRequest) -> User:
    """Give the person who decides; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("the admin is for people who have signed in")
    return request.user


def onward(request: HttpRequest, transfers: Sequence[Transfer]) -> HttpResponseRedirect:
    """Go back to where the decision was started, or to the transfer it was about."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(wanted)
    if len(transfers) == 1:
        return HttpResponseRedirect(pages.address(transfers[0]))
    return HttpResponseRedirect(reverse("admin:hub_transfer_changelist"))
