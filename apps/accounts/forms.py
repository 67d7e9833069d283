"""The forms behind the pages for people and keys."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.forms import UserChangeForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.accounts.models import ApiKey, Scope, User
from apps.accounts.roles import Role, role_name


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """Groups as boxes to tick, the roles in the reader's words."""

    def label_from_instance(self, obj: Any) -> str:
        """Give a role's own name."""
        return role_name(obj)


class PersonForm(UserChangeForm):
    """A person's page. ``acting`` is who edits it; nobody can take the own keys of the house away.

    So one administrator is always left: the one who has just taken the role from all others.
    """

    acting: User

    groups = RolesField(
        Group.objects.order_by("name"), label=_("Roles"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what would lock the editor out, and an API client who signs in to pages."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        roles = {group.name for group in told.get("groups", ())}
        if self.instance.pk == self.acting.pk and self._locks_out(told, roles):
            raise ValidationError(_("You cannot take away your own access. Ask another administrator."))
        if told.get("is_staff") and Role.API_CLIENT in roles:
            raise ValidationError({"is_staff": _("An API client acts through its keys and does not sign in.")})
        return told

    def _locks_out(self, told: dict[str, Any], roles: set[str]) -> bool:
        held = self.instance.groups.filter(name=Role.ADMINISTRATOR).exists()
        return not told.get("is_active") or not told.get("is_staff") or (held and Role.ADMINISTRATOR not in roles)


class ApiKeyForm(forms.ModelForm[ApiKey]):
    """What a key is called, whom it acts for and what it may do."""

    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("rights", "May"),
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        initial=[Scope.READ],
    )

    class Meta:
        model = ApiKey
        fields = ("name", "user", "scopes", "expires_at")

    def clean_expires_at(self) -> datetime | None:
        """Refuse a moment that has passed, unless it is the one that stood there before."""
        moment: datetime | None = self.cleaned_data["expires_at"]
        if moment and moment <= timezone.now() and "expires_at" in self.changed_data:
            raise ValidationError(_("This moment has passed. Revoke a key to end it now."))
        return moment
