"""People, roles and keys of systems in the admin.

Administrators are no superusers, and cannot become one by way of these pages: whatever belongs
to a superuser can be changed by superusers only.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm, UserCreationForm

from apps.accounts.forms import ApiKeyForm, PersonForm
from apps.accounts.models import ApiKey, User
from apps.accounts.roles import Role, role_name


def is_super(request: HttpRequest) -> bool:
    """Tell whether the page is used by a superuser."""
    return bool(getattr(request.user, "is_superuser", False))


class RoleFilter(admin.RelatedFieldListFilter):
    """Groups, the roles in the reader's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("roles")

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Give the groups with a role's own name."""
        return [(group.pk, role_name(group)) for group in Group.objects.order_by("name")]


@admin.register(User)
class PersonAdmin(UserAdmin[User], ModelAdmin):
    """People: who they are, their language, their roles."""

    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active", "last_login")
    list_filter = (("groups", RoleFilter), "is_active", "is_staff")
    readonly_fields = ("last_login", "date_joined")
    rights = ("is_active", "is_staff", "groups")
    superuser_rights = (*rights, "is_superuser", "user_permissions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read everybody's roles with the list."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Give the page's sections; single permissions are a superuser's business."""
        if obj is None:
            return self.add_fieldsets
        return (
            (None, {"fields": ("username", "password")}),
            (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "time_zone")}),
            (pgettext_lazy("rights", "May"), {"fields": self.superuser_rights if is_super(request) else self.rights}),
            (_("Dates"), {"fields": self.readonly_fields}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's
        """Give the form, which knows who is at work."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.acting = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse an administrator the page and the password of a superuser."""
        theirs = obj is None or not obj.is_superuser or is_super(request)
        return theirs and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse deleting oneself, and an administrator deleting a superuser."""
        theirs = obj is None or (obj.pk != request.user.pk and (not obj.is_superuser or is_super(request)))
        return theirs and super().has_delete_permission(request, obj)

    @display(description=_("roles"), label=True)
    def roles(self, user: User) -> list[str]:
        """Give the names of a person's groups."""
        return [role_name(group) for group in user.groups.all()]


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """Groups. The four roles come with the program and are shown as they are."""

    list_display = ("name", "role")

    @display(description=_("role"))
    def role(self, group: Group) -> str:
        """Give the role that a group stands for."""
        return role_name(group)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse changes of the roles: the next `migrate` would undo them."""
        return (obj is None or obj.name not in Role.values) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse deleting the roles."""
        return (obj is None or obj.name not in Role.values) and super().has_delete_permission(request, obj)


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Keys of systems. The text of a key is shown once, in answer to the form that made it."""

    form = ApiKeyForm
    list_display = ("name", "prefix", "user", "state", "created_at", "expires_at", "used_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username")
    readonly_fields = ("prefix", "created_at", "used_at", "revoked_at")
    fields = ("name", "user", "scopes", "expires_at")
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what became of a key that exists."""
        return self.fields if obj is None else (*self.fields, *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the user of a key that exists: a system would suddenly act as somebody else."""
        return self.readonly_fields if obj is None else ("user", *self.readonly_fields)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest | None, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer superusers to superusers only: a key acts with all rights of its user."""
        if request and not is_super(request):
            kwargs["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse an administrator the keys that act as a superuser."""
        theirs = obj is None or not obj.user.is_superuser or is_super(request)
        return theirs and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse an administrator the keys that act as a superuser."""
        theirs = obj is None or not obj.user.is_superuser or is_super(request)
        return theirs and super().has_delete_permission(request, obj)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Offer one way to save: what follows is the key, whatever one would do next."""
        buttons = {"show_save_and_continue": False, "show_save_and_add_another": False}
        answer: HttpResponse = super().add_view(request, form_url, {**(extra_context or {}), **buttons})
        return answer

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:  # noqa: FBT001  Django's
        """Think up the text of a new key."""
        if not change:
            obj.renew()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        """Show the key in the answer itself: no cookie, session or cache ever holds it."""
        page = {
            **self.admin_site.each_context(request),
            "title": _("API key"),
            "opts": self.opts,
            "key": obj,
            "text": obj.text,
        }
        return TemplateResponse(request, "admin/accounts/apikey/issued.html", page)

    @action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End keys now and for good."""
        theirs = queryset if is_super(request) else queryset.filter(user__is_superuser=False)
        count = ApiKey.objects.filter(pk__in=theirs.values("pk")).revoke(timezone.now())
        told = ngettext("%(count)d key was revoked.", "%(count)d keys were revoked.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)

    @display(description=_("state"), label={"active": "success", "revoked": "danger", "expired": "warning"})
    def state(self, key: ApiKey) -> tuple[str, str | Promise]:
        """Tell whether a key still opens anything."""
        if key.revoked_at:
            return "revoked", _("Revoked")
        if key.expires_at and key.expires_at <= timezone.now():
            return "expired", _("Expired")
        return "active", _("Active")
