"""Forms that show a part of a row, and yet check all of it; and that nobody overwrites what another has just saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

OVERTAKEN = _(
    "This was saved meanwhile, by somebody else or in another tab. Your changes are not saved: "
    "open the page anew, look at what is there now, then change what is still to be changed."
)


class SteadyForm(forms.ModelForm[Any]):
    """A form that remembers which version of its row it was opened with."""

    #: Rendered by `admin/hub/parts/seen.html`; a request without it was not made by the page and is not compared.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version()

    def version(self) -> str:
        """Tell the versions of a row apart."""
        return version_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse to save over a version that this form never showed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = cleaned.pop("seen", "")
        if self.instance.pk and seen and seen != self.version():
            raise ValidationError(OVERTAKEN)
        return cleaned

    @property
    def changed_data(self) -> list[str]:
        """Leave out the version: it is no answer of the person's."""
        return [name for name in super().changed_data if name != "seen"]


class WholeRowForm(SteadyForm):
    """A form whose row must keep the constraints also over fields that the form does not show."""

    def validate_unique(self) -> None:
        """Tell what the database would refuse."""
        super().validate_unique()
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error)


def version_of(row: Model) -> str:
    """Give the number of a row's latest entry in its history; nothing for one that is being made."""
    if row.pk is None:
        return ""
    history = row._meta.concrete_model.history  # type: ignore[union-attr]
    latest = history.filter(id=row.pk).order_by("-history_id").values_list("history_id", flat=True).first()
    return str(latest or 0)
