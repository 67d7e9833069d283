"""The pages of the catalogue and of the wizard, within the admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.hub.onboarding.catalogue import cards

#: Who may add connections may connect systems; who may see them may look at the apps.
MAY_SEE, MAY_CONNECT = "hub.view_connection", "hub.add_connection"


def apps_view(request: HttpRequest) -> HttpResponse:
    """Show the catalogue."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    context = {"cards": cards(), "may_connect": request.user.has_perm(MAY_CONNECT)}
    return page(request, "hub/onboarding/apps.html", _("Apps"), context)


def page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
    """Give a page in the admin's frame."""
    frame = {**admin.site.each_context(request), "title": title, "is_fullwidth": "1"}
    return TemplateResponse(request, template, {**frame, **context})
