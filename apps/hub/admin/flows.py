"""Flows: which documents go from where to where, how, and whether they go at all."""

import re
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.core.connector import Setting
from apps.hub import formats, tasks
from apps.hub.admin import asking, figures, home, uploading, wording
from apps.hub.admin.columns import badge, below, stacked, two_lines
from apps.hub.admin.connection_health import connector_of
from apps.hub.admin.flow_page import collecting_of, documents_of, settings_by_side, settings_in_words, states_of
from apps.hub.admin.history import WithHistory
from apps.hub.admin.pages import NOT_SENT
from apps.hub.admin.rules import RuleInline
from apps.hub.admin.whole_rows import WholeRowForm
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import upload
from apps.hub.models import Connection, Flow, Pull, SyncRun, Transfer

#: What the fields of settings are called in the form.
PREFIX = "setting_"


class FlowForm(WholeRowForm):
    """Name of a flow and the choices that its ends leave to its owner."""

    class Meta:
        model = Flow
        fields = ("name",)

    #: Ends and documents of a flow that is being added.
    route: ClassVar["Choice | None"] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.route and not self.instance.pk:
            self.instance.source, self.instance.target = self.route.source, self.route.target
            self.instance.kind = self.route.kind
            self.initial.setdefault("name", self.route.name[:120])
        for name in self.settings_fields():
            self.initial[name] = self.instance.setting(name.removeprefix(PREFIX))

    def settings_fields(self) -> list[str]:
        """Give the names of the fields that hold settings."""
        return [name for name in self.fields if name.startswith(PREFIX)]

    def save(self, *args: Any, **kwargs: Any) -> Flow:
        """Put the settings onto the flow."""
        chosen = {name.removeprefix(PREFIX): self.cleaned_data[name] for name in self.settings_fields()}
        self.instance.settings = {**self.instance.settings, **chosen}
        flow: Flow = super().save(*args, **kwargs)
        return flow


def setting_field(setting: Setting) -> forms.Field:
    """Give the form field for a setting that a connector declares; a pattern that takes nothing lets it be empty."""
    told: dict[str, Any] = {"label": gettext(setting.name), "help_text": gettext(setting.help)}
    if setting.choices:
        choices = [(option.value, gettext(option.label)) for option in setting.choices]
        return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **told)
    if setting.pattern:
        told["required"] = not re.fullmatch(setting.pattern, "")
        return forms.RegexField(rf"^(?:{setting.pattern})$", max_length=200, widget=UnfoldAdminTextInputWidget, **told)
    return forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget, **told)


@dataclass(frozen=True, slots=True)
class Choice:
    """A flow that could be made: both ends can do it and nobody has made it yet."""

    source: Connection
    target: Connection
    kind: str
    documents: str

    @property
    def name(self) -> str:
        """Propose a name."""
        return f"{self.documents}: {self.source} → {self.target}"


def choices() -> list[Choice]:
    """Give every flow that both ends can do and that does not exist: two queries."""
    taken = set(Flow.objects.values_list("source", "target", "kind"))
    connections = [
        (row, connector) for row in Connection.objects.with_credentials() if (connector := connector_of(row))
    ]
    return [
        Choice(source, target, read.kind, gettext(read.name))
        for source, sends in connections
        for target, books in connections
        for read in sends.sources
        if source != target and read.kind in {entry.kind for entry in books.targets} and source.gives(read.kind)
        if (source.pk, target.pk, read.kind) not in taken
    ]


