"""The door for people who come back from a vendor's sign-in page: ``GET /oauth/callback/``."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.core.errors import Rejected, Trouble
from apps.hub.admin import wording
from apps.hub.engine.access import consent
from apps.hub.models import Connection, SignIn
from apps.hub.onboarding import trying
from apps.hub.onboarding.words import trouble_at

#: Where a browser's session keeps what binds a visit to it; no secret of anybody's.
BROWSER = "sign_in_browser"


def leave_for(request: HttpRequest, connection: Connection, *, back: str) -> HttpResponseRedirect:
    """Send a person to the vendor's sign-in page; afterwards they go on at our path ``back``."""
    browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(24))
    callback = request.build_absolute_uri(reverse("oauth-callback"))
    return HttpResponseRedirect(consent.begin(connection, browser=browser, callback=callback, back=back))


@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """Finish a visit and go on where the person came from, with what came of it in words."""
    back = reverse("admin:index")
    try:
        visit = consent.find(request.GET.get("state", ""))
        back = inside(visit.back)
        finish(request, visit)
    except Rejected as trouble:
        words = wording.explain(trouble.code, trouble.params)
        messages.error(request, f"{words.line}. {words.advice}")
    response = HttpResponseRedirect(back)
    # The address that the vendor sent the browser to holds the code: no other site may learn of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def finish(request: HttpRequest, visit: SignIn) -> None:
    """Take the vendor's answer; raises `Rejected` for a visit that leads to nothing.

    What is wrong with the connection itself stands beside the button, and another day too.
    """
    told, row = request.GET, visit.connection
    browser = request.session.get(BROWSER, "")
    try:
        consent.finish(visit, browser=browser, code=told.get("code", ""), error=told.get("error", ""))
    except Trouble as trouble:
        if trouble.code.startswith("sign_in."):
            raise
        if not trying.note_sign_in(row, trouble):
            wrong = trouble_at(row, trouble.code, dict(trouble.params))
            messages.error(request, f"{wrong.text}. {wrong.advice}")
        return
    trying.note_sign_in(row, None)
    messages.success(request, _("Signed in at %(name)s.") % {"name": row.connector.name})


def inside(back: str) -> str:
    """Give a path of ours; home for any other address."""
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("admin:index")


urlpatterns = [path("", come_back, name="oauth-callback")]
