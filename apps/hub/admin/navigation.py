"""The sidebar: what the person may see, with one section for each installed connector."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiKey, User
from apps.core.connector import registry
from apps.hub import formats, models

Item = dict[str, Any]

WORK = (
    (models.PendingError, _("Pending errors"), "assignment_late"),
    (models.Transfer, _("Transfers"), "swap_horiz"),
    (models.Event, _("Events"), "call_received"),
    (models.Upload, _("Uploaded files"), "upload_file"),
    (models.Batch, _("Produced files"), "inventory_2"),
    (models.SyncRun, _("Runs"), "sync"),
)
SET_UP = (
    (models.Connection, _("Connections"), "cable"),
    (models.Flow, _("Flows"), "route"),
    (models.Mapping, _("Mappings"), "translate"),
    (models.Dispatch, _("Delivery of files"), "local_shipping"),
    (models.Rule, _("Rules"), "rule"),
    (models.LayoutVersion, _("Layouts of files"), "view_column"),
)
#: What every connector has of its own, by the name of its model.
OF_CONNECTOR = (
    ("Credentials", _("Credentials"), "key"),
    ("Mapping", _("Mappings"), "translate"),
    ("SyncRun", _("Sync runs"), "sync"),
    ("PendingError", _("Pending errors"), "assignment_late"),
)
ADMINISTRATION = (
    (User, _("Users"), "group"),
    (ApiKey, _("API keys"), "vpn_key"),
    (models.Subscription, _("Webhooks"), "podcasts"),
    (models.Message, _("Webhook messages"), "outgoing_mail"),
    (models.AuditEntry, _("Audit trail"), "history"),
)


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the groups of the sidebar; a group in which nothing may be seen is left out."""
    groups: list[dict[str, Any]] = [
        {"title": None, "items": [home(request)]},
        {"title": _("Work"), "items": with_badge(items(request, WORK))},
        {"title": _("Set-up"), "items": [*catalogue(request), *items(request, SET_UP)]},
        *(section(request, connector.slug, connector.name) for connector in registry.all()),
        {"title": _("Administration"), "items": items(request, ADMINISTRATION)},
    ]
    return [group for group in groups if group["items"]]


def home(request: HttpRequest) -> Item:
    """Give the way to the home page."""
    link = reverse("admin:index")
    return {"title": _("Home"), "icon": "home", "link": link, "active": request.path == link}


def catalogue(request: HttpRequest) -> list[Item]:
    """Give the way to the catalogue of apps, for those who see connections."""
    if not may_see(request, models.Connection):
        return []
    link = reverse("onboarding:apps")
    return [{"title": _("Apps"), "icon": "apps", "link": link, "active": request.path.startswith(link)}]


def section(request: HttpRequest, slug: str, name: str) -> dict[str, Any]:
    """Give the section of a connector, folded unless one is in it."""
    own = apps.all_models.get(slug, {})
    nouns = [(own[noun.lower()], title, icon) for noun, title, icon in OF_CONNECTOR if noun.lower() in own]
    return {"title": name, "collapsible": True, "items": items(request, nouns)}


def items(request: HttpRequest, nouns: Iterable[tuple[type[Model], Any, str]]) -> list[Item]:
    """Give an entry for each noun that has a page which the person may see."""
    return [item(request, *noun) for noun in nouns if may_see(request, noun[0])]


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    """Tell whether a noun has pages and the person may see them."""
    return admin.site.is_registered(model) and admin.site.get_model_admin(model).has_view_permission(request)


def item(request: HttpRequest, model: type[Model], title: Any, icon: str) -> Item:
    """Give the entry of a noun."""
    link = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return {"title": title, "icon": icon, "link": link, "active": request.path.startswith(link), "model": model}


def with_badge(entries: list[Item]) -> list[Item]:
    """Add the number of open causes: one count on an index, for those who see the entry."""
    for entry in entries:
        if entry["model"] is models.PendingError and (count := models.PendingError.objects.open().count()):
            entry |= {"badge": formats.whole(count), "badge_variant": "warning"}
    return entries
