"""Pages in the language that a person has chosen, with the time of the place where they work."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReadersForm:
    """Speaks the signed-in person's own language instead of the browser's, and tells their own time.

    The language switch in the page's corner comes first: its cookie lasts until the browser is
    closed. Stands behind the middleware that knows the user; callers without a session are systems:
    they cost no query and are told universal time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            speak(request)
        with timezone.override(getattr(request.user, "time_zone", "") or settings.READERS_TIME_ZONE):
            return self.get_response(request)


def speak(request: HttpRequest) -> None:
    """Switch to the language of the request's user, where there is a preference."""
    language = getattr(request.user, "language", "")
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language() or language
