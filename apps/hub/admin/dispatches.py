"""When files of a flow are produced by themselves, and where they are brought."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline

from apps.core import sftp
from apps.core.errors import Trouble
from apps.hub import formats
from apps.hub.admin import wording
from apps.hub.admin.columns import two_lines
from apps.hub.admin.credentials import secret_field
from apps.hub.admin.outlet_form import OutletForm
from apps.hub.admin.pages import actor_of, typed
from apps.hub.batches import shipping
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Dispatch, Flow, Outlet


class DispatchForm(forms.ModelForm[Dispatch]):
    """The times of a flow whose documents are collected."""

    class Meta:
        model = Dispatch
        fields = ("flow", "every", "due_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "flow" in self.fields:
            free = Flow.objects.filter(dispatch=None).select_related("target")
            collected = [row.pk for row in free if row.collected]
            self.fields["flow"].queryset = Flow.objects.filter(pk__in=collected)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the first time where there is a schedule."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("every") and not told.get("due_at"):
            self.add_error("due_at", ValidationError(gettext("Say when the next file is to be produced.")))
        if not told.get("every"):
            told["due_at"] = None
        return told


class OutletInline(StackedInline):
    """The places on the page of their schedule."""

    model = Outlet
    form = OutletForm
    extra = 0
    fieldsets = (
        (None, {"fields": ("way", "active")}),
        (_("Folder, on this machine or on the server"), {"fields": ("folder",)}),
        (_("SFTP server"), {"fields": ("host", "port", "username", "password", "private_key")}),
        (_("Mail"), {"fields": ("recipients", "language")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Never render what is stored of a secret."""
        return secret_field(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Dispatch)
class DispatchAdmin(ModelAdmin):
    """Schedules of flows whose documents are collected, with the places of their files."""

    form = DispatchForm
    inlines = (OutletInline,)
    list_display = ("named", "times", "places")
    list_display_links = ("named",)
    list_select_related = ("flow__source", "flow__target")
    actions = None
    sortable_by = ()
    change_form_outer_before_template = "admin/hub/dispatch/panel.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Add the places within one more query."""
        return super().get_queryset(request).prefetch_related("outlets")

    def get_readonly_fields(self, request: HttpRequest, obj: Dispatch | None = None) -> tuple[str, ...]:
        """A schedule stays with its flow."""
        return ("flow",) if obj else ()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Add what stands above the form."""
        row = kwargs.get("obj")
        context |= {"row": row, "show_save_and_add_another": False}
        context["words"] = wording.explain(row.code, row.params) if row and row.code else None
        context["servers"] = servers_of(row) if row else []
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Write down where files go from now on, and who said so."""
        super().save_related(request, form, formsets, change)
        row = form.instance
        places = "; ".join(f"{place.get_way_display()}: {place}" for place in row.outlets.all())
        resolve.audit(actor_of(request), AuditEntry.Verb.ARRANGED, row, reason=places[:2000], every=row.every)

    def delete_model(self, request: HttpRequest, obj: Dispatch) -> None:
        """Write down that files are no longer brought anywhere."""
        resolve.audit(actor_of(request), AuditEntry.Verb.ARRANGED, obj, reason=gettext("Deleted"))
        super().delete_model(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """Put the page of a server's key before the admin's own."""
        view = self.admin_site.admin_view(self.key_view)
        return [path("<int:object_id>/key/<int:outlet_id>/", view, name="hub_dispatch_key"), *super().get_urls()]

    def key_view(self, request: HttpRequest, object_id: int, outlet_id: int) -> HttpResponse:
        """Ask a server for its key and show it, or pin the one that somebody has compared."""
        outlet = Outlet.objects.select_related("dispatch__flow").filter(pk=outlet_id, dispatch=object_id).first()
        if outlet is None or outlet.way != Outlet.Way.SFTP:
            raise Http404
        if not self.has_change_permission(request, outlet.dispatch):
            raise PermissionDenied
        key = typed(request.POST, "host_key", longest=5000)
        if request.method == "POST" and fingerprint_of(key):
            return pinned(request, outlet, key)
        return TemplateResponse(
            request, "admin/hub/dispatch/key.html", {**self.admin_site.each_context(request), **shown(outlet)}
        )

    @admin.display(description=_("flow"))
    def named(self, row: Dispatch) -> SafeString:
        """Give the flow and its two ends."""
        return two_lines(row.flow.name, f"{row.flow.source} → {row.flow.target}")

    @admin.display(description=_("a file is produced"))
    def times(self, row: Dispatch) -> str:
        """Give how often, and when next."""
        if not row.every:
            return gettext("when a person does")
        return f"{row.get_every_display()}, {formats.moment(row.due_at)}"

    @admin.display(description=_("places"))
    def places(self, row: Dispatch) -> str:
        """Give where files go."""
        return "; ".join(str(place) for place in row.outlets.all() if place.active) or "—"


def servers_of(row: Dispatch) -> list[tuple[Outlet, str]]:
    """Give the servers of a schedule with the fingerprints of their confirmed keys."""
    return [(place, sftp.fingerprint(place.host_key)) for place in row.outlets.all() if place.way == Outlet.Way.SFTP]


def fingerprint_of(key: str) -> str:
    """Give the fingerprint of a key that was sent with a form; an empty text for what is none."""
    try:
        return sftp.fingerprint(key)
    except (ValueError, IndexError):
        return ""


def shown(outlet: Outlet) -> dict[str, Any]:
    """Give what the page of a server's key shows: the key that it has now, and the one that is confirmed."""
    context: dict[str, Any] = {"title": gettext("Key of the server"), "outlet": outlet, "row": outlet.dispatch}
    context["confirmed"] = sftp.fingerprint(outlet.host_key)
    try:
        key = sftp.key_of(shipping.server_of(outlet))
    except Trouble as trouble:
        return context | {"words": wording.explain(trouble.code, trouble.params)}
    return context | {"host_key": key, "fingerprint": sftp.fingerprint(key)}


def pinned(request: HttpRequest, outlet: Outlet, key: str) -> HttpResponse:
    """Pin the key that somebody has compared, and go back to the places."""
    outlet.host_key = key
    outlet.save(update_fields=["host_key"])
    told = {"server": f"{outlet.host}:{outlet.port}", "fingerprint": sftp.fingerprint(key)}
    resolve.audit(actor_of(request), AuditEntry.Verb.ARRANGED, outlet.dispatch, reason=" ".join(told.values()), **told)
    messages.success(request, gettext("The key is confirmed. Files go to this server only while it has it."))
    return HttpResponseRedirect(reverse("admin:hub_dispatch_change", args=(outlet.dispatch_id,)))
