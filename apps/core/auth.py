"""How a vendor gives access tokens (RFC 6749): what a connector declares, and the pure reading of answers.

Nothing here is sent; the engine does that once for all workers.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from apps.core.errors import NotAuthorized, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer
from apps.core.http import Limit

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LONGEST_TEXT = 300
#: A token without a stated end, or with an absurd one, is not believed for longer.
LONGEST_LIFE = 366 * 24 * 3600.0
#: Words of RFC 6749 (4.1.2.1) for "not now".
LATER = ("temporarily_unavailable", "server_error", "slow_down")


class Grant(StrEnum):
    """With what a new access token is asked for."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105  the protocol's own word


class Proof(StrEnum):
    """How the client proves at the token address who it is."""

    BASIC = "basic"
    FORM = "form"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class TokenCall:
    """A request for a token, ready to be posted."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a good answer gives; ``refresh`` is empty where the old one stays valid."""

    access: str = field(repr=False)
    refresh: str = field(repr=False, default="")
    lifetime: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How a person lets the hub in at the vendor's own sign-in page (RFC 6749, 4.1, with PKCE of RFC 7636).

    ``url`` is absolute, or below the connection's address, or a function of that address;
    ``extra`` are further parameters that the vendor wants there.
    """

    url: str | Callable[[str], str]
    scopes: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def address(self, base: str, *, client: str, state: str, verifier: str, back: str) -> str:
        """Give the page to send the person to; ``back`` is where the vendor sends them afterwards."""
        told = {"response_type": "code", "client_id": client, "redirect_uri": back, "state": state, **self.extra}
        told |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        if self.scopes:
            told["scope"] = " ".join(self.scopes)
        page = located(self.url, base)
        # Both signs may stand in a query as they are, and some compare an address before they decode it.
        return f"{page}{'&' if '?' in page else '?'}{urlencode(told, safe=':/')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How a connection's calls are opened by an access token.

    ``url`` is absolute, or below the connection's address, or a function of that address.
    ``client_id``, ``client_secret`` and ``refresh_token`` name fields of the credentials; the
    last holds the token with which a person's consent began, and newer ones are kept by the hub.
    ``leeway`` is how many seconds before its end a token is renewed, and ``not_before`` how many
    it must have lived before the vendor gives another one. ``lifetime`` counts where an answer
    names none. ``consent`` says that a person signs in at the vendor's page: that gives the
    refresh token, and its field is filled by the hub. ``others`` are further ways to sign in, by
    what the field ``kind`` of the credentials says.
    """

    url: str | Callable[[str], str]
    grant: Grant
    proof: Proof = Proof.BASIC
    scopes: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    client_id: str = "client_id"
    client_secret: str = "client_secret"  # noqa: S105  names of fields
    refresh_token: str = "refresh_token"  # noqa: S105
    header: str = "Authorization"
    prefix: str = "Bearer "
    lifetime: float = 3600.0
    leeway: float = 60.0
    not_before: float = 0.0
    limits: tuple[Limit, ...] = ()
    consent: Consent | None = None
    kind: str = ""
    others: Mapping[str, "OAuth"] = field(default_factory=dict)

    def chosen(self, credentials: Mapping[str, str]) -> "OAuth":
        """Give the way to sign in that some credentials name; this one where they name no other."""
        return self.others.get(credentials.get(self.kind, ""), self)

    def address(self, base: str) -> str:
        """Give where tokens are asked for."""
        return located(self.url, base)

    def origin(self, base: str, credentials: Mapping[str, str]) -> str:
        """Give a checksum of what a row of tokens began with: other credentials begin anew.

        A changed client secret leaves a person's consent, and so the refresh token, as it is.
        """
        began = self.refresh_token if self.grant == Grant.REFRESH_TOKEN else self.client_secret
        parts = [self.address(base), credentials.get(self.client_id, ""), credentials.get(began, "")]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def call(self, credentials: Mapping[str, str], refresh: str) -> TokenCall:
        """Give the request for a token; ``refresh`` is the newest refresh token, if there was one."""
        fields = {"grant_type": str(self.grant), **self.extra}
        if self.scopes:
            fields["scope"] = " ".join(self.scopes)
        if self.grant == Grant.REFRESH_TOKEN:
            fields["refresh_token"] = refresh or credentials.get(self.refresh_token, "")
        return self.signed(fields, credentials)

    def exchange(self, credentials: Mapping[str, str], *, code: str, verifier: str, back: str) -> TokenCall:
        """Give the request that turns the code of a person's consent into tokens."""
        fields = {"grant_type": str(Grant.AUTHORIZATION_CODE), "code": code, "redirect_uri": back}
        return self.signed({**fields, "code_verifier": verifier}, credentials)

    def signed(self, fields: Mapping[str, str], credentials: Mapping[str, str]) -> TokenCall:
        """Give a request to the token address with the proof of who we are."""
        client, secret = credentials.get(self.client_id, ""), credentials.get(self.client_secret, "")
        if self.proof == Proof.BASIC:
            return TokenCall({"Content-Type": FORM, "Authorization": basic(client, secret)}, urlencode(fields).encode())
        fields = {**fields, "client_id": client, "client_secret": secret}
        if self.proof == Proof.JSON:
            return TokenCall({"Content-Type": JSON}, json.dumps(fields).encode())
        return TokenCall({"Content-Type": FORM}, urlencode(fields).encode())

    def headers(self, access: str) -> dict[str, str]:
        """Give the header with which a call carries its token."""
        return {self.header: f"{self.prefix}{access}"}

    def may_renew(self, issued: datetime) -> datetime:
        """Give the moment before which the vendor gives no newer token."""
        return issued + timedelta(seconds=self.not_before)

    def renews(self, issued: datetime, expires: datetime) -> datetime:
        """Give the moment from which on a newer token is asked for.

        The leeway never takes more than half of a token's life: one that lives for a minute
        would be renewed by every call.
        """
        leeway = min(timedelta(seconds=self.leeway), (expires - issued) / 2)
        return max(expires - leeway, self.may_renew(issued))


