"""The sign-in in Cognito's manner: a page, codes that are good once and for three minutes, rotating refreshes."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox.contaazul import consent, switches
from apps.sandbox.contaazul.cast import APP, COMPANY, App
from apps.sandbox.omie.records import Record, Registers, dump
from apps.sandbox.store import Store

REALM = "contaazul-realm"
SCOPES = ("openid", "profile", "aws.cognito.signin.user.admin")
FIVE_YEARS = 5 * 365 * 24 * 3600
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """The token address says no, in one word."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Realm:
    """Gives tokens to the application that it knows."""

    store: Store
    app: App = APP

    def page(self, request: Request) -> Response:
        """The page on which a person lets the application in, and what follows from the answer."""
        asked = request.values.to_dict()
        back = urlsplit(asked.get("redirect_uri", ""))
        if asked.get("client_id") != self.app.client_id or back.scheme not in ("http", "https") or not back.netloc:
            known = asked.get("client_id") == self.app.client_id
            text = "redirect_mismatch" if known else "invalid_client"
            return Response(consent.refusal(text), status=400, mimetype="text/html")
        if wrong := _wrong(asked):
            return _back(asked, error=wrong)
        if request.method == "GET":
            return Response(consent.page(asked), mimetype="text/html")
        decision = asked.get("decision")
        if decision not in ("allow", "portal"):
            return _back(asked, error="access_denied")
        return _back(asked, code=self._new_code(asked, portal=decision == "portal"))

    def token(self, request: Request) -> Response:
        """The token address."""
        try:
            body, status = self._granted(request), 200
        except Refused as refused:
            body, status = {"error": refused.error}, 400
        headers = {"Cache-Control": "no-store"}
        return Response(dump(body), status=status, headers=headers, content_type="application/json")

    def admits(self, token: str) -> bool:
        """Whether an access token lives, and is that of a user of the ERP."""
        with self.store.read() as tx:
            found = Registers(tx, REALM).find_code("access", token)
        return bool(found and found.body["expires"] > time.time() and not found.body["portal"])

    def begin(self, tx: sqlite3.Connection) -> None:
        """The consent of the first day, as a refresh token that is known beforehand."""
        told = {"expires": time.time() + FIVE_YEARS, "portal": False}
        Registers(tx, REALM).insert("refresh", told, code=self.app.first_refresh)

    def session(self) -> dict[str, str]:
        """A sign-in without a page, for tests."""
        with self.store.write() as tx:
            tokens = self._tokens(tx, portal=False)
        return {name: str(tokens[name]) for name in ("access_token", "refresh_token")}

    def expire(self) -> None:
        """Ends every access token; refresh tokens stay good."""
        self._set("access", "expires", 0)

    def revoke(self) -> None:
        """Ends every sign-in, as when the user takes the application's right away."""
        self._set("access", "expires", 0)
        self._set("refresh", "expires", 0)

    def _granted(self, request: Request) -> dict[str, Any]:
        if request.mimetype != FORM or not self._is_ours(request):
            raise Refused("invalid_request" if request.mimetype != FORM else "invalid_client")
        form = request.form.to_dict()
        grants = {"authorization_code": self._for_code, "refresh_token": self._for_refresh}
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            raise Refused("unsupported_grant_type")
        with self.store.write() as tx:
            answer = grant(tx, form)
        if isinstance(answer, Refused):
            raise answer  # after the commit: a code that came once is used, whatever came of it
        return answer

    def _is_ours(self, request: Request) -> bool:
        """Whether the header proves the application; its secret counts nowhere else."""
        scheme, _, pair = request.headers.get("Authorization", "").partition(" ")
        try:
            client, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        same = hmac.compare_digest(unquote(secret).encode(), self.app.client_secret.encode())
        return scheme == "Basic" and unquote(client) == self.app.client_id and same

    def _for_code(self, tx: sqlite3.Connection, form: dict[str, str]) -> dict[str, Any] | Refused:
        registers = Registers(tx, REALM)
        found = registers.find_code("code", form.get("code", ""))
        if found is None or found.body["used"] or found.body["expires"] < time.time():
            return Refused("invalid_grant")
        registers.update("code", found.id, {**found.body, "used": True}, code=found.code)
        if form.get("redirect_uri") != found.body["redirect_uri"]:
            return Refused("redirect_mismatch")
        if not _verified(found, form.get("code_verifier", "")):
            return Refused("invalid_grant")
        return self._tokens(tx, portal=found.body["portal"])

    def _for_refresh(self, tx: sqlite3.Connection, form: dict[str, str]) -> dict[str, Any] | Refused:
        registers = Registers(tx, REALM)
        found = registers.find_code("refresh", form.get("refresh_token", ""))
        if found is None or found.body["expires"] < time.time():
            return Refused("invalid_grant")
        registers.update("refresh", found.id, {**found.body, "expires": 0}, code=found.code)
        return self._tokens(tx, portal=found.body["portal"])

    def _tokens(self, tx: sqlite3.Connection, *, portal: bool) -> dict[str, Any]:
        now, lifetime, registers = time.time(), switches.read(tx).lifetime, Registers(tx, REALM)
        access, refresh = _jwt(now + lifetime), f"eyJjdHkiOiJKV1QifQ.{secrets.token_urlsafe(48)}"
        registers.insert("access", {"expires": now + lifetime, "portal": portal}, code=access)
        registers.insert("refresh", {"expires": now + FIVE_YEARS, "portal": portal}, code=refresh)
        told = {"access_token": access, "id_token": _jwt(now + lifetime), "refresh_token": refresh}
        return {**told, "token_type": "Bearer", "expires_in": lifetime}

    def _new_code(self, asked: dict[str, str], *, portal: bool) -> str:
        code = secrets.token_hex(16)
        with self.store.write() as tx:
            body = {
                "expires": time.time() + switches.read(tx).code_lifetime,
                "used": False,
                "portal": portal,
                "redirect_uri": asked["redirect_uri"],
                "challenge": asked.get("code_challenge", ""),
            }
            Registers(tx, REALM).insert("code", body, code=code)
        return code

    def _set(self, register: str, field: str, value: Any) -> None:
        with self.store.write() as tx:
            registers = Registers(tx, REALM)
            for found in registers.all(register):
                registers.update(register, found.id, {**found.body, field: value}, code=found.code)


def _jwt(expires: float) -> str:
    """A token that looks like one of Cognito's; nobody but the sandbox can tell whether it is good."""
    parts = ({"kid": "sandbox", "alg": "RS256"}, {"sub": COMPANY["id_empresa"], "exp": int(expires)})
    plain = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*plain, secrets.token_urlsafe(32)])


def _wrong(asked: dict[str, str]) -> str:
    """The word for what is wrong with a request for a code."""
    if asked.get("response_type") != "code":
        return "invalid_request"
    if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
        return "invalid_request"
    return "" if set(SCOPES).issuperset(asked.get("scope", "").split()) else "invalid_scope"


def _verified(code: Record, verifier: str) -> bool:
    """Whether whoever brings a code is the one who asked for it (RFC 7636)."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    challenge = str(code.body["challenge"])
    return not challenge or hmac.compare_digest(digest, challenge)


def _back(asked: dict[str, str], **told: str) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    mark = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return redirect(f"{asked['redirect_uri']}{mark}{urlencode({**told, **state})}", 302)
