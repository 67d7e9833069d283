"""One section for each connector: its credentials, mappings, sync runs and pending errors, with rights of their own.

A connector's ``admin.py`` registers its four models with the classes of this module.
"""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline

from apps.core.connector import Connector
from apps.hub.admin import checking
from apps.hub.admin.columns import health_cell
from apps.hub.admin.connection_health import health_of
from apps.hub.admin.credentials import OurToken, form_for, secret_field
from apps.hub.admin.mappings import MappingAdmin as EveryMapping
from apps.hub.admin.pending import PendingErrorAdmin as EveryPendingError
from apps.hub.admin.runs import SyncRunAdmin as EverySyncRun
from apps.hub.checks import credentials_model
from apps.hub.models import Connection, Credentials


class CredentialsAdmin(ModelAdmin):
    """The credentials of one vendor's connections; made together with a connection, never apart from it."""

    #: How the vendor signs in at our token endpoint, where it can.
    our_token: ClassVar[OurToken | None] = None

    list_display = ("connection", "health", "updated_at")
    list_select_related = ("connection",)
    search_fields = ("connection__name",)
    readonly_fields = ("connection",)
    actions = None
    sortable_by = ()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.form = form_for(self.model, self.our_token)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Read with each where we are in asking its connection: the list tells whether that fails."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.prefetch_related("connection__pulls")

    def told(self, row: Any) -> tuple[str, ...]:
        """Name the fields that the vendor must be told; secret ones are never shown whatever is named."""
        return ()

    def has_add_permission(self, request: HttpRequest, obj: Credentials | None = None) -> bool:
        """Credentials are made with their connection."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Credentials | None = None) -> bool:
        """Credentials go with their connection."""
        return False

    @admin.display(description=_("health"))
    def health(self, row: Credentials) -> SafeString:
        """Give how the connection is."""
        return health_cell(health_of(row.connection))

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", *args: Any, **kwargs: Any) -> FormField | None:
        """Never render a secret."""
        return secret_field(db_field) or super().formfield_for_dbfield(db_field, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try what was saved, once it is committed."""
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        try_saved(request)
        return response

    def save_model(self, request: HttpRequest, obj: Credentials, form: Any, *args: Any) -> None:
        """Keep the credentials and remember to try them."""
        super().save_model(request, obj, form, *args)
        remember(request, obj.connection)


class OfVendor(ModelAdmin):
    """Mixed into the hub's own page of a noun: the same page, for the rows of one vendor."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Keep the rows that the vendor takes part in."""
        rows: QuerySet[Any] = super().get_queryset(request)
        of_vendor: QuerySet[Any] = rows.of_connector(self.opts.app_label)  # type: ignore[attr-defined]
        return of_vendor

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the hub's own page of a row, where the person may see it."""
        hub = admin.site.get_model_admin(self.model._meta.concrete_model)
        if request.method == "GET" and object_id.isdigit() and hub.has_view_permission(request):
            return HttpResponseRedirect(reverse(f"admin:hub_{self.opts.model_name}_change", args=(object_id,)))
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        return response


class MappingAdmin(OfVendor, EveryMapping):
    """The mappings from and to one vendor."""


class SyncRunAdmin(OfVendor, EverySyncRun):
    """The runs of the flows from and to one vendor."""


class PendingErrorAdmin(OfVendor, EveryPendingError):
    """What stops the documents from and to one vendor."""


def remember(request: HttpRequest, connection: Connection) -> None:
    """Remember that the credentials of a connection are to be tried after the transaction."""
    request.connection_to_try = connection.pk  # type: ignore[attr-defined]


def try_saved(request: HttpRequest) -> None:
    """Try the connection that was saved in this request, and say what came of it."""
    if pk := getattr(request, "connection_to_try", None):
        report(request, checking.check(Connection.objects.get(pk=pk), request.user))  # type: ignore[arg-type]


def report(request: HttpRequest, finding: checking.Finding) -> None:
    """Say what trying a connection showed."""
    (messages.success if finding.good else messages.error)(request, finding.words)


class CredentialsInline(StackedInline):
    """The credentials on the page of their connection."""

    min_num = max_num = 1
    extra = 0
    can_delete = False
    hide_title = True
    verbose_name_plural = _("credentials")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", *args: Any, **kwargs: Any) -> FormField | None:
        """Never render a secret."""
        return secret_field(db_field) or super().formfield_for_dbfield(db_field, *args, **kwargs)


def inline_of(section: CredentialsAdmin) -> type[CredentialsInline]:
    """Give the inline for the credentials of one vendor."""
    return type("CredentialsInline", (CredentialsInline,), {"model": section.model, "form": section.form})


def section_of(connector: Connector) -> CredentialsAdmin:
    """Give where a connector's credentials are registered; LookupError when they are not."""
    model = credentials_model(connector)
    if model is None or not admin.site.is_registered(model):
        raise LookupError(connector.slug)
    return cast("CredentialsAdmin", admin.site.get_model_admin(model))
