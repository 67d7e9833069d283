"""The form for a place to which files are brought: secrets are never shown, and go to no other server than before."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextareaWidget

from apps.core import sftp
from apps.core.errors import Rejected
from apps.hub.admin import wording
from apps.hub.batches import folder, mail
from apps.hub.models import Outlet

SECRETS = ("password", "private_key")
SERVER = ("host", "port", "username")
STORED = _("Stored. Leave empty to keep it.")


class Unshown(UnfoldAdminTextareaWidget):
    """Several lines that are entered and never rendered, not even beside an error."""

    def format_value(self, value: Any) -> str:
        """Give nothing, whatever there is."""
        return ""


class OutletForm(forms.ModelForm[Outlet]):
    """One place, with the fields that its way needs."""

    class Meta:
        model = Outlet
        fields = ("way", "active", "folder", *SERVER, *SECRETS, "recipients", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = UnfoldAdminPasswordWidget(
            {"autocomplete": "new-password", "spellcheck": "false"}, render_value=False
        )
        self.fields["private_key"].widget = Unshown({"rows": 3, "spellcheck": "false"})
        for name in SECRETS:
            self.initial.pop(name, None)
            self.fields[name].initial = ""
            if getattr(self.instance, name, ""):
                self.fields[name].widget.attrs["placeholder"] = STORED

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be delivered to; keep secrets that were left empty, for the same server only."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        entered = [name for name in SECRETS if told.get(name)]
        moved = bool({"host", "port", "username"} & set(self.changed_data))
        for name in SECRETS if not entered and not moved else ():
            told[name] = getattr(self.instance, name, "")
        checks = {Outlet.Way.FOLDER: self.clean_place, Outlet.Way.SFTP: self.clean_server}
        checks.get(told.get("way", ""), self.clean_mail)(told)
        return told

    def clean_place(self, told: dict[str, Any]) -> None:
        """Refuse a folder that may not be written to."""
        try:
            folder.place_of(told.get("folder", ""))
        except Rejected as trouble:
            self.add_error("folder", in_words(trouble))

    def clean_server(self, told: dict[str, Any]) -> None:
        """Refuse a server without what it takes to get in."""
        for name in ("host", "username"):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(gettext("This field is required.")))
        if not (told.get("password") or told.get("private_key")):
            self.add_error("password", ValidationError(gettext("Enter the password, or a private key below.")))
        if told.get("private_key") and "private_key" in self.changed_data:
            try:
                sftp.key_in(told["private_key"])
            except Rejected as trouble:
                self.add_error("private_key", in_words(trouble))

    def clean_mail(self, told: dict[str, Any]) -> None:
        """Refuse addresses to which no files are sent."""
        if told.get("way") != Outlet.Way.MAIL:
            return
        try:
            mail.addresses_of(told.get("recipients", ""))
        except Rejected as trouble:
            self.add_error("recipients", in_words(trouble))

    def save(self, commit: bool = True) -> Outlet:  # noqa: FBT001, FBT002  the signature is the base class's
        """Forget the confirmed key of another server."""
        if {"host", "port"} & set(self.changed_data):
            self.instance.host_key = ""
        return super().save(commit)


def in_words(trouble: Rejected) -> ValidationError:
    """Give a trouble as the error of a field."""
    words = wording.explain(trouble.code, trouble.params)
    return ValidationError(f"{words.line}. {words.advice}")
