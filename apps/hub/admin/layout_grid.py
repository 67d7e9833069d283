"""A record of a layout as a table: a row for each column; what nobody touched in a row stays as it was."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from apps.core.errors import Rejected
from apps.core.layouts.layout import Column, Form, Holds, Layout, Origin, Part, Side, Value, every_part
from apps.core.layouts.paths import compiled
from apps.core.layouts.spec import spec_of
from apps.hub.admin.layout_page import HOLDS, origin_of

_ = gettext_lazy
#: Rows of a table, above the longest record that there is; Django reads no more than a thousand cells.
MOST = 100
#: Ways to write amounts and days: digits behind the mark with the mark, and the codes of strftime.
AMOUNTS = ("2,", "2.", "2", "4,", "4.", "0")
DAYS = ("%d/%m/%Y", "%d%m%Y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%y", "%d%m%y")
EXAMPLE = date(2026, 12, 31)
FIGURES = {Holds.NUMBER, Holds.AMOUNT}


def records(layout: Layout) -> list[Part]:
    """Give the parts that write lines, in the order of the file."""
    return [part for part in every_part(layout.parts) if part.columns]


def paths(layout: Layout) -> list[str]:
    """Give every path that some column of a layout shows, to choose from."""
    shown = (column.value for part in records(layout) for column in part.columns)
    return sorted({value.text for value in shown if value.origin == Origin.PATH})


def sources(layout: Layout) -> list[tuple[str, str]]:
    """Give what a column can show: a text, a value of the documents, or a figure that the layout has already."""
    columns = [column for part in records(layout) for column in part.columns]
    counted = [one for one in columns if one.value.origin not in (Origin.FIXED, Origin.PATH)]
    own = [(str(Origin.FIXED), gettext("a fixed text")), (str(Origin.PATH), gettext("a value"))]
    return [*own, *{source_of(one): origin_of(one) for one in counted}.items()]


def source_of(column: Column) -> str:
    """Give what the table calls the origin of a column: a figure with all that belongs to it."""
    value = column.value
    return str(value.origin) if value.origin in (Origin.FIXED, Origin.PATH) else json.dumps(spec_of(value))


def format_of(column: Column) -> str:
    """Give what the table calls the way in which a column is written."""
    told = {Holds.AMOUNT: f"{column.decimals}{column.decimal_mark}", Holds.DATE: column.date_format}
    return f"{column.holds} {told[column.holds]}" if column.holds in told else str(column.holds)


def formats(column: Column | None) -> list[tuple[str, str]]:
    """Give the ways in which a column can be written, each by an example, and the one that it has."""
    own = [format_of(column)] if column else []
    amounts, days = (f"{Holds.AMOUNT} {one}" for one in AMOUNTS), (f"{Holds.DATE} {one}" for one in DAYS)
    return [(one, example(one)) for one in dict.fromkeys((Holds.TEXT, Holds.NUMBER, *amounts, *days, *own))]


def example(told: str) -> str:
    """Give the name of a way to write with an example of it."""
    holds, _space, how = told.partition(" ")
    amount = f"1234{how[1:]}{'567800'[: int(how[0])]}" if holds == Holds.AMOUNT else ""
    shown = amount or EXAMPLE.strftime(how)
    return f"{HOLDS[Holds(holds)]} {shown}".strip()


def written(told: str) -> dict[str, Any]:
    """Give the fields of a column for a way to write."""
    holds, _space, how = told.partition(" ")
    if holds == Holds.AMOUNT:
        return {"holds": Holds.AMOUNT, "decimals": int(how[0]), "decimal_mark": how[1:]}
    return {"holds": Holds(holds), **({"date_format": how} if how else {})}


class ColumnForm(forms.Form):
    """One column of a record."""

    width = forms.IntegerField(label=_("Length"), min_value=0, max_value=10_000)
    name = forms.CharField(label=_("Column"), max_length=200)
    source = forms.ChoiceField(label=_("What is written"))
    text = forms.CharField(label=_("Text or value"), max_length=2000, required=False, strip=False)
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, layout: Layout, before: Column | None, **kwargs: Any) -> None:
        self.layout, self.before = layout, before
        kwargs["initial"] = {"source": str(Origin.FIXED), "format": str(Holds.TEXT)}
        if before:
            shown = {"width": before.width, "name": before.name, "text": before.value.text}
            kwargs["initial"] = {**shown, "source": source_of(before), "format": format_of(before)}
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources(layout)  # type: ignore[attr-defined]
        self.fields["format"].choices = formats(before)  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["list"] = "paths"

    def named(self) -> None:
        """Tell those who cannot see the head of the table what each cell is."""
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        """Refuse a text or a path that cannot be, and a column without room in a file of fixed width."""
        told = self.cleaned_data
        if self.layout.form == Form.FIXED and told.get("width") == 0:
            self.add_error("width", gettext("Every column of this file has a length: write 1 or more."))
        if {"source", "text"} & set(self.changed_data) and (wrong := wrong_text(told)):
            self.add_error("text", wrong)
        return told

    @property
    def result(self) -> Column:
        """Give the column that the row stands for."""
        told, changed = self.cleaned_data, set(self.changed_data)
        found = self.before or fresh(told, self.layout.form)
        if {"source", "text"} & changed:
            found = replace(found, value=value_of(told))
        if "format" in changed:
            found = replace(found, **written(told["format"]))
        return replace(found, **{name: told[name] for name in {"name", "width"} & changed})


def wrong_text(told: dict[str, Any]) -> str:
    """Give why what is to be written cannot be, empty where it can."""
    source, text = told.get("source"), told.get("text", "")
    if source == Origin.FIXED:
        return "" if text.isprintable() else gettext("A line of a file cannot hold such a sign.")
    if source != Origin.PATH:
        return ""
    try:
        return "" if text.strip() and compiled(text) else gettext("Choose a value from the list.")
    except Rejected:
        return gettext("This is no value of the documents. Choose one from the list.")


def value_of(told: dict[str, Any]) -> Value:
    """Give what a row says that its column shows."""
    if told["source"] in (Origin.FIXED, Origin.PATH):
        return Value(origin=Origin(told["source"]), text=told["text"])
    spec = json.loads(told["source"])
    return Value(**{**spec, "origin": Origin(spec["origin"]), "of": tuple(spec.get("of", ()))})


def fresh(told: dict[str, Any], form: Form) -> Column:
    """Give a new column; figures stand on the right, behind zeros where every column is filled up."""
    column = Column(name=told["name"], value=value_of(told))
    if written(told["format"])["holds"] not in FIGURES:
        return column
    return replace(column, side=Side.LEFT, pad="0" if form == Form.FIXED else "")


class Columns(forms.BaseFormSet[ColumnForm]):
    """The columns of a record as rows."""

    def __init__(self, data: Any = None, *, layout: Layout, part: Part) -> None:
        self.layout, self.part = layout, part
        super().__init__(data, prefix="column", initial=[{}] * len(part.columns))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Tell a row what it stands for."""
        known = index is not None and index < len(self.part.columns)
        return {"layout": self.layout, "before": self.part.columns[index] if known and index is not None else None}

    def add_fields(self, form: ColumnForm, index: int | None) -> None:
        """Name the place of a row and the tick that drops it."""
        super().add_fields(form, index)
        form.fields["ORDER"].label, form.fields["DELETE"].label = gettext("Place"), gettext("Remove")
        form.named()

    def clean(self) -> None:
        """Refuse a record without columns, two of one name, and columns that run over the end of the line."""
        if any(self.errors):
            return
        columns = self.columns
        if not columns:
            raise forms.ValidationError(gettext("A record needs at least one column."))
        if len({column.name for column in columns}) < len(columns):
            raise forms.ValidationError(gettext("Two columns have the same name: give each one of its own."))
        used = sum(column.width for column in columns)
        if self.layout.form == Form.FIXED and used > self.layout.length:
            told = gettext("The columns take %(used)s signs, and a line has %(length)s.")
            raise forms.ValidationError(told % {"used": used, "length": self.layout.length})

    @property
    def columns(self) -> tuple[Column, ...]:
        """Give the columns that stay, in the order of their places; one without a place comes last."""
        rows = [form for form in self.forms if form.has_changed() or form.before]
        kept = [form for form in rows if not form.cleaned_data.get("DELETE")]
        return tuple(form.result for form in sorted(kept, key=place_of))

    @property
    def result(self) -> Layout:
        """Give the layout with the columns as they are now."""
        return replace(self.layout, parts=put(self.layout.parts, self.part.slug, self.columns))

    def spans(self) -> Iterator[tuple[ColumnForm, str]]:
        """Give each row with the first and the last sign that it takes of a line, as the layout stands."""
        begin = 1
        for form in self.forms:
            width = form.before.width if form.before else 0
            fixed = self.layout.form == Form.FIXED and width
            yield form, f"{begin}–{begin + width - 1}" if fixed else ""
            begin += width


def place_of(form: ColumnForm) -> int:
    """Give the place of a row."""
    place = form.cleaned_data.get("ORDER")
    return 10 * MOST if place is None else int(place)


def put(parts: Sequence[Part], slug: str, columns: tuple[Column, ...]) -> tuple[Part, ...]:
    """Give parts of which one has other columns."""
    return tuple(
        replace(part, columns=columns if part.slug == slug else part.columns, parts=put(part.parts, slug, columns))
        for part in parts
    )


def table_of(layout: Layout, part: Part, data: Any = None, *, more: int = 0) -> Columns:
    """Give the table of a record, as it was sent or with some empty rows more."""
    made = forms.formset_factory(
        ColumnForm,
        formset=Columns,
        extra=more,
        can_order=True,
        can_delete=True,
        max_num=MOST,
        absolute_max=MOST + 1,
        validate_max=True,
    )
    return made(data, layout=layout, part=part)  # type: ignore[call-arg,return-value]
