"""The sign-in, in Keycloak's manner: a page to click, codes that are good once, short tokens, rotating refreshes."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from apps.sandbox.banqup import consent, switches
from apps.sandbox.banqup.cast import APP, App
from apps.sandbox.omie.records import Record, Registers, dump
from apps.sandbox.store import Store

REALMS = ("upg-dev-portal", "pp-upg-dev-portal", "test-upg-dev-portal")
COMPANY = "banqup-realm"
OFFLINE, A_DECADE = "offline_access", 10 * 365 * 24 * 3600


class Refused(Exception):
    """The token address says no, in the words of RFC 6749."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.body = {"error": error, "error_description": description}
        self.status = status


@dataclass(frozen=True)
class Realm:
    """Gives tokens to the applications that it knows."""

    store: Store
    apps: tuple[App, ...] = (APP,)

    def page(self, request: Request) -> Response:
        """The page on which a person lets an application in, and what follows from the answer."""
        asked = request.values.to_dict()
        app = next((app for app in self.apps if app.client_id == asked.get("client_id")), None)
        back = urlsplit(asked.get("redirect_uri", ""))
        if app is None or back.scheme not in ("http", "https") or not back.netloc:
            text = "Client not found." if app is None else "Invalid parameter: redirect_uri"
            return Response(consent.refusal(text), status=400, mimetype="text/html")
        if wrong := _wrong(asked) or self._wrong_scope(asked):
            return _back(asked, error=wrong[0], error_description=wrong[1])
        if request.method == "GET":
            return Response(consent.page(asked), mimetype="text/html")
        if asked.get("decision") != "allow":
            return _back(asked, error="access_denied", error_description="User denied access")
        return _back(asked, code=self._new_code(asked), session_state=secrets.token_hex(8))

    def token(self, request: Request) -> Response:
        """The token address."""
        try:
            body, status = self._granted(request), 200
        except Refused as refusal:
            body, status = refusal.body, refusal.status
        headers = {"Cache-Control": "no-store"}
        return Response(dump(body), status=status, headers=headers, content_type="application/json")

    def holder(self, token: str) -> str:
        """The session that a living access token belongs to, or an empty text."""
        with self.store.read() as tx:
            found = Registers(tx, COMPANY).find_code("access", token)
        return str(found.body["session"]) if found and found.body["expires"] > time.time() else ""

    def session(self) -> dict[str, str]:
        """A sign-in without a page, for tests and for those who copy a refresh token by hand."""
        with self.store.write() as tx:
            tokens = self._tokens(tx, secrets.token_hex(16), refresh=True)
        return {"access_token": str(tokens["access_token"]), "refresh_token": str(tokens["refresh_token"])}

    def expire(self) -> None:
        """Ends every access token; refresh tokens stay good."""
        self._set("access", "expires", 0)

    def revoke(self) -> None:
        """Ends every sign-in, as when a person takes the application's right away."""
        self._set("access", "expires", 0)
        self._set("refresh", "state", "revoked")

    def _granted(self, request: Request) -> dict[str, Any]:
        if request.mimetype != "application/x-www-form-urlencoded":
            raise Refused("invalid_request", "Missing form parameter: grant_type")
        form = request.form.to_dict()
        self._check_client(form)
        grant = {
            "authorization_code": self._for_code,
            "refresh_token": self._for_refresh,
            "client_credentials": self._for_machine,
        }.get(form.get("grant_type", ""))
        if grant is None:
            raise Refused("unsupported_grant_type", "Unsupported grant_type")
        with self.store.write() as tx:
            answer = grant(tx, form)
        if isinstance(answer, Refused):
            raise answer
        return answer

    def _check_client(self, form: dict[str, str]) -> None:
        app = next((app for app in self.apps if app.client_id == form.get("client_id")), None)
        given = form.get("client_secret", "")
        if app is None or not hmac.compare_digest(given.encode(), app.client_secret.encode()):
            raise Refused("invalid_client", "Invalid client or Invalid client credentials", status=401)

    def _wrong_scope(self, asked: dict[str, str]) -> tuple[str, str] | None:
        scopes = asked.get("scope", "").split()
        with self.store.read() as tx:
            allowed = {"openid", *([OFFLINE] if switches.read(tx).offline else [])}
        return None if allowed.issuperset(scopes) else ("invalid_scope", f"Invalid scopes: {' '.join(scopes)}")

    def _for_machine(self, tx: sqlite3.Connection, form: dict[str, str]) -> dict[str, Any] | Refused:
        if not switches.read(tx).machine:
            return Refused("unauthorized_client", "Client not enabled to retrieve service account", status=401)
        return self._tokens(tx, secrets.token_hex(16), refresh=False)

    def _for_code(self, tx: sqlite3.Connection, form: dict[str, str]) -> dict[str, Any] | Refused:
        registers = Registers(tx, COMPANY)
        found = registers.find_code("code", form.get("code", ""))
        if found is None or found.body["expires"] < time.time():
            return Refused("invalid_grant", "Code not valid")
        if found.body["used"]:
            _end(registers, found.body["session"])
            return Refused("invalid_grant", "Code already used")
        registers.update("code", found.id, {**found.body, "used": True}, code=found.code)
        if form.get("redirect_uri") != found.body["redirect_uri"]:
            return Refused("invalid_grant", "Incorrect redirect_uri")
        if wrong := _wrong_verifier(found, form.get("code_verifier", "")):
            return Refused("invalid_grant", wrong)
        return self._tokens(tx, found.body["session"], refresh=True, scope=found.body["scope"])

    def _for_refresh(self, tx: sqlite3.Connection, form: dict[str, str]) -> dict[str, Any] | Refused:
        registers = Registers(tx, COMPANY)
        found = registers.find_code("refresh", form.get("refresh_token", ""))
        if found is None or found.body["expires"] < time.time():
            return Refused("invalid_grant", "Token is not active")
        if found.body["state"] == "used":
            return Refused("invalid_grant", "Maximum allowed refresh token reuse exceeded")
        if found.body["state"] == "revoked":
            return Refused("invalid_grant", "Session not active")
        registers.update("refresh", found.id, {**found.body, "state": "used"}, code=found.code)
        return self._tokens(tx, found.body["session"], refresh=True, scope=found.body.get("scope", "openid"))

    def _tokens(self, tx: sqlite3.Connection, session: str, *, refresh: bool, scope: str = "openid") -> dict[str, Any]:
        now, rules, registers = time.time(), switches.read(tx), Registers(tx, COMPANY)
        lasts = OFFLINE in scope.split()
        access = secrets.token_urlsafe(32)
        registers.insert("access", {"session": session, "expires": now + rules.lifetime}, code=access)
        answer = {
            "access_token": access,
            "expires_in": rules.lifetime,
            "refresh_expires_in": rules.refresh_lifetime if refresh and not lasts else 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": scope,
        }
        if refresh:
            renewed = secrets.token_urlsafe(32)
            ends = now + (A_DECADE if lasts else rules.refresh_lifetime)
            kept = {"session": session, "expires": ends, "state": "good", "scope": scope}
            registers.insert("refresh", kept, code=renewed)
            answer |= {"refresh_token": renewed, "id_token": secrets.token_urlsafe(16), "session_state": session[:16]}
        return answer

    def _new_code(self, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe(24)
        with self.store.write() as tx:
            body = {
                "session": secrets.token_hex(16),
                "expires": time.time() + switches.read(tx).code_lifetime,
                "used": False,
                "redirect_uri": asked["redirect_uri"],
                "scope": asked.get("scope") or "openid",
                "challenge": asked.get("code_challenge", ""),
                "method": asked.get("code_challenge_method", "plain"),
            }
            Registers(tx, COMPANY).insert("code", body, code=code)
        return code

    def _set(self, register: str, field: str, value: Any) -> None:
        with self.store.write() as tx:
            registers = Registers(tx, COMPANY)
            for found in registers.all(register):
                registers.update(register, found.id, {**found.body, field: value}, code=found.code)


def _wrong(asked: dict[str, str]) -> tuple[str, str] | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type", "Response type is not allowed"
    if asked.get("code_challenge") and asked.get("code_challenge_method", "plain") not in ("plain", "S256"):
        return "invalid_request", "Invalid parameter: code_challenge_method"
    return None


def _wrong_verifier(code: Record, verifier: str) -> str:
    challenge = code.body["challenge"]
    if not challenge:
        return ""
    if not verifier:
        return "PKCE code verifier not specified"
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    right = digest if code.body["method"] == "S256" else verifier
    return "" if hmac.compare_digest(right, challenge) else "PKCE verification failed: Code mismatch"


def _end(registers: Registers, session: str) -> None:
    """A code that comes twice was stolen: what the first one opened is closed."""
    for register, field, value in (("access", "expires", 0), ("refresh", "state", "revoked")):
        for found in registers.all(register, "json_extract(body, '$.session') = ?", session):
            registers.update(register, found.id, {**found.body, field: value}, code=found.code)


def _back(asked: dict[str, str], **told: str) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    mark = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return redirect(f"{asked['redirect_uri']}{mark}{urlencode({**state, **told})}", 302)
