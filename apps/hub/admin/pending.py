"""Pending errors: one line per cause, and the page where it is fixed once for all that wait behind it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from apps.accounts.models import User
from apps.hub import tasks
from apps.hub.admin import keyset, pending_figures, rights, wording
from apps.hub.admin.decisions import DECISIONS
from apps.hub.admin.option_choice import choice_of, kept, label_of
from apps.hub.admin.pages import ReadOnly, actor_of, chosen_ids, typed
from apps.hub.engine.access import options
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, PendingError, Transfer
from apps.hub.models.transfer import CLAIMABLE

PER_PAGE = 25
#: Comments and decisions on one page.
MOST = 50


@admin.register(PendingError)
class PendingErrorAdmin(ReadOnly):
    """What stops documents, for whom, and what to do about it."""

    page_template = "admin/hub/pendingerror/page.html"
    list_template = "admin/hub/pendingerror/list.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[PendingError]":
        """Bring along both ends and whoever is responsible."""
        found: QuerySet[PendingError] = super().get_queryset(request)
        return found.select_related("source", "target", "assigned_to", "resolved_by")

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the list of options and what can be done about a cause."""
        return {
            **super().routes(),
            "options": ("<int:object_id>/options/", require_GET(self.options_view)),
            "map": ("<int:object_id>/map/", self.posted(self.map_view)),
            "retry": ("<int:object_id>/retry/", self.posted(self.retry_view)),
            "assign": ("<int:object_id>/assign/", self.posted(self.assign_view)),
            "comment": ("<int:object_id>/comment/", self.posted(self.comment_view)),
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show one card per cause."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = listed(request, self.get_queryset(request))
        context["total"] = pending_figures.total(self.transfers())
        return self.page(request, self.list_template, None, context)

    def exported(self, request: HttpRequest) -> "QuerySet[PendingError]":
        """Give the causes that the filters leave, the latest first."""
        return chosen_of(request, self.get_queryset(request)).order_by("-pk")

    def transfers(self) -> "QuerySet[Transfer]":
        """Give the transfers that this list is about: all, or those of one vendor in its own section."""
        found = Transfer.objects.all()
        return found if self.opts.app_label == "hub" else found.of_connector(self.opts.app_label)

    def page_context(self, request: HttpRequest, row: PendingError) -> dict[str, Any]:
        """Give a cause, its fix and what waits for it."""
        words = wording.of_cause(row)
        return {
            "title": words.title,
            "words": words,
            "figures": pending_figures.figures_of([row])[row.pk],
            "portion": keyset.portion(waiting_for(row), request.GET.get("page", ""), PER_PAGE),
            "decisions": about(row),
            "people": User.objects.filter(is_active=True, is_staff=True).order_by("username"),
            "may_resolve": rights.may_resolve(request.user),
            "bulk": [DECISIONS[slug] for slug in ("handled", "hold", "skip") if DECISIONS[slug].right(request.user)],
            **choosing(request, row),
        }

    def options_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Give the part of the page that lists the options, as the search text leaves them."""
        rights.require(request, rights.may_resolve)
        row = self.row(request, str(object_id))
        asked = request.GET
        choice = choice_of(
            row, query=typed(asked, "q", longest=200), chosen=asked.get("target_value", ""), fresh="fresh" in asked
        )
        return self.page(request, "admin/hub/pendingerror/options.html", row, {"choice": choice})

    def map_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Save the chosen value and release all that waited for it."""
        rights.require(request, rights.may_resolve)
        row = self.row(request, str(object_id))
        value = typed(request.POST, "typed", longest=200) or typed(request.POST, "target_value", longest=200)
        if not value:
            messages.error(request, _("Choose a value first."))
            return self.back_to(row)
        everywhere = "everywhere" in request.POST
        return self.decide(request, row, lambda actor: map_value(row, value, actor, everywhere=everywhere))

    def retry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Try everything behind a cause again."""
        rights.require(request, rights.may_resolve)
        row = self.row(request, str(object_id))
        reason = typed(request.POST, "reason")
        return self.decide(request, row, lambda actor: resolve.retry_cause(row, actor=actor, reason=reason))

    def decide(self, request: HttpRequest, row: PendingError, act: Callable[[User], int]) -> HttpResponse:
        """Carry a decision out, wake a worker, and go on with the next cause."""
        try:
            count = act(actor_of(request))
        except resolve.NotPossible as reason:
            row.refresh_from_db()
            messages.warning(request, not_possible(reason.code, mine=row.resolved_by == actor_of(request)))
            return self.back_to(row)
        tasks.ring()
        text = ngettext("Done: %(count)d transfer goes on.", "Done: %(count)d transfers go on.", count)
        messages.success(request, text % {"count": count})
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def assign_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Make somebody responsible for a cause."""
        rights.require(request, rights.may_resolve)
        row = self.row(request, str(object_id))
        people = User.objects.filter(is_active=True, is_staff=True)
        to = people.filter(pk__in=chosen_ids([request.POST.get("to", "")])).first()
        if to != row.assigned_to:
            resolve.assign(row, to=to, actor=actor_of(request))
        return self.back_to(row)

    def comment_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Leave a note on a cause."""
        row = self.row(request, str(object_id))
        if text := typed(request.POST, "text"):
            resolve.comment(row, actor=actor_of(request), text=text)
        return self.back_to(row)


def not_possible(code: str, *, mine: bool) -> str:
    """Say why a decision was not carried out; somebody who sends a form twice is told so."""
    if code == "already_resolved" and mine:
        return _("You have resolved this already. Nothing was done twice.")
    return wording.explain(code).title


def listed(request: HttpRequest, causes: "QuerySet[PendingError]") -> dict[str, Any]:
    """Give a page of the causes that the filters leave, with their figures."""
    asked, solved = request.GET, request.GET.get("show") == "resolved"
    chosen = chosen_of(request, causes)
    ordered = (
        chosen.order_by("-resolved_at").values_list("pk", flat=True)
        if solved
        else pending_figures.by_urgency(chosen, asked.get("sort", "money"))
    )
    portion = Paginator(ordered, PER_PAGE).get_page(asked.get("page"))
    rows = pending_figures.whole(causes, portion)
    figures = pending_figures.figures_of(rows)
    return {
        "title": _("Pending errors"),
        "portion": portion,
        "cards": [(row, wording.of_cause(row), figures[row.pk]) for row in rows],
        "solved": solved,
        "asks": PendingError.Asks.choices,
        "filtering": any(asked.get(name) for name in ("asks", "mine", "q")),
    }


def chosen_of(request: HttpRequest, causes: "QuerySet[PendingError]") -> "QuerySet[PendingError]":
    """Give the open causes or the resolved ones, as the filters leave them."""
    solved = request.GET.get("show") == "resolved"
    return filtered(request, causes.exclude(resolved_at=None) if solved else causes.open())  # type: ignore[attr-defined]


def filtered(request: HttpRequest, causes: "QuerySet[PendingError]") -> "QuerySet[PendingError]":
    """Apply the filters of the list."""
    asked = request.GET
    if asked.get("asks") in PendingError.Asks.values:
        causes = causes.filter(asks=asked["asks"])
    if asked.get("mine"):
        causes = causes.filter(assigned_to=actor_of(request))
    if text := typed(asked, "q", longest=200):
        causes = causes.filter(label__icontains=text) | causes.filter(value__icontains=text)
    return causes


def waiting_for(row: PendingError) -> "QuerySet[Transfer]":
    """Give the transfers that a cause stops, the oldest first."""
    if row.asks == PendingError.Asks.RECONNECT and row.resolved_at is None:
        found = Transfer.objects.filter(target=row.target_id, state__in=CLAIMABLE)
    else:
        found = Transfer.objects.filter(blockers__pending_error=row)
    return found.order_by("pk")


def about(row: PendingError) -> list[AuditEntry]:
    """Give what people decided about a cause and said about it, the latest first."""
    return list(AuditEntry.objects.filter(noun="pendingerror", noun_id=str(row.pk))[:MOST])


def choosing(request: HttpRequest, row: PendingError) -> dict[str, Any]:
    """Give what can be chosen where a value is asked for, without waiting for the target unless told to."""
    if row.asks != PendingError.Asks.MAP:
        return {}
    kind, target_name = wording.vocabulary_names(row)
    names = {"kind": kind, "target_name": target_name}
    if row.resolved_at or not rights.may_resolve(request.user):
        return names
    ready = options.is_fresh(kept(row)) or "options" in request.GET
    return {**names, "choice": choice_of(row) if ready else None}


def map_value(row: PendingError, value: str, actor: User, *, everywhere: bool) -> int:
    """Save a mapping under the name that the target's list has for the value."""
    label = label_of(row, value)
    return resolve.map_value(row, target_value=value, target_label=label, actor=actor, everywhere=everywhere)
