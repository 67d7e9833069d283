"""Deciding about transfers: each decision on a page that says what will happen and asks why."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from apps.hub import tasks
from apps.hub.admin import pages, rights, transfer_page
from apps.hub.admin.decision_form import DecisionForm
from apps.hub.admin.decisions import DECISIONS, Answers, Decision
from apps.hub.admin.pages import actor_of, chosen_ids, typed
from apps.hub.engine.decisions import resolve
from apps.hub.models import Transfer

#: Transfers that one decision may be about; more are decided in portions that somebody has looked at.
MOST = 200


class Decisions(pages.ReadOnly):
    """The pages and list actions of decisions, mixed into the admin of transfers."""

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the page of each decision and the comment form."""
        return {
            **super().routes(),
            "decide": ("decide/<slug:slug>/", self.decide_view),
            "comment": ("<int:object_id>/comment/", self.posted(self.comment_view)),
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
        if slug not in DECISIONS or not self.has_view_permission(request):
            return HttpResponseRedirect(reverse("admin:hub_transfer_changelist"))
        ids = chosen_ids(request.POST.getlist("id") or request.GET.getlist("id"))
        return self.ask(request, DECISIONS[slug], ids)

    def ask(self, request: HttpRequest, decision: Decision, ids: Sequence[int]) -> HttpResponse:
        """Show what a decision would do, or do it."""
        rights.require(request, decision.right)
        chosen = list(self.get_queryset(request).filter(pk__in=ids[:MOST]).select_related(*transfer_page.ENDS))
        fitting = [transfer for transfer in chosen if decision.fits(transfer)]
        alone = decision.one_by_one(fitting)
        transfers = [transfer for transfer in fitting if transfer not in alone]
        if not transfers:
            messages.warning(request, decided_alone(alone) if alone else not_fitting(chosen))
            return onward(request, chosen)
        confirmed = request.method == "POST" and "confirm" in request.POST
        form = DecisionForm(decision, transfers, request.POST if confirmed else None)
        if confirmed and form.is_valid():
            return self.carry_out(request, decision, transfers, form.cleaned_data)
        context = asked(request, decision, form, transfers)
        context |= {"left_out": len(chosen) - len(fitting), "alone": alone}
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
        if text := typed(request.POST, "text"):
            resolve.comment(row, actor=actor_of(request), text=text)
        return self.back_to(row)


def not_fitting(chosen: Sequence[Transfer]) -> str:
    """Say why a decision is about nothing: nothing is chosen, or somebody or the hub was faster."""
    if not chosen:
        return _("Nothing was changed: no transfer was chosen. Tick what it is about, then decide.")
    return _("Nothing was changed: this does not fit the state they are in by now.")


def decided_alone(alone: Sequence[Transfer]) -> str:
    """Say why several were not decided together, and where each is."""
    text = ngettext(
        "Nothing was changed: the document of %(count)d transfer changed after it was booked. Open the transfer and "
        "choose Requeue there, where the difference is shown.",
        "Nothing was changed: the documents of %(count)d transfers changed after they were booked. Open each transfer "
        "and choose Requeue there, where the difference is shown.",
        len(alone),
    )
    return text % {"count": len(alone)}


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


def selected(request: HttpRequest) -> list[int]:
    """Give the keys that were ticked in the list."""
    return chosen_ids(request.POST.getlist("_selected_action"))


def onward(request: HttpRequest, transfers: Sequence[Transfer]) -> HttpResponseRedirect:
    """Go back to where the decision was started, or to the transfer it was about."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(wanted)
    if len(transfers) == 1:
        return HttpResponseRedirect(pages.address(transfers[0]))
    return HttpResponseRedirect(reverse("admin:hub_transfer_changelist"))
