"""Mappings: which value here stands for which value there, by whom and since when."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.hub import formats, tasks
from apps.hub.admin.columns import two_lines
from apps.hub.admin.history import WithHistory
from apps.hub.admin.mapping_filters import PairFilter, VocabularyFilter
from apps.hub.admin.mapping_form import MappingForm, Words, group_of, read_choices, vocabulary_of
from apps.hub.admin.pages import actor_of
from apps.hub.engine.decisions import resolve
from apps.hub.models import Flow, Mapping
from apps.hub.models.mapping import ANY


class MappingAdmin(WithHistory, ModelAdmin):
    """Mappings by ends and kind; the sections of the connectors show their own part of them."""

    form = MappingForm
    list_display = ("source_value", "chosen_value", "kind", "ends", "set_by")
    list_display_links = ("source_value",)
    list_filter = (PairFilter, VocabularyFilter)
    list_select_related = ("source", "target", "author")
    list_per_page = 50
    ordering = ("source__name", "target__name", "vocabulary", "label", "value")
    search_fields = ("value", "label", "target_value", "target_label")
    search_help_text = _("Search by value or name on either side")
    sortable_by = ()
    list_before_template = "admin/hub/mapping/groups.html"
    list_after_template = "admin/hub/parts/export.html"
    change_form_before_template = "admin/hub/parts/seen.html"
    change_form_outer_before_template = "admin/hub/mapping/note.html"

    @admin.display(description=_("at the source"), ordering="value")
    def source_value(self, row: Mapping) -> SafeString:
        """Give the source's value, as people know it."""
        if row.value == ANY:
            return two_lines(gettext("every other value"), gettext("where nothing else is mapped"))
        return two_lines(row.label or row.value, row.value if row.label else "")

    @admin.display(description=_("at the target"), ordering="target_value")
    def chosen_value(self, row: Mapping) -> SafeString:
        """Give the target's value, as people know it."""
        return two_lines(row.target_label or row.target_value, row.target_value if row.target_label else "")

    @admin.display(description=_("kind of value"), ordering="vocabulary")
    def kind(self, row: Mapping) -> SafeString:
        """Give what the kind is called on both sides."""
        words = vocabulary_of(row.target, row.vocabulary)
        return two_lines(words.name, words.target_name)

    @admin.display(description=_("between"), ordering="source__name")
    def ends(self, row: Mapping) -> str:
        """Give both ends."""
        return f"{row.source} → {row.target}"

    @admin.display(description=_("set by"), ordering="updated_at")
    def set_by(self, row: Mapping) -> SafeString:
        """Give who set it last, when, and how often it was changed."""
        who = row.author.get_username() if row.author else gettext("the hub itself")
        version = gettext("version %(version)s") % {"version": row.version}
        return two_lines(who, f"{formats.moment(row.updated_at)} · {version}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Add the groups above the list."""
        context = {**(extra_context or {}), "groups": self.groups(request)}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    def groups(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Give how many mappings of each kind there are between each two ends: one query."""
        fields = ("source_id", "source__name", "target_id", "target__name", "target__connector_slug", "vocabulary")
        rows = self.get_queryset(request).order_by("source__name", "target__name", "vocabulary").values(*fields)
        return [
            {
                "ends": f"{row['source__name']} → {row['target__name']}",
                "words": Words.of(row["target__connector_slug"], row["vocabulary"]),
                "count": row["count"],
                "query": f"?pair={row['source_id']}-{row['target_id']}&vocabulary={row['vocabulary']}",
            }
            for row in rows.annotate(count=Count("pk"))
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask first what is to be translated between which ends."""
        if group_of(request) or not self.has_add_permission(request):
            response: HttpResponse = super().add_view(request, form_url, extra_context)
            return response
        context = {**self.admin_site.each_context(request), "opts": self.opts, "pairs": self.pairs()}
        context["title"] = gettext("What do you want to translate?")
        return TemplateResponse(request, "admin/hub/mapping/choose.html", context)

    def pairs(self) -> Iterable[tuple[Flow, list[Words]]]:
        """Give the ends between which documents flow, with the kinds of value that the target takes."""
        found: dict[tuple[int, int], Flow] = {}
        for flow in Flow.objects.select_related("source", "target"):
            found.setdefault((flow.source_id, flow.target_id), flow)
        return [(flow, Words.all_of(flow.target.connector_slug)) for flow in found.values()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read the target's list before the transaction begins: the target may have to be asked."""
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id and object_id.isdigit() else None
        request.choices = read_choices(request, row)  # type: ignore[attr-defined]
        response: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return response

    def get_form(self, request: HttpRequest, obj: Mapping | None = None, **kwargs: Any) -> Any:
        """Give the form with the target's list in it."""
        group = group_of(request) if obj is None else None
        own = {"offered": getattr(request, "choices", None), "group": group, "__module__": __name__}
        return super().get_form(request, obj, **{"form": type("MappingForm", (MappingForm,), own), **kwargs})

    def get_fields(self, request: HttpRequest, obj: Mapping | None = None) -> tuple[str, ...]:
        """Ends and kind are fixed; a label that the target's list brings along is not typed."""
        offered = getattr(request, "choices", None)
        listed = bool(offered and offered.rows)
        return ("value", "label", "target_value") if listed else ("value", "label", "target_value", "target_label")

    def get_readonly_fields(self, request: HttpRequest, obj: Mapping | None = None) -> tuple[str, ...]:
        """The source's value is what the row is about."""
        return ("value",) if obj else ()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Add the ends and the kind, and what is odd about the list."""
        row = kwargs.get("obj")
        group = group_of(request) if row is None else None
        ends = (row.source, row.target, row.vocabulary) if row else group
        if ends:
            context |= {"source": ends[0], "target": ends[1], "words": vocabulary_of(ends[1], ends[2])}
        context |= {"offered": getattr(request, "choices", None), "row": row}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def save_model(self, request: HttpRequest, obj: Mapping, form: Any, *args: Any) -> None:
        """Keep the mapping with its author and version, and release what waited for it."""
        if not (obj._state.adding or form.has_changed()):
            return
        row = as_hub(obj)
        row.author, row.version = actor_of(request), 1 if obj._state.adding else obj.version + 1
        row.save()
        obj.pk = row.pk
        released = resolve.answer_with(row, actor=actor_of(request))
        tasks.ring()
        if released:
            told = ngettext(
                "%(count)s document that waited for it goes on.",
                "%(count)s documents that waited for it go on.",
                released,
            )
            messages.success(request, told % {"count": released})

    def delete_model(self, request: HttpRequest, obj: Mapping) -> None:
        """Delete through the hub's own class, on which the history hangs."""
        as_hub(obj).delete()

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Mapping]") -> None:
        """Delete through the hub's own class, on which the history hangs."""
        Mapping.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).delete()


def as_hub(row: Mapping) -> Mapping:
    """Give a connector's proxy as the hub's own row: history is written for that class only."""
    values = {field.attname: getattr(row, field.attname) for field in Mapping._meta.concrete_fields}
    own = Mapping(**values)
    own._state.adding, own._state.db = row._state.adding, row._state.db
    return own


admin.site.register(Mapping, MappingAdmin)
