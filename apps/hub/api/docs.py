"""The page that describes the API to people."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated


class DocsPage(SpectacularSwaggerSplitView):
    """For anyone who is signed in or has a key; whoever is not is led to the sign-in."""

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]  # a redirect will do
        """Lead people to the sign-in instead of refusing them."""
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)
