"""The form for a connection's secrets: what is stored is never shown, and an empty field keeps it."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from apps.hub.checks import secret_fields
from apps.hub.fields import SecretText
from apps.hub.models import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class OurToken:
    """A vendor that may sign in at our token endpoint: which field holds its client id, and in which mode."""

    field: str
    mode_field: str
    mode: str


def secret_field(db_field: "Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """Give a field for a secret that never renders what is stored."""
    if isinstance(db_field, SecretText):
        widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password", "spellcheck": "false"}, render_value=False)
        field: forms.Field = forms.CharField(
            label=capfirst(str(db_field.verbose_name)),
            help_text=db_field.help_text,
            required=not db_field.blank,
            widget=widget,
        )
        return field
    return None


class CredentialsForm(forms.ModelForm[Credentials]):
    """Edits credentials without ever giving them out."""

    #: Set by the section of a vendor that signs in at our token endpoint.
    our_token: OurToken | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.secret_names() & set(self.fields):
            self.hide(name, self.fields[name])
        if self.our_token and self.our_token.field in self.fields:
            self.fields[self.our_token.field].disabled = True

    @property
    def seldom(self) -> list[str]:
        """Give the names of the fields that are folded away."""
        return [name for name in self._meta.model.SELDOM if name in self.fields]

    @property
    def seldom_wrong(self) -> bool:
        """Tell whether one of them has an error that somebody has to see."""
        return any(name in self.errors for name in self.seldom)

    def secret_names(self) -> frozenset[str]:
        """Give the names of the secret fields."""
        return secret_fields(self._meta.model)

    def hide(self, name: str, field: forms.Field) -> None:
        """Leave a stored secret out of the page, and say that it is there."""
        self.initial.pop(name, None)
        field.initial = None
        if getattr(self.instance, name, ""):
            field.required = False
            field.widget.attrs["placeholder"] = _("Stored. Leave empty to keep it.")

    def clean(self) -> dict[str, Any]:
        """Keep what was left empty, and name a client for a vendor that signs in here."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.secret_names() & set(cleaned):
            if not cleaned[name]:
                cleaned[name] = getattr(self.instance, name) or ""
        token = self.our_token
        if token and cleaned.get(token.mode_field) == token.mode and not cleaned.get(token.field):
            cleaned[token.field] = f"ponte-{secrets.token_hex(12)}"
        return cleaned


def form_for(model: type[Credentials], our_token: OurToken | None = None) -> type[CredentialsForm]:
    """Give the form class for a vendor's credentials."""
    return type("CredentialsForm", (CredentialsForm,), {"our_token": our_token})
