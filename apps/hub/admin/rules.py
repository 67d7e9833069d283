"""Rules: what a flow skips or holds for a person."""

from typing import Any

import jmespath
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from jmespath.exceptions import JMESPathError
from unfold.admin import ModelAdmin, StackedInline

from apps.hub.admin.columns import badge
from apps.hub.admin.history import WithHistory
from apps.hub.admin.whole_rows import SteadyForm
from apps.hub.models import Rule


class RuleForm(SteadyForm):
    """A rule whose field can be read, with a value where the condition needs one."""

    class Meta:
        model = Rule
        fields = ("flow", "position", "name", "path", "operator", "value", "action", "active")
        help_texts = {
            "position": _("The first rule that holds decides."),
            "path": _("For example: total, currency, number, party.name, party.tax_id, direction."),
        }

    def clean_path(self) -> str:
        """Refuse what is no path."""
        path: str = self.cleaned_data["path"]
        try:
            jmespath.compile(path)
        except JMESPathError as error:
            raise ValidationError(_("This is not the name of a field. Try total or party.tax_id.")) from error
        return path

    def clean(self) -> dict[str, Any]:
        """Ask for a value where the condition compares with one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("operator") not in (None, Rule.Operator.EMPTY) and not cleaned.get("value"):
            self.add_error("value", _("This condition needs a value."))
        return cleaned


class RuleInline(StackedInline):
    """The rules on the page of their flow."""

    model = Rule
    form = RuleForm
    extra = 0
    tab = True
    fields = ("name", "path", "operator", "value", "action", "position", "active")


@admin.register(Rule)
class RuleAdmin(WithHistory, ModelAdmin):
    """All rules, in the order in which they are asked."""

    form = RuleForm
    list_display = ("name", "flow", "sentence", "switch_state")
    list_filter = ("active", "action", "flow")
    list_select_related = ("flow",)
    search_fields = ("name", "path", "value", "flow__name")
    fields = ("flow", "name", "path", "operator", "value", "action", "position", "active")
    ordering = ("flow__name", "position", "id")
    sortable_by = ()
    change_form_before_template = "admin/hub/parts/seen.html"
    list_after_template = "admin/hub/parts/export.html"

    @admin.display(description=_("rule"))
    def sentence(self, row: Rule) -> SafeString:
        """Give the rule as a sentence."""
        value = "" if row.operator == Rule.Operator.EMPTY else row.value
        condition, action = row.get_operator_display(), row.get_action_display()
        return format_html("<code>{}</code> {} <strong>{}</strong> → {}", row.path, condition, value, action)

    @admin.display(description=pgettext_lazy("rule", "active"), ordering="active")
    def switch_state(self, row: Rule) -> SafeString:
        """Give whether the rule is on."""
        return badge(pgettext("rule", "on"), "good") if row.active else badge(pgettext("rule", "off"), "calm")

    def get_readonly_fields(self, request: HttpRequest, obj: Rule | None = None) -> tuple[str, ...]:
        """A rule stays in its flow."""
        return ("flow",) if obj else ()
