"""Single tries at transfers: what was sent, what was answered, how long it took."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.hub import formats
from apps.hub.admin import raw, rights, wording
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.pages import ReadOnly, badge
from apps.hub.models import Attempt


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    """What was tried, one line for each try."""

    list_display = ("outcome_badge", "which", "flow_name", "started", "took", "why")
    list_display_links = ("which",)
    list_filter = (("outcome", ChoicesDropdownFilter), ("started_at", DayFilter))
    list_select_related = ("transfer__flow",)
    moment = "started_at"
    unlisted = ("trace", "steps", "transfer__remarks", "transfer__operation_keys")
    page_template = "admin/hub/attempt/page.html"

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add the requests and answers, which are loaded on demand."""
        return {**super().routes(), "exchanges": ("<int:object_id>/exchanges/", self.exchanges_view)}

    def page_context(self, request: HttpRequest, row: Attempt) -> dict[str, Any]:
        """Give what one try did."""
        return {
            "words": wording.explain(row.code, row.params) if row.code else None,
            "transfer": row.transfer,
            "may_see_raw": rights.may_see_raw(request.user),
        }

    def exchanges_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show requests and answers; who looked is written down."""
        row = self.row(request, str(object_id))
        return raw.shown(self, request, row, row.exchanges)

    @admin.display(description=_("Outcome"))
    def outcome_badge(self, row: Attempt) -> SafeString:
        """Show the outcome in its colour."""
        return badge(row.get_outcome_display(), row.outcome)

    @admin.display(description=_("Transfer"))
    def which(self, row: Attempt) -> str:
        """Show the document and the number of the try."""
        return str(row)

    @admin.display(description=_("Flow"))
    def flow_name(self, row: Attempt) -> str:
        """Show the flow."""
        return str(row.transfer.flow)

    @admin.display(description=_("Started"))
    def started(self, row: Attempt) -> str:
        """Show when it began."""
        return formats.moment(row.started_at)

    @admin.display(description=_("Duration"))
    def took(self, row: Attempt) -> str:
        """Show how long it took."""
        return formats.duration(row.milliseconds)

    @admin.display(description=_("Reason"))
    def why(self, row: Attempt) -> SafeString:
        """Say in words what came of it."""
        text = wording.explain(row.code, row.params).line if row.code else ""
        return format_html('<span class="p-reason" title="{}">{}</span>', text, text)
