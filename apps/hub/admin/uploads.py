"""The files that people uploaded: what was in each, who brought it, and the page where one is uploaded."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from apps.hub import formats
from apps.hub.admin import rights, uploading
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.keyset import portion
from apps.hub.admin.pages import ReadOnly
from apps.hub.engine.decisions.resolve import Verb, audit
from apps.hub.models import Connection, Transfer, Upload

PER_PAGE = 50


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    """Which file was that, and what came of it?"""

    list_display = ("which", "connection", "outcome", "person_name", "received")
    list_display_links = ("which",)
    list_filter = (("connection", RelatedDropdownFilter), ("at", DayFilter))
    list_select_related = ("connection",)
    moment = "at"
    search_fields = ("name", "contents__source_id")
    search_help_text = _("Name of the file, or id of a document in it")
    page_template = "admin/hub/upload/page.html"
    actions = None

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the form, and the original."""
        return {
            **super().routes(),
            "send": ("send/<int:connection_id>/<slug:kind>/", self.send_view),
            "original": ("<int:object_id>/original/", self.original_view),
        }

    def page_context(self, request: HttpRequest, row: Upload) -> dict[str, Any]:
        """Give a file with a page of its transfers."""
        told = uploading.sending(row.connection, row.kind)
        return {
            "documents": told.documents if told else row.kind,
            "portion": portion(transfers_of(row).order_by("-pk"), request.GET.get("page", ""), PER_PAGE),
            "may_see_raw": rights.may_see_raw(request.user),
            "again": uploading.address(row.connection_id, row.kind) if rights.may_upload(request.user) else "",
        }

    def send_view(self, request: HttpRequest, connection_id: int, kind: str) -> HttpResponse:
        """Show the form, or take files in and say what became of each."""
        rights.require(request, rights.may_upload)
        row = Connection.objects.filter(pk=connection_id).first()
        if row is None or uploading.sending(row, kind) is None:
            raise Http404
        wrong, outcomes = "", list[uploading.Outcome]()
        if request.method == "POST":
            wrong = uploading.complaint(request)
            outcomes = [] if wrong else uploading.take(request, row, kind)
        context = {"connection": row, "outcomes": outcomes, "wrong": wrong, "sending": uploading.sending(row, kind)}
        title = gettext("Upload a file")
        return self.page(request, "admin/hub/upload/send.html", None, {**context, "title": title})

    def original_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Give the file as it was uploaded; who took it is written down."""
        rights.require(request, rights.may_see_raw)
        row = self.row(request, str(object_id))
        if row.payload is None:
            messages.warning(request, gettext("It is no longer kept: its retention time is over."))
            return self.back_to(row)
        audit(request.user, Verb.VIEWED, row)
        named = content_disposition_header(as_attachment=True, filename=row.name)
        return HttpResponse(row.payload.raw, "application/octet-stream", headers={"Content-Disposition": named})

    @admin.display(description=_("File"))
    def which(self, row: Upload) -> SafeString:
        """Show what it is called."""
        return format_html('<span class="p-which p-clip" title="{0}">{0}</span>', row.name)

    @admin.display(description=_("Outcome"))
    def outcome(self, row: Upload) -> str:
        """Tell what its documents were, of those that occurred."""
        return outcome_of(row)

    @admin.display(description=_("Uploaded"))
    def received(self, row: Upload) -> str:
        """Show when it was uploaded."""
        return formats.moment(row.at)


def outcome_of(row: Upload) -> str:
    """Tell what the documents of a file were, of those counts that are not zero; or that it waits for a flow."""
    if row.routed_at is None:
        told = ngettext(
            "%(count)s document, waiting for a flow", "%(count)s documents, waiting for a flow", row.documents
        )
        return told % {"count": row.documents}
    counts = [(name, getattr(row, name)) for name in ("new", "changed", "known", "unreadable")]
    labels = {name: str(Upload._meta.get_field(name).verbose_name) for name, _count in counts}  # type: ignore[union-attr]
    return ", ".join(f"{labels[name]}:{formats.NO_BREAK}{count}" for name, count in counts if count)


def transfers_of(row: Upload) -> Any:
    """Give the transfers of a file's documents."""
    told = {"flow__source": row.connection_id, "flow__kind": row.kind}
    return Transfer.objects.filter(**told, source_id__in=row.contents.values("source_id"))


def uploads_about(row: Transfer) -> list[Upload]:
    """Give the files in which a transfer's document came, the latest first."""
    flow = row.flow
    found = Upload.objects.of(flow.source_id, flow.kind).filter(contents__source_id=row.source_id)
    return list(found.order_by("-pk")[:PER_PAGE])
