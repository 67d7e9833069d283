"""What every answer depends on: who really calls, whether a machine knocks or a person, and what a page may run."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation

Directives = dict[str, list[str]]

# The admin's theme evaluates expressions in its markup and sets style attributes; the API page sets style
# attributes. Inline script stays forbidden on both, and every other address keeps the strict policy.
ALLOWANCES: MappingProxyType[str, Directives] = MappingProxyType(
    {
        "/admin/": {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "img-src": [SELF, "data:"]},
        "/api/docs/": {"style-src": [UNSAFE_INLINE], "img-src": [SELF, "data:"]},
    }
)

#: Where machines knock.
HOOKS = "/hooks/"


class ContentPolicy(CSPMiddleware):
    """The content security policy, with the few allowances of two pages."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**allowances(request.path_info), **(parts.update or {})}
        return parts


def allowances(path: str) -> dict[str, Any]:
    return next((allowed for prefix, allowed in ALLOWANCES.items() if path.startswith(prefix)), {})


class ClientAddress:
    """Puts the caller's own address into REMOTE_ADDR when trusted proxies stand in front of us.

    Done once here, so that sign-in lock-out, allowed source addresses and logs cannot disagree. Each proxy appends
    the address it saw, so only the last TRUSTED_PROXIES entries are believed; what stands before them is hearsay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if 0 < settings.TRUSTED_PROXIES <= len(hops):
            request.META["REMOTE_ADDR"] = hops[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


class HooksAreShort:
    """Lets webhook calls pass by all that only pages need: sessions, messages, policies, the history's author.

    Machines knock a thousand times a second, and nothing of a page may stand between them and their receipt.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(HOOKS):
            return self.get_response(request)
        found = request.resolver_match = resolve(request.path_info)
        translation.activate(translation.get_language_from_request(request))
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        answer.headers["Content-Length"] = str(len(answer.content))
        return answer
