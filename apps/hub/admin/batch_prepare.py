"""The page on which somebody sees what a file would hold, before it is made: filters, ticks and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.hub import formats
from apps.hub.admin import wording
from apps.hub.admin.batch_page import DAYS, amounts, documents
from apps.hub.admin.flow_page import documents_of, states_of
from apps.hub.admin.pages import chosen_ids
from apps.hub.batches import produce
from apps.hub.batches.choices import format_name, layouts_of
from apps.hub.batches.choices import formats as formats_of
from apps.hub.batches.layouts import in_force
from apps.hub.batches.produce import Gathered
from apps.hub.batches.wish import ISSUED, Wish, last_month
from apps.hub.models import Flow, ReadyDocument, Transfer
from apps.hub.models.transfer import TransferState


class Day(forms.DateInput):
    """A day as browsers let one choose it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Amount(forms.DecimalField):
    """An amount as people of each language write it, with or without signs between thousands."""

    widget = forms.TextInput({"inputmode": "decimal"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=17, decimal_places=4, required=False, **options)

    def to_python(self, value: Any) -> Any:
        """Read it; a point alone is one between thousands only where three digits follow each."""
        text, mark = str(value or "").strip(), str(get_format("DECIMAL_SEPARATOR"))
        between = {",": ".", ".": ","}[mark]
        if mark in text or re.fullmatch(rf"-?\d{{1,3}}(\{between}\d{{3}})+", text, re.ASCII):
            text = text.replace(between, "").replace(mark, ".")
        return super().to_python(text)


class WishForm(forms.Form):
    """What is to be in the file, and what kind of file it is to be."""

    written_as = forms.ChoiceField(label=_("Kind of file"))
    by = forms.ChoiceField(label=_("Days by"), choices=list(DAYS.items()), required=False)
    begin = forms.DateField(label=_("First day"), widget=Day, required=False)
    end = forms.DateField(label=_("Last day"), widget=Day, required=False)
    party = forms.CharField(
        label=_("Customer or supplier"),
        max_length=200,
        required=False,
        help_text=_("A part of the name, or the tax number."),
    )
    least = Amount(label=_("Amount from"))
    most = Amount(label=_("Amount up to"), help_text=_("In the currency of each document."))

    def __init__(self, flow: Flow, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        connector = flow.target.connector
        self.fields["written_as"].choices = [  # type: ignore[attr-defined]
            (slug, gettext(format_name(connector, slug))) for slug in formats_of(connector, flow.kind)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a period or a range that ends before it begins."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in (("begin", "end"), ("least", "most")):
            below, above = told.get(first), told.get(last)
            if below is not None and above is not None and below > above:
                self.add_error(last, _("This is before the beginning: nothing would fit."))
        return told

    @property
    def wish(self) -> Wish:
        """Give the filters of a form that is right; nothing fits those of one that is not."""
        if not self.is_valid():
            return Wish(chosen=frozenset())
        told = {name: self.cleaned_data[name] for name in ("begin", "end", "party", "least", "most")}
        return Wish(by=self.cleaned_data["by"] or ISSUED, **told)

    @property
    def kind(self) -> str:
        """Give the kind of file that was chosen, or the text that is none."""
        return str(self.cleaned_data.get("written_as") or self.data.get("written_as", ""))


@dataclass(frozen=True, slots=True)
class Offered:
    """A document that fits, whether it is ticked, and why it cannot be written where it cannot."""

    row: ReadyDocument
    ticked: bool
    words: wording.Words | None

    @property
    def transfer(self) -> Transfer:
        """Give the transfer that people know it by."""
        return self.row.transfer


def form_of(flow: Flow, request: HttpRequest) -> WishForm:
    """Give the form as it was sent; who has just come gets last month until yesterday in the usual kind of file."""
    sent = request.POST if request.method == "POST" else request.GET
    if sent.keys() & WishForm.base_fields.keys():
        return WishForm(flow, {"written_as": flow.setting("file_format")} | sent.dict())
    usual = last_month(timezone.localdate()).told
    return WishForm(flow, {"written_as": flow.setting("file_format")} | usual)


def ticked(sent: QueryDict, wish: Wish) -> Wish:
    """Give a wish with the documents that were ticked, where they could be."""
    return replace(wish, chosen=frozenset(chosen_ids(sent.getlist("id")))) if "ticked" in sent else wish


def preview_of(flow: Flow, form: WishForm, wish: Wish) -> dict[str, Any]:
    """Give what the next file of a flow would hold, what is refused or left out and why, and the filters."""
    gathered = produce.gather(flow, wish, written_as=form.kind if form.is_valid() else "")
    told = offered(gathered)
    return {
        "title": gettext("Produce a file"),
        "flow": flow,
        "form": form,
        "documents": documents_of(flow),
        "gathered": gathered,
        "unconfirmed": unconfirmed(gathered),
        "count": documents(len(gathered.rows)),
        "offered": told,
        "refused": [one for one in told if one.words],
        "totals": amounts(gathered.totals),
        "others": others(gathered),
        "left_out": [entry for entry in states_of(flow) if entry[0] != TransferState.READY],
    }


def unconfirmed(gathered: Gathered) -> wording.Words | None:
    """Say that no file will be made because nobody has confirmed the layout; None where that is no matter."""
    preset = layouts_of(gathered.flow.target.connector, gathered.flow.kind).get(gathered.written_as)
    if preset is None or in_force(gathered.flow.target, preset).usable:
        return None
    return wording.explain("batch.layout_unconfirmed")


def offered(gathered: Gathered) -> list[Offered]:
    """Give every document that fits, as the page lists them."""
    troubles = {row.pk: wording.explain(trouble.code, trouble.params) for row, trouble in gathered.refused}
    return [Offered(row, gathered.wish.takes(row), troubles.get(row.pk)) for row in gathered.fitting]


def others(gathered: Gathered) -> str:
    """Say how many documents are ready that the filters leave out; nothing where there are none."""
    told = ngettext(
        "%(count)s document is ready that these filters leave out.",
        "%(count)s documents are ready that these filters leave out.",
        gathered.others,
    )
    return told % {"count": formats.whole(gathered.others)} if gathered.others else ""