@admin.register(Flow)
class FlowAdmin(WithHistory, ModelAdmin):
    """Flows with their switch; ends and documents are fixed once documents have passed."""

    list_display = ("named", "switch_state", "last_run", "waiting_count", "retrying_count", "under_way_count")
    list_display_links = ("named",)
    list_filter = ("active",)
    search_fields = ("name", "source__name", "target__name")
    list_select_related = ("source", "target")
    actions = None
    sortable_by = ()
    inlines = (RuleInline,)
    list_after_template = "admin/hub/parts/export.html"
    change_form_before_template = "admin/hub/parts/seen.html"
    change_form_outer_before_template = "admin/hub/flow/panel.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Flow]":
        """Add to each flow what its row shows, within the one query."""
        newest = SyncRun.objects.filter(flow=OuterRef("pk")).order_by("-pk")
        asked = Pull.objects.filter(connection=OuterRef("source"), kind=OuterRef("kind"))
        counts = {state: figures.counted(state) for state in ("waiting", "retrying")}
        queryset: QuerySet[Flow] = super().get_queryset(request)
        return queryset.annotate(
            run_at=Subquery(newest.values("started_at")[:1]),
            run_state=Subquery(newest.values("state")[:1]),
            asking_failed=Subquery(asked.values("code")[:1]),
            waiting=counts["waiting"],
            retrying=counts["retrying"],
            under_way=figures.counted(*home.ON_THE_WAY),
        )

    @admin.display(description=_("flow"), ordering="name")
    def named(self, row: Flow) -> SafeString:
        """Give the name and the two ends."""
        return two_lines(row.name, f"{row.source} → {row.target}")

    @admin.display(description=_("switch"), ordering="active")
    def switch_state(self, row: Flow) -> SafeString:
        """Give whether the flow is on."""
        return badge(gettext("on"), "good") if row.active else badge(gettext("off"), "calm")

    @admin.display(description=_("last run"))
    def last_run(self, row: Any) -> SafeString | str:
        """Give when it ran last, and how that went; that the source cannot be asked comes first."""
        if row.asking_failed:
            return stacked(badge(gettext("Asking fails"), "warn"), below(wording.explain(row.asking_failed).title))
        if row.run_at is None:
            return gettext("never")
        word = badge(SyncRun.State(row.run_state).label, formats.tone(row.run_state))
        return stacked(word, below(formats.moment(row.run_at)))

    @admin.display(description=_("waiting"))
    def waiting_count(self, row: Any) -> int:
        """Give how many wait for a person."""
        return int(row.waiting)

    @admin.display(description=_("trying again"))
    def retrying_count(self, row: Any) -> int:
        """Give how many are tried again by themselves."""
        return int(row.retrying)

    @admin.display(description=_("on their way"))
    def under_way_count(self, row: Any) -> int:
        """Give how many are on their way."""
        return int(row.under_way)

    def get_urls(self) -> list[URLPattern]:
        """Put the switch and the home page's pulse before the admin's own pages."""
        return [
            path("pulse/", pulse, name="hub_flow_pulse"),
            path("<int:pk>/switch/", self.admin_site.admin_view(self.switch_view), name="hub_flow_switch"),
            *asking.urls(self),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask first which documents go where; only what both ends can do is offered."""
        if route_of(request) or not self.has_add_permission(request):
            response: HttpResponse = super().add_view(request, form_url, extra_context)
            return response
        if request.method == "POST":
            messages.warning(request, gettext("Nothing was made: these documents already flow between these two."))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "choices": choices()}
        context["title"] = gettext("Which documents go where?")
        return TemplateResponse(request, "admin/hub/flow/choose.html", context)

    def get_form(self, request: HttpRequest, obj: Flow | None = None, **kwargs: Any) -> Any:
        """Give the form with a field for each setting of the source and of the target."""
        settings = chain.from_iterable(settings_by_side(obj or route_of(request)))
        fields = {f"{PREFIX}{setting.slug}": setting_field(setting) for setting in settings}
        route = route_of(request) if obj is None else None
        form = type("FlowForm", (FlowForm,), {**fields, "route": route, "__module__": __name__})
        return super().get_form(request, obj, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Flow | None = None) -> list[Any]:
        """Give the name, then what the source and the target leave to choose."""
        own: list[Any] = [(None, {"fields": ("name",)})]
        if not self.has_change_permission(request, obj):
            return own
        titles = (_("Which documents it takes"), _("How it is booked"))
        chosen = [
            [f"{PREFIX}{one.slug}" for one in settings] for settings in settings_by_side(obj or route_of(request))
        ]
        return [*own, *((title, {"fields": names}) for title, names in zip(titles, chosen, strict=True) if names)]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Add what stands above the form."""
        row = kwargs.get("obj")
        context |= {"row": row, "show_save_and_add_another": False}
        context["may_change"] = self.has_change_permission(request, row)
        context["documents"] = documents_of(row) if row else ""
        context["asked"] = asking.asked_of(row) if row else None
        context["upload_url"] = uploading.way_to(row, request.user) if row else ""
        context["states"] = states_of(row) if row else []
        context["settings"] = settings_in_words(row) if row else []
        context["collecting"] = collecting_of(row, request) if row and row.collected else None
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Flow | None = None) -> bool:
        """Offer to delete only a flow that no document has taken."""
        return bool(super().has_delete_permission(request, obj)) and not (obj and in_use(obj))

    def response_add(self, request: HttpRequest, obj: Flow, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the flow's page, where its switch is."""
        upload.hand_to(obj)
        messages.success(request, gettext("The flow is made. Switch it on when you are ready."))
        return HttpResponseRedirect(reverse("admin:hub_flow_change", args=(obj.pk,)))

    def switch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Switch a flow on or off and say what that set in motion."""
        row = Flow.objects.filter(pk=pk).select_related("target").first()
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":
            messages.warning(request, NOT_SENT)
            return HttpResponseRedirect(reverse("admin:hub_flow_change", args=(pk,)))
        active = request.POST.get("active") == "on"
        released = resolve.switch(row, active=active, actor=request.user)  # type: ignore[arg-type]
        tasks.ring()
        messages.success(request, switched(active=active, released=released))
        if active and row.target.state != Connection.State.CONNECTED:
            told = gettext("“%(target)s” is not connected: documents wait until it is.")
            messages.warning(request, told % {"target": row.target})
        return HttpResponseRedirect(reverse("admin:hub_flow_change", args=(pk,)))


def pulse(request: HttpRequest) -> HttpResponse:
    """Give the part of the home page that renews itself; 286 tells htmx to stop asking."""
    if not (request.user.is_active and request.user.is_staff and request.user.has_perm("hub.view_transfer")):
        return render(request, "hub/home/signed_out.html", status=286)
    return render(request, "hub/home/now.html", {"pulse": home.pulse()})


def switched(*, active: bool, released: int) -> str:
    """Say what switching did."""
    if not active:
        return gettext("The flow is off. Documents are received and kept, and nothing is booked.")
    if not released:
        return gettext("The flow is on.")
    told = ngettext(
        "The flow is on. %(count)s document that was kept is on its way.",
        "The flow is on. %(count)s documents that were kept are on their way.",
        released,
    )
    return told % {"count": released}


def route_of(request: HttpRequest) -> Choice | None:
    """Give the ends and documents that were chosen for a new flow."""
    wanted = tuple(request.GET.get(name, "") for name in ("source", "target", "kind"))
    offered = {(str(choice.source.pk), str(choice.target.pk), choice.kind): choice for choice in choices()}
    return offered.get(wanted) if all(wanted) else None  # type: ignore[arg-type]


def in_use(row: Flow) -> bool:
    """Tell whether a document has ever taken the flow."""
    return Transfer.objects.filter(flow=row).exists() or SyncRun.objects.filter(flow=row).exists()
