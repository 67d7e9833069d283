"""The list of transfers, and the page that tells the whole life of one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RangeNumericFilter,
    RelatedDropdownFilter,
)
from unfold.views import ChangeList

from apps.hub import formats
from apps.hub.admin import statement_page, transfer_page, wording
from apps.hub.admin.decision_pages import Decisions
from apps.hub.admin.decisions import fitting
from apps.hub.admin.filters import DayFilter, DirectionFilter
from apps.hub.admin.keyset import Pages
from apps.hub.admin.pages import ReadOnly, badge
from apps.hub.admin.transfer_search import search
from apps.hub.models import Blocker, PendingError, Transfer
from apps.hub.models.transfer import TransferState


@admin.register(Transfer)
class TransferAdmin(Decisions, ReadOnly):
    """Where is my document, and why?"""

    list_display = ("which", "money", "state_and_why", "received")
    list_display_links = ("which",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("flow", RelatedDropdownFilter),
        DirectionFilter,
        ("received_at", DayFilter),
        ("amount", RangeNumericFilter),
    )
    list_select_related = ("flow",)
    moment = "received_at"
    unlisted = ("operation_keys",)
    search_fields = ("number",)
    search_help_text = _("Number, tax number, name, id or key")
    page_template = "admin/hub/transfer/page.html"
    actions: ClassVar[list[str]] = ["requeue_selected", "release_selected", "hold_selected", "skip_selected"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List transfers with the first of the causes that each waits behind."""
        return WithCauses

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Transfer]", search_term: str
    ) -> "tuple[QuerySet[Transfer], bool]":
        """Look a text up in the indexes instead of reading the whole table."""
        return search(queryset, search_term), False

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add what is loaded on demand to the pages of decisions."""
        return {**super().routes(), "source": ("<int:object_id>/source/", self.source_view)}

    def page_context(self, request: HttpRequest, row: Transfer) -> dict[str, Any]:
        """Give the whole life of one transfer."""
        choices = [decision for decision in fitting(row) if decision.right(request.user)]
        life = transfer_page.life_of(row, request.user)
        sheet = statement_page.sheet_of(life["document"], request.GET.get("page", ""))
        return {**life, "sheet": sheet, "choices": choices}

    def source_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the source as received; who looked is written down."""
        return transfer_page.source_of(self, request, self.row(request, str(object_id)))

    @admin.display(description=_("Document"))
    def which(self, row: Transfer) -> SafeString:
        """Show the number and the name that people know it by."""
        template = '<span class="p-which">{}</span> <span class="p-clip p-subtle" title="{}">{}</span>'
        return format_html(template, row, row.party, row.party or "—")

    @admin.display(description=_("Amount"))
    def money(self, row: Transfer) -> SafeString:
        """Show the amount aligned with those above and below."""
        return format_html('<span class="p-amount">{}</span>', formats.money(row.amount, row.currency))

    @admin.display(description=_("State"))
    def state_and_why(self, row: Transfer) -> SafeString:
        """Show the state in its colour, and below it in words why it is not booked, or a warning about how it is."""
        text, shown = reason_of(row), badge(row.get_state_display(), row.state)
        template = '<span class="p-cell"><span>{}</span><span class="p-reason p-subtle">{}</span></span>'
        return format_html(template, shown, text) if text else shown

    @admin.display(description=_("Received"))
    def received(self, row: Transfer) -> SafeString:
        """Show when it came, and through which flow."""
        template = (
            '<span class="p-cell"><span class="p-nowrap">{}</span>'
            '<span class="p-clip p-subtle" title="{}">{}</span></span>'
        )
        return format_html(template, formats.moment(row.received_at), row.flow, row.flow)


class WithCauses(Pages):
    """Brings along why transfers wait in two queries; one of them may wait behind thousands of causes."""

    def get_results(self, request: HttpRequest) -> None:
        """Find the first cause of each waiting row of the page, and how many there are."""
        super().get_results(request)
        keys = [row.pk for row in self.result_list if row.state == TransferState.WAITING]
        behind = Blocker.objects.filter(transfer__in=keys).order_by().values("transfer")
        counted = {row["transfer"]: row for row in behind.annotate(first=Min("pending_error"), causes=Count("pk"))}
        causes = PendingError.objects.select_related("target").in_bulk([row["first"] for row in counted.values()])
        for row in self.result_list:
            waits = counted.get(row.pk)
            row.first_cause, row.causes = (causes[waits["first"]], waits["causes"]) if waits else (None, 0)


def reason_of(row: Any) -> str:
    """Give the reason for a transfer's state in words; its first cause says more than its code."""
    if row.first_cause:
        more = f" (+{row.causes - 1})" if row.causes > 1 else ""
        return wording.of_cause(row.first_cause).title + more
    if row.reason:
        return wording.explain(row.reason).title
    return "; ".join(wording.explain(remark["code"]).title for remark in row.remarks[:2])
