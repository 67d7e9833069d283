"""Connections: which account at which vendor, how it is, and the credentials that open it."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from apps.hub import formats
from apps.hub.admin import checking, sections, token_client
from apps.hub.admin.columns import below, health_cell, two_lines
from apps.hub.admin.connection_health import connector_of, health_of
from apps.hub.admin.connection_page import Panel, panel_of
from apps.hub.admin.history import WithHistory
from apps.hub.admin.pages import NOT_SENT
from apps.hub.admin.whole_rows import WholeRowForm
from apps.hub.checks import credentials_model
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Connection, Event, Flow, Operation, Upload
from apps.hub.places import offered


class ConnectionForm(WholeRowForm):
    """Name and environment of a connection; its connector says which there are, and one for files alone has none."""

    environment = forms.ChoiceField(label=_("Environment"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Connection
        fields = ("name", "environment", "base_url")
        field_classes: ClassVar = {"base_url": partial(forms.URLField, assume_scheme="https")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.by_file:
            del self.fields["environment"]
        if "environment" in self.fields and (connector := connector_of(self.instance)):
            self.fields["environment"].choices = [  # type: ignore[attr-defined]
                (place.slug, gettext(place.name)) for place in offered(connector, besides=self.instance.environment)
            ]

    def version(self) -> str:
        """Take the credentials in: they stand on the same page."""
        credentials = self.instance.credentials if self.instance.pk else None
        changed = credentials.updated_at.isoformat() if credentials else ""
        return f"{super().version()} {changed}".strip()


@admin.register(Connection)
class ConnectionAdmin(WithHistory, ModelAdmin):
    """Connections, with their credentials on the same page."""

    form = ConnectionForm
    list_display = ("named", "vendor", "health", "account", "success")
    list_display_links = ("named",)
    list_after_template = "admin/hub/parts/export.html"
    list_filter = ("state",)
    search_fields = ("name", "account_name", "account_id", "unit_name")
    search_help_text = _("Search by name or account")
    actions = None
    sortable_by = ()
    change_form_before_template = "admin/hub/parts/seen.html"
    change_form_outer_before_template = "admin/hub/connection/panel.html"
    change_form_outer_after_template = "admin/hub/connection/recent.html"

    @admin.display(description=_("name"), ordering="name")
    def named(self, row: Connection) -> str:
        """Give the name."""
        return row.name

    @admin.display(description=_("connector"), ordering="connector_slug")
    def vendor(self, row: Connection) -> SafeString:
        """Give the vendor and which of its installations it is."""
        connector = connector_of(row)
        if connector is None:
            return below(row.connector_slug)
        places = {place.slug: gettext(place.name) for place in connector.environments}
        return two_lines(connector.name, places.get(row.environment, row.environment))

    @admin.display(description=_("health"), ordering="state")
    def health(self, row: Connection) -> SafeString:
        """Give how it is, in words."""
        return health_cell(health_of(row))

    @admin.display(description=_("account"), ordering="account_name")
    def account(self, row: Connection) -> SafeString | str:
        """Give whose account it is."""
        return two_lines(row.account_name, row.account_id) if row.account_id else "—"

    @admin.display(description=_("part of the account"), ordering="unit_name")
    def part(self, row: Connection) -> SafeString | str:
        """Give the legal entity, the company or the store: two connections to one account differ in nothing else."""
        return two_lines(row.unit_name, row.unit_id) if row.unit_id else "—"

    @admin.display(description=_("last success"), ordering="last_success_at")
    def success(self, row: Connection) -> str:
        """Give when something was last booked through it."""
        return formats.moment(row.last_success_at)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Show parts of accounts only where there are any."""
        if not Connection.objects.exclude(unit_id="").exists():
            return self.list_display
        return tuple(name for one in self.list_display for name in ((one, "part") if one == "account" else (one,)))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Connection]":
        """Read with each where we are in asking it: a list tells whether that fails."""
        rows: QuerySet[Connection] = super().get_queryset(request)
        return rows.prefetch_related("pulls")

    def get_urls(self) -> list[URLPattern]:
        """Put the two further actions before the admin's own pages."""
        site = self.admin_site
        return [
            path("<int:pk>/test/", site.admin_view(self.test_view), name="hub_connection_test"),
            path("<int:pk>/secret/", site.admin_view(never_cache(self.secret_view)), name="hub_connection_secret"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Lead to the apps: a connection is made by the wizard, which asks for terms and tries it first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("onboarding:apps"))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try what was saved, once it is committed."""
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        sections.try_saved(request)
        return response

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Add what stands above the form."""
        row = kwargs.get("obj")
        context["panel"] = self.panel(request, row) if row else None
        context["show_save_and_add_another"] = False
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def panel(self, request: HttpRequest, row: Connection) -> Panel:
        """Give what stands above the form of a connection."""
        return panel_of(row, request, may_change=self.has_change_permission(request, row))

    def get_fields(self, request: HttpRequest, obj: Connection | None = None) -> tuple[str, ...]:
        """Leave the address out where nothing is called."""
        connector = connector_of(obj) if obj else None
        called = connector is not None and connector.client is not None
        if obj and obj.by_file:
            return ("name",)
        return ("name", "environment", "base_url") if called else ("name", "environment")

    def get_inlines(self, request: HttpRequest, obj: Connection | None) -> list[Any]:
        """Give the credentials of the vendor, where it keeps any; a connection for files alone has none."""
        connector = connector_of(obj) if obj and not obj.by_file else None
        kept = connector is not None and credentials_model(connector) is not None
        return [sections.inline_of(sections.section_of(connector))] if connector and kept else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, *args: Any) -> None:
        """Remember to try the connection when anything that opens it has changed."""
        super().save_related(request, form, formsets, *args)
        opening = {"environment", "base_url"} & set(form.changed_data)
        if opening or any(formset.has_changed() for formset in formsets):
            sections.remember(request, form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Connection | None = None) -> bool:
        """Offer to delete only what nothing has ever passed through."""
        return bool(super().has_delete_permission(request, obj)) and not (obj and in_use(obj))

    def test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try the credentials and say what came of it."""
        row = self.asked(request, pk)
        if request.method != "POST":
            messages.warning(request, NOT_SENT)
            return back(row)
        sections.report(request, checking.check(row, request.user))  # type: ignore[arg-type]
        return back(row)

    def secret_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a secret for our token endpoint and show it this once."""
        row = self.asked(request, pk)
        if request.method != "POST":
            messages.warning(request, NOT_SENT)
            return back(row)
        if credentials_model(row.connector) is None:
            raise Http404
        section, credentials = sections.section_of(row.connector), row.credentials
        client_id = getattr(credentials, section.our_token.field, "") if section.our_token else ""
        if not client_id:
            raise Http404
        if not section.has_change_permission(request, credentials):
            raise PermissionDenied
        secret = token_client.new_secret(client_id, row.name)
        resolve.audit(request.user, AuditEntry.Verb.RECONNECTED, row, reason=gettext("New client secret"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": row.name, "row": row}
        context |= {
            "client_id": client_id,
            "client_secret": secret,
            "token_url": request.build_absolute_uri(reverse("token")),
        }
        return TemplateResponse(request, "admin/hub/connection/secret.html", context)

    def asked(self, request: HttpRequest, pk: int) -> Connection:
        """Give the connection that a pressed button is about; only whoever may change it may press it."""
        row: Connection | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row


def back(row: Connection) -> HttpResponseRedirect:
    """Go back to the page of a connection."""
    return HttpResponseRedirect(reverse("admin:hub_connection_change", args=(row.pk,)))


def in_use(row: Connection) -> bool:
    """Tell whether documents have come or gone through a connection, or a flow uses it."""
    flows = Flow.objects.filter(Q(source=row) | Q(target=row))
    rows = (noun.objects.filter(connection=row) for noun in (Event, Operation, Upload))
    return any(found.exists() for found in (flows, *rows))
