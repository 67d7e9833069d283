"""The token endpoint: senders sign in with client credentials and with nothing else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from oauth2_provider.views import TokenView


class SenderTokens(TokenView):
    """The library's endpoint without its side door for devices, which never asks the server class."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = self.authorization_flow_token_response(request)
        return answer
