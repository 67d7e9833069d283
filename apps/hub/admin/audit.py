"""The audit trail: who decided what, when, and why; nobody can change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter

from apps.accounts.models import User
from apps.hub import formats
from apps.hub.admin.columns import badge, two_lines
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.pages import ReadOnly
from apps.hub.admin.sentences import SENTENCES
from apps.hub.models import AuditEntry, Event
from apps.hub.models.transfer import RequeueMode

Verb = AuditEntry.Verb
#: Verbs that close a document without booking it, and those that only look.
TONES = {Verb.SKIPPED: "warn", Verb.HANDLED: "warn", Verb.HELD: "warn", Verb.VIEWED: "calm", Verb.COMMENTED: "calm"}


class PersonFilter(DropdownFilter):
    """Who did it; everybody who may sign in is offered."""

    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        """Give the people."""
        return [(str(pk), name) for pk, name in User.objects.order_by("username").values_list("pk", "username")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep what one person did."""
        return queryset.filter(actor_id=self.value()) if (self.value() or "").isdigit() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """The trail, the newest first."""

    list_display = ("when", "actor_name", "did", "what", "why")
    list_display_links = ("when",)
    moment = "at"
    unlisted = ("detail",)
    list_filter = (("verb", ChoicesDropdownFilter), PersonFilter, ("at", DayFilter))
    search_fields = ("about", "actor_name", "reason", "noun_id")
    search_help_text = _("Search by thing, person or reason")
    page_template = "admin/hub/auditentry/page.html"
    actions = None

    @admin.display(description=_("when"))
    def when(self, row: AuditEntry) -> str:
        """Give the moment."""
        return formats.moment(row.at)

    @admin.display(description=_("did"))
    def did(self, row: AuditEntry) -> SafeString:
        """Give the verb."""
        return badge(row.get_verb_display(), TONES.get(Verb(row.verb), "busy"))

    @admin.display(description=_("to what"))
    def what(self, row: AuditEntry) -> SafeString:
        """Give the thing as it was called then."""
        return two_lines(row.about, noun_of(row))

    @admin.display(description=_("why"))
    def why(self, row: AuditEntry) -> str:
        """Give the reason."""
        return row.reason or "—"

    def page_context(self, request: HttpRequest, row: AuditEntry) -> dict[str, Any]:
        """Give the entry's facts."""
        return {
            "noun": noun_of(row),
            "detail": [(name_of(name), told(name, value)) for name, value in row.detail.items()],
        }


def noun_of(row: AuditEntry) -> str:
    """Give what kind of thing an entry is about, in words."""
    return str(NOUNS.get(row.noun, row.noun))


def name_of(detail: str) -> str:
    """Give what a detail is called."""
    return capfirst(str(DETAILS.get(detail, detail)))


def told(name: str, value: object) -> str:
    """Give a value of the detail in words."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    labels = WORDS.get(name, {})
    return "—" if value in ("", None) else str(labels.get(value, value))


NOUNS = {
    "transfer": _("transfer"),
    "pendingerror": _("pending error"),
    "flow": _("flow"),
    "connection": _("connection"),
    "event": _("event"),
    "mapping": _("mapping"),
    "payload": _("payload"),
    "attempt": _("attempt"),
    "onboarding": _("onboarding"),
    "upload": _("uploaded file"),
}
DETAILS = {
    "active": _("active"),
    "count": _("number of documents"),
    "every": _("minutes from one asking to the next"),
    "label": _("known here as"),
    "kind": _("documents"),
    "mode": _("sent with"),
    "other": _("with"),
    "outcome": _("outcome"),
    "place": _("place"),
    "place_before": _("place before"),
    "proof": _("Number it has there"),
    "to": _("assigned to"),
    "value": _("value at the target"),
    "version": _("version"),
}
#: Details of which the value, too, is a word of ours.
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "mode": dict(RequeueMode.choices),
    "outcome": {**dict(Event.State.choices), **{code: sentence.title for code, sentence in SENTENCES.items()}},
}
