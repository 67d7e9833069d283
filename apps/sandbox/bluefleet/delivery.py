"""One POST to the receiver, in the vendor's three ways to prove itself."""

import base64
import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from apps.sandbox.bluefleet.receiver import SOURCES, Receiver

TIMEOUT = 30
LONGEST_ANSWER = 4_000
UNAUTHORIZED = 401


@dataclass(frozen=True)
class Answered:
    """What the receiver said; status 0 when it said nothing."""

    status: int
    text: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        """A redirect is an answer like any other that is not 200."""


class TokenRefused(Exception):
    """The token endpoint gave no token."""

    def __init__(self, answered: Answered) -> None:
        super().__init__(answered.text)
        self.answered = answered


class Courier:
    """Posts bodies, and keeps a bearer token until it expires."""

    def __init__(self) -> None:
        # Whatever proxy the environment names, a local receiver is reached directly.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def post(self, receiver: Receiver, path: str, body: bytes) -> Answered:
        """Delivers one body; a 401 makes it fetch a token again, once."""
        try:
            answered = self._send(receiver, path, body)
            if answered.status != UNAUTHORIZED or receiver.mode != "oauth2":
                return answered
            self._forget(receiver)
            return self._send(receiver, path, body)
        except TokenRefused as refusal:
            return refusal.answered

    def _send(self, receiver: Receiver, path: str, body: bytes) -> Answered:
        headers = {"Content-Type": "application/json", "User-Agent": "BlueFleet-Sandbox", **self._proof(receiver)}
        if source := SOURCES[receiver.source]:
            headers["X-Forwarded-For"] = source
        return self._exchange(f"{receiver.url.rstrip('/')}{path}", body, headers)

    def _proof(self, receiver: Receiver) -> dict[str, str]:
        match receiver.mode:
            case "header":
                return receiver.headers
            case "oauth2":
                return {"Authorization": f"Bearer {self._token(receiver)}"}
        return {}

    def _token(self, receiver: Receiver) -> str:
        with self._lock:
            token, until = self._tokens.get(_key(receiver), ("", 0.0))
            if time.time() >= until:
                token, until = self._fetch_token(receiver)
                self._tokens[_key(receiver)] = token, until
            return token

    def _fetch_token(self, receiver: Receiver) -> tuple[str, float]:
        pair = base64.b64encode(f"{receiver.client_id}:{receiver.client_secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answered = self._exchange(receiver.token_url, b"grant_type=client_credentials", headers)
        try:
            given = json.loads(answered.text)
            return str(given["access_token"]), time.time() + float(given["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise TokenRefused(Answered(answered.status, f"no token: {answered.text}")) from None

    def _forget(self, receiver: Receiver) -> None:
        with self._lock:
            self._tokens.pop(_key(receiver), None)

    def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> Answered:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            return Answered(0, "the receiver has no http address")
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return Answered(response.status, _text(response))
        except urllib.error.HTTPError as error:
            with error:
                return Answered(error.code, _text(error))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answered(0, f"{type(error).__name__}: {error}")


def _text(response: Any) -> str:
    return bytes(response.read(LONGEST_ANSWER)).decode(errors="replace")


def _key(receiver: Receiver) -> tuple[str, str]:
    return receiver.token_url, receiver.client_id
