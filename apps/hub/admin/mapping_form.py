"""Choosing a target value: from the list that the target gives today, or typed where it gives none."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Self

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminSelect2Widget

from apps.core.connector import registry
from apps.core.errors import Trouble
from apps.hub.admin import wording
from apps.hub.admin.whole_rows import WholeRowForm
from apps.hub.engine.access import options
from apps.hub.models import Connection, Flow, Mapping, OptionList

Group = tuple[Connection, Connection, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of value is called here and at the target."""

    slug: str
    name: str
    target_name: str

    @classmethod
    def of(cls, connector_slug: str, vocabulary: str) -> Self:
        """Give the words of a vocabulary; its slug where the connector does not know it."""
        found = {words.slug: words for words in cls.all_of(connector_slug)}
        return found.get(vocabulary) or cls(vocabulary, vocabulary, "")

    @classmethod
    def all_of(cls, connector_slug: str) -> list[Self]:
        """Give the words of every vocabulary of a target."""
        connector = {entry.slug: entry for entry in registry.all()}.get(connector_slug)
        declared = connector.vocabularies if connector else ()
        return [cls(entry.slug, gettext(entry.name), gettext(entry.target_name)) for entry in declared]


def vocabulary_of(target: Connection, vocabulary: str) -> Words:
    """Give the words of a vocabulary of a target."""
    return Words.of(target.connector_slug, vocabulary)


@dataclass(frozen=True, slots=True)
class Offered:
    """The target's list, and why it is missing or old where it is."""

    rows: tuple[tuple[str, str, str], ...] = ()
    trouble: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """Give value to label."""
        return {value: label for value, label, _group in self.rows}

    def choices(self) -> list[Any]:
        """Give the list as a select shows it, in groups where the target has groups."""
        found: list[Any] = [("", "—")]
        for name, rows in groupby(sorted(self.rows, key=lambda row: (row[2], row[1])), key=lambda row: row[2]):
            pairs = [(value, label) for value, label, _group in rows]
            found += [(name, pairs)] if name else pairs
        return found


def group_of(request: HttpRequest) -> Group | None:
    """Give the ends and the kind of value that were chosen for a new mapping."""
    source, target, vocabulary = (request.GET.get(name, "") for name in ("source", "target", "vocabulary"))
    if not (source.isdigit() and target.isdigit()):
        return None
    flows = Flow.objects.filter(source_id=int(source), target_id=int(target)).select_related("source", "target")
    flow = flows.first()
    known = {words.slug for words in Words.all_of(flow.target.connector_slug)} if flow else set()
    return (flow.source, flow.target, vocabulary) if flow and vocabulary in known else None


def read_choices(request: HttpRequest, row: Mapping | None) -> Offered | None:
    """Read the list for a mapping, asking the target where the kept one is old; None where nothing is chosen yet."""
    group = (row.source, row.target, row.vocabulary) if row else group_of(request)
    if group is None:
        return None
    _source, target, vocabulary = group
    try:
        return offered(options.options(target, vocabulary, fresh="fresh" in request.GET))
    except (LookupError, Trouble) as trouble:
        told = wording.explain(trouble.code, trouble.params).title if isinstance(trouble, Trouble) else ""
        return offered(options.known(target, vocabulary), told)


def offered(kept: OptionList | None, trouble: str = "") -> Offered:
    """Give a stored list."""
    rows: Iterable[dict[str, str]] = kept.options if kept else ()
    return Offered(tuple((row["value"], row["label"], row.get("group", "")) for row in rows), trouble)


class MappingForm(WholeRowForm):
    """One translated value."""

    class Meta:
        model = Mapping
        fields = ("value", "label", "target_value", "target_label")

    offered: ClassVar[Offered | None] = None
    group: ClassVar[Group | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.group and not self.instance.pk:
            self.instance.source, self.instance.target, self.instance.vocabulary = self.group
        if "target_value" in self.fields and self.offered and self.offered.rows:
            self.offer(self.offered)

    def offer(self, offered: Offered) -> None:
        """Choose from the list; a value that is no longer in it is kept until another is chosen."""
        choices, now = offered.choices(), self.instance.target_value
        if now and now not in offered.labels:
            label = self.instance.target_label or now
            choices.append((now, gettext("%(label)s (no longer offered)") % {"label": label}))
        field = forms.ChoiceField(
            choices=choices, label=self.fields["target_value"].label, widget=UnfoldAdminSelect2Widget
        )
        self.fields["target_value"] = field

    def clean(self) -> dict[str, Any]:
        """Keep the label that belongs to the chosen value."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        labels = self.offered.labels if self.offered else {}
        if label := labels.get(cleaned.get("target_value", "")):
            self.instance.target_label = label[:300]
        return cleaned
