"""A caller of the simulated Banqup: its API with a token, and its sign-in."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from apps.sandbox.banqup.cast import APP
from tests.sandbox.conftest import Answer, Client

OPENID = "/banqup/auth/realms/upg-dev-portal/protocol/openid-connect"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BACK = "http://127.0.0.1:9/oauth/callback/"


@dataclass
class Caller:
    """One application that calls."""

    client: Client
    token: str = ""

    def get(self, path: str, **query: Any) -> Answer:
        """Ask the API."""
        asked = f"?{urlencode(query)}" if query else ""
        return self.client.http("GET", f"/banqup/v4/{path}{asked}", **self.headers())

    def post(self, path: str, body: str) -> Answer:
        """Send JSON to the API."""
        return self.client.http(
            "POST", f"/banqup/v4/{path}", body, **self.headers(), **{"Content-Type": "application/json"}
        )

    def headers(self) -> dict[str, str]:
        """The token as a header."""
        return {"Authorization": f"Bearer {self.token}"}

    def tokens(self, **form: str) -> Answer:
        """Ask for tokens with the application's own id and secret, unless others are given."""
        told = {"client_id": APP.client_id, "client_secret": APP.client_secret, **form}
        return self.client.http("POST", f"{OPENID}/token", urlencode(told), **FORM)

    def page(self, **query: str) -> Answer:
        """Open the sign-in page."""
        return self.client.http("GET", f"{OPENID}/auth?{urlencode(asked(query))}")

    def answers(self, decision: str, **query: str) -> dict[str, str]:
        """Press a button on the sign-in page; gives what the person is sent back with."""
        body = urlencode({**asked(query), "decision": decision})
        answer = self.client.http("POST", f"{OPENID}/auth", body, **FORM)
        assert answer.status == 302
        assert answer.headers["Location"].startswith(query.get("redirect_uri", BACK))
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def code(self, **query: str) -> str:
        """Let the application in and give the code."""
        return self.answers("allow", **query)["code"]


def asked(query: dict[str, str]) -> dict[str, str]:
    """What an application asks for at the sign-in page."""
    return {"response_type": "code", "client_id": APP.client_id, "redirect_uri": BACK, "state": "s-1", **query}


def links(answer: Answer) -> dict[str, str]:
    """The paths that an answer's links have below the API."""
    return {name: urlsplit(url).path.removeprefix("/banqup/v4/") for name, url in answer.body.items() if url}
