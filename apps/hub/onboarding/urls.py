"""The addresses of the catalogue and of the wizard, below the admin's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from apps.hub.admin.pages import NOT_SENT
from apps.hub.onboarding import beside, reconnect, views

app_name = "onboarding"


def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """Give an address for people who have signed in; nothing of it stays in a browser's cache."""
    return path(route, told_when_signed_out(admin.site.admin_view(never_cache(view))), name=name)


def told_when_signed_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say on the sign-in page that a form did not arrive; afterwards the person is back at its step."""

    def wrapped(request: HttpRequest, **names: Any) -> HttpResponse:
        if request.method == "POST" and not admin.site.has_permission(request):
            messages.warning(request, NOT_SENT)
        return view(request, **names)

    return wrapped


urlpatterns = [
    page("", views.apps_view, "apps"),
    page("<slug:slug>/connect/", views.start_view, "start"),
    page("reconnect/<int:pk>/", reconnect.reconnect_view, "reconnect"),
    page("setup/<uuid:public_id>/", views.resume_view, "resume"),
    page("setup/<uuid:public_id>/give-up/", beside.give_up_view, "give-up"),
    page("setup/<uuid:public_id>/use/<slug:side>/", beside.use_view, "use"),
    page("setup/<uuid:public_id>/invite/<slug:side>/", beside.invite_view, "invite"),
    page("setup/<uuid:public_id>/fetch/<slug:slug>/", beside.fetch_view, "fetch"),
    page("setup/<uuid:public_id>/<slug:slug>/", views.step_view, "step"),
]
