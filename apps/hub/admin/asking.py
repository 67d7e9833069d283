"""How a flow's source is asked for its documents: what the page says of it, and what people decide about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.hub import formats, tasks
from apps.hub.admin import wording
from apps.hub.admin.pages import NOT_SENT, actor_of
from apps.hub.engine.decisions import asking
from apps.hub.models import Connection, Flow, Pull

#: Minutes that are offered from one asking to the next.
INTERVALS = (5, 15, 30, 60, 360, 1440)
GO_ON, BEGINNING, PLACE = "go_on", "beginning", "place"
BEGINS = (
    (GO_ON, _("Go on where it stopped")),
    (BEGINNING, _("Ask again from the beginning")),
    (PLACE, _("Ask again from this place")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of a flow says about asking its source; ``words`` are about what went wrong last."""

    row: Pull
    how: str
    now: str
    words: wording.Words | None


def asked_of(flow: Flow) -> Asked | None:
    """Give what is said about a flow whose source can be asked."""
    row = asking.pull_of(flow)
    if row is None:
        return None
    words = wording.explain(row.code, row.params) if row.code else None
    return Asked(row, interval(row.every), state_of(row), words)


def interval(minutes: int | None) -> str:
    """Give how often a source is asked."""
    if minutes is None:
        return gettext("only when somebody asks")
    if minutes % 60:
        return ngettext("every %(count)s minute", "every %(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("every hour", "every %(count)s hours", hours) % {"count": hours}


def state_of(row: Pull) -> str:
    """Say what goes on right now, or what is planned."""
    if row.connection.state == Connection.State.PAUSED:
        return gettext("Nothing is asked until somebody signs in to %(source)s again.") % {"source": row.connection}
    if row.started_at and row.leased(timezone.now()):
        told = gettext("It is being asked: %(read)s documents read so far, %(stored)s of them new or changed.")
        return told % numbers(row)
    if row.due_at is None:
        return gettext("Nothing is planned.")
    if row.due_at <= timezone.now():
        return gettext("It is asked as soon as a worker is free.")
    return gettext("It is asked at %(at)s.") % {"at": formats.moment(row.due_at)}


def numbers(row: Pull) -> dict[str, str]:
    """Give the counts of a pull as people write them."""
    return {"read": formats.whole(row.read), "stored": formats.whole(row.stored)}


class AskingForm(forms.Form):
    """How often, and from where on."""

    every = forms.ChoiceField(label=_("How often?"))
    begin = forms.ChoiceField(label=_("From where?"), choices=BEGINS, widget=forms.RadioSelect, initial=GO_ON)
    place = forms.CharField(
        label=_("Place"),
        required=False,
        strip=False,
        max_length=2000,
        help_text=_("As the connector writes it down; support knows what it means. Empty is the beginning."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody sees it."),
    )

    def __init__(self, row: Pull, data: Any = None) -> None:
        super().__init__(data, initial={"every": row.every or "", "place": row.cursor})
        self.fields["every"].choices = intervals(row.every)  # type: ignore[attr-defined]
        self.fields["every"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where documents are read once more."""
        told: dict[str, Any] = self.cleaned_data
        if told.get("begin") != GO_ON and not told.get("reason"):
            self.add_error("reason", gettext("Say why it is asked again."))
        return told

    @property
    def minutes(self) -> int | None:
        """Give the chosen interval."""
        return int(self.cleaned_data["every"]) if self.cleaned_data["every"] else None

    @property
    def cursor(self) -> str | None:
        """Give the chosen place, or None to go on."""
        place: str = self.cleaned_data["place"]
        return {GO_ON: None, BEGINNING: "", PLACE: place}[self.cleaned_data["begin"]]


def intervals(present: int | None) -> Sequence[tuple[str, str]]:
    """Give what is offered, the present one included."""
    offered = sorted({*INTERVALS, *([present] if present else [])})
    return [("", interval(None)), *((str(minutes), interval(minutes)) for minutes in offered)]


def urls(site: ModelAdmin) -> list[URLPattern]:
    """Give the addresses of the decisions, for the admin of flows."""

    def view(decide: Any) -> Any:
        return site.admin_site.admin_view(lambda request, pk: decide(site, request, flow_for(site, request, pk)))

    return [
        path("<int:pk>/ask/", view(ask_view), name="hub_flow_ask"),
        path("<int:pk>/asking/", view(asking_view), name="hub_flow_asking"),
    ]


def flow_for(site: ModelAdmin, request: HttpRequest, pk: int) -> Flow:
    """Give the flow that a decision is about; only whoever may change it may decide."""
    row = Flow.objects.filter(pk=pk).select_related("source", "target").first()
    if row is None:
        raise Http404
    if not site.has_change_permission(request, row):
        raise PermissionDenied
    return row


def ask_view(site: ModelAdmin, request: HttpRequest, flow: Flow) -> HttpResponse:
    """Have the source asked at once."""
    if request.method != "POST":
        messages.warning(request, NOT_SENT)
    elif not asking.asks(flow):
        messages.warning(request, gettext("This source cannot be asked: it sends its documents by itself."))
    elif asking.ask_now(flow, actor=actor_of(request)):
        tasks.ring_pull()
        messages.success(request, gettext("The source is asked as soon as a worker is free."))
    else:
        messages.warning(request, gettext("Nothing was changed: it is being asked right now."))
    return back(flow)


def asking_view(site: ModelAdmin, request: HttpRequest, flow: Flow) -> HttpResponse:
    """Ask how often and from where on, and carry it out."""
    row = asking.pull_of(flow)
    if row is None:
        messages.warning(request, gettext("This source cannot be asked: it sends its documents by itself."))
        return back(flow)
    form = AskingForm(row, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return carry_out(request, flow, form)
    context = {**site.admin_site.each_context(request), "opts": site.opts, "title": str(flow), "row": flow}
    return TemplateResponse(request, "admin/hub/flow/asking.html", {**context, "form": form})


def carry_out(request: HttpRequest, flow: Flow, form: AskingForm) -> HttpResponse:
    """Do what was decided and say it."""
    asking.ask_every(flow, minutes=form.minutes, actor=actor_of(request))
    if form.cursor is not None:
        asking.ask_from(flow, cursor=form.cursor, actor=actor_of(request), reason=form.cleaned_data["reason"])
    tasks.ring_pull()
    messages.success(request, gettext("The source is asked %(how)s.") % {"how": interval(form.minutes)})
    return back(flow)


def back(flow: Flow) -> HttpResponseRedirect:
    """Go back to the page of a flow."""
    return HttpResponseRedirect(reverse("admin:hub_flow_change", args=(flow.pk,)))