def located(url: str | Callable[[str], str], base: str) -> str:
    """Give an address that is absolute, or below ``base``, or a function of it."""
    if callable(url):
        return url(base)
    absolute = url.startswith(("https://", "http://"))
    return url if absolute else f"{base.rstrip('/')}/{url.lstrip('/')}"


def challenge(verifier: str) -> str:
    """Give what the vendor may know of a verifier before the code comes back (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def basic(client: str, secret: str) -> str:
    """Give the header of HTTP Basic with both parts encoded first (RFC 6749, 2.3.1)."""
    pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def read_granted(answer: Answer, declared: OAuth) -> Granted:
    """Give what the token address granted; raises what its refusal means."""
    body = answer.fields
    access = body.get("access_token")
    if answer.status // 100 == 2 and isinstance(access, str) and access:
        refresh = body.get("refresh_token")
        return Granted(
            access=access,
            refresh=refresh if isinstance(refresh, str) else "",
            lifetime=seconds(body.get("expires_in"), declared.lifetime),
        )
    raise meaning_of(answer, body)


def meaning_of(answer: Answer, body: Mapping[str, Any]) -> Trouble:
    """Give the error that a refusal at the token address means."""
    error = str(body.get("error") or answer.status)[:80]
    said: dict[str, Any] = {"vendor_code": error, "answer": str(body.get("error_description") or error)[:LONGEST_TEXT]}
    good_or_broken = answer.status // 100 in (2, 5)
    if good_or_broken or answer.status in (408, 425, 429) or error in LATER:
        return Temporary("auth.unavailable", retry_after=answer.retry_after, **said)
    if answer.status in (400, 401, 403):
        return NotAuthorized("auth.refused", **said)
    return Rejected("target.address_wrong", place=Place.HERE, **said)


def seconds(told: object, otherwise: float) -> float:
    """Give a lifetime; vendors also send it as text (``"600"``), or not at all."""
    number = told.strip() if isinstance(told, str) else told
    if isinstance(number, str):
        number = int(number) if number.isdecimal() else None
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal) or not 0 < number <= LONGEST_LIFE:
        return otherwise
    return float(number)
