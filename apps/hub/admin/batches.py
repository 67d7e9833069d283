"""Files: what lies ready to be collected, the files that were produced, and what is said about each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from apps.hub import formats, tasks
from apps.hub.admin import batch_page, batch_prepare, rights, wording
from apps.hub.admin.batch_prepare import WishForm
from apps.hub.admin.batch_results import WithResults
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.pages import actor_of, address, badge, chosen_ids, say, typed
from apps.hub.batches import aside, decide, produce, shipping
from apps.hub.batches.wish import Wish
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import AuditEntry, Batch, BatchItem, Flow, ReadyDocument


@admin.register(Batch)
class BatchAdmin(WithResults):
    """Produced files, with what is ready for the next ones above them."""

    list_display = ("which", "state_badge", "content", "produced")
    list_display_links = ("which",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("flow", RelatedDropdownFilter),
        ("produced_at", DayFilter),
    )
    list_select_related = ("flow", "produced_by")
    list_before_template = "admin/hub/batch/ready.html"
    moment = "produced_at"
    page_template = "admin/hub/batch/page.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Put above the list what is ready."""
        told = {"shelves": batch_page.shelves(), "may_collect": rights.may_collect(request.user)}
        response: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **told})
        return response

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add making a file, having it, and deciding about it."""
        return {
            "prepare": ("prepare/<int:flow_id>/", self.prepare_view),
            "download": ("<int:object_id>/download/", self.download_view),
            "confirm": ("<int:object_id>/confirm/", self.posted(self.confirm_view)),
            "refuse": ("<int:object_id>/refuse/<int:item_id>/", self.refuse_view),
            "cancel": ("<int:object_id>/cancel/", self.cancel_view),
            "again": ("<int:object_id>/again/<int:shipment_id>/", self.again_view),
            "result": ("<int:object_id>/result/", self.result_view),
            "outcome": ("<int:object_id>/result/<int:result_id>/", self.outcome_view),
            "result_file": ("<int:object_id>/result/<int:result_id>/file/", self.result_file_view),
        }

    def page_context(self, request: HttpRequest, row: Batch) -> dict[str, Any]:
        """Give the file with its documents."""
        return batch_page.file_of(row, request)

    def prepare_view(self, request: HttpRequest, flow_id: int) -> HttpResponse:
        """Show what the next file of a flow would hold, make it of exactly that, or set aside what it cannot hold."""
        rights.require(request, rights.may_collect)
        flow = Flow.objects.select_related("source", "target").filter(pk=flow_id).first()
        if flow is None or not flow.collected:
            raise Http404
        form = batch_prepare.form_of(flow, request)
        wish = batch_prepare.ticked(request.POST, form.wish)
        doing = {"produce": self.produce, "aside": self.set_aside}.get(typed(request.POST, "do") or "produce")
        if request.method == "POST" and doing and (answer := doing(request, flow, form, wish)):
            return answer
        return self.page(request, "admin/hub/batch/prepare.html", None, batch_prepare.preview_of(flow, form, wish))

    def produce(self, request: HttpRequest, flow: Flow, form: WishForm, wish: Wish) -> HttpResponse | None:
        """Make the file that was looked at; None: it is not made, and what would be in it now is shown."""
        seen = typed(request.POST, "seen")
        try:
            batch = produce.produce(flow, written_as=form.kind, seen=seen, wish=wish, actor=actor_of(request))
        except NotPossible as refusal:
            warn(request, refusal)
            over = refusal.code == "batch.nothing" and not ReadyDocument.objects.collectable(flow).exists()
            return HttpResponseRedirect(reverse("admin:hub_batch_changelist")) if over else None
        tasks.ring_dispatch()
        told = _("The file is made. Download it, import it, and then say here whether it was taken over.")
        messages.success(request, told)
        return HttpResponseRedirect(address(batch))

    def set_aside(self, request: HttpRequest, flow: Flow, form: WishForm, wish: Wish) -> HttpResponse | None:
        """Put under pending errors what no file of this kind can hold, then show what is left."""
        seen = chosen_ids(request.POST.getlist("refused"))
        try:
            done = aside.set_aside(flow, wish, seen, written_as=form.kind, actor=actor_of(request))
        except NotPossible as refusal:
            warn(request, refusal)
            return None
        told = ngettext(
            "%(count)s document waits under pending errors now.",
            "%(count)s documents wait under pending errors now.",
            done,
        )
        say(request, done, told % {"count": formats.whole(done)})
        return None

    def download_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Give the bytes of a file, the same every time; who had them is written down."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        resolve.audit(actor_of(request), AuditEntry.Verb.DOWNLOADED, row, sha256=row.sha256)
        response = HttpResponse(row.payload.raw, content_type=row.media_type)
        response["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def confirm_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Write down that whatever is still in a file was taken over."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        try:
            done = decide.confirm(row, actor=actor_of(request))
        except NotPossible as refusal:
            return self.too_late(request, row, refusal)
        tasks.ring()
        told = ngettext("%(count)s document was taken over.", "%(count)s documents were taken over.", done)
        messages.success(request, told % {"count": formats.whole(done)})
        return self.back_to(row)

    def refuse_view(self, request: HttpRequest, object_id: int, item_id: int) -> HttpResponse:
        """Ask why one document of a file was refused, and write it down."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        item = BatchItem.objects.select_related("transfer").filter(batch=row, pk=item_id).first()
        if item is None:
            raise Http404
        reason = typed(request.POST, "reason")
        if request.method != "POST" or not reason:
            return self.asked(request, row, batch_page.refusing(item, missing=request.method == "POST"))
        try:
            decide.refuse(item, actor=actor_of(request), reason=reason)
        except NotPossible as refusal:
            return self.too_late(request, row, refusal)
        tasks.ring()
        told = _("“%(which)s” was refused and waits under pending errors. The others stay in the file.")
        messages.success(request, told % {"which": item.transfer})
        return self.back_to(row)

    def again_view(self, request: HttpRequest, object_id: int, shipment_id: int) -> HttpResponse:
        """Have a file brought to one of its places once more."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        shipment = row.shipments.select_related("outlet", "batch").filter(pk=shipment_id).first()
        if shipment is None:
            raise Http404
        if request.method != "POST":
            return self.back_to(row)
        try:
            shipping.again(shipment, actor=actor_of(request))
        except NotPossible as refusal:
            return self.too_late(request, row, refusal)
        tasks.ring_dispatch()
        messages.success(request, _("The file is on its way again."))
        return self.back_to(row)

    def cancel_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask why a file is cancelled, and free its documents."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        reason = typed(request.POST, "reason")
        if request.method != "POST" or not reason:
            return self.asked(request, row, batch_page.cancelling(missing=request.method == "POST"))
        try:
            freed = decide.cancel(row, actor=actor_of(request), reason=reason)
        except NotPossible as refusal:
            return self.too_late(request, row, refusal)
        tasks.ring()
        told = ngettext(
            "The file is cancelled. %(count)s document is made ready for another one.",
            "The file is cancelled. %(count)s documents are made ready for another one.",
            freed,
        )
        messages.success(request, told % {"count": formats.whole(freed)})
        return self.back_to(row)

    def asked(self, request: HttpRequest, row: Batch, context: dict[str, Any]) -> HttpResponse:
        """Ask for a reason, unless everything was said about the file meanwhile."""
        if row.over:
            return self.too_late(request, row, NotPossible("batch.over"))
        return self.page(request, "admin/hub/batch/reason.html", row, context)

    def too_late(self, request: HttpRequest, row: Batch, refusal: NotPossible) -> HttpResponse:
        """Say why nothing was changed, and show how the file stands."""
        warn(request, refusal)
        return self.back_to(row)

    @admin.display(description=lazy("File"))
    def which(self, row: Batch) -> SafeString:
        """Show the number, the one that stands in the file where that is another run, and the flow."""
        number = _("No. %(number)s") % {"number": row.number}
        if row.file_number:
            number += " · " + _("no. %(number)s in the file") % {"number": row.file_number}
        template = '<span class="p-which">{}</span> <span class="p-clip p-subtle" title="{}">{}</span>'
        return format_html(template, number, row.flow, row.flow)

    @admin.display(description=lazy("State"))
    def state_badge(self, row: Batch) -> SafeString:
        """Show the state in its colour."""
        return badge(row.get_state_display(), row.state)

    @admin.display(description=lazy("Content"))
    def content(self, row: Batch) -> SafeString:
        """Show how many documents are in it, and their amounts."""
        template = '<span class="p-cell"><span>{}</span><span class="p-amount p-subtle">{}</span></span>'
        return format_html(template, batch_page.documents(row.count), " · ".join(batch_page.amounts(row.totals)))

    @admin.display(description=lazy("Produced"))
    def produced(self, row: Batch) -> SafeString:
        """Show when it was made, and by whom."""
        template = '<span class="p-cell"><span class="p-nowrap">{}</span><span class="p-subtle">{}</span></span>'
        return format_html(template, formats.moment(row.produced_at), row.produced_by or "—")


def warn(request: HttpRequest, refusal: NotPossible) -> None:
    """Say in words why something was not done."""
    words = wording.explain(refusal.code)
    messages.warning(request, f"{words.title}. {words.advice}")
