"""The token endpoint: client credentials in HTTP Basic, tokens that live 65 minutes."""

import secrets
import time

from werkzeug.wrappers import Request

from apps.sandbox.yokoy.refusal import Unknown, token_expired
from apps.sandbox.yokoy.shelf import Body, Shelf


def grant(request: Request, shelf: Shelf) -> Body:
    """A new token for credentials that hold; they count only in the header, never in the body."""
    given = request.authorization
    if given is None or given.type != "basic" or not holds(shelf, str(given.username), str(given.password)):
        raise Unknown(401, "invalid_client")
    if request.form.get("grant_type") != "client_credentials":
        raise Unknown(400, "unsupported_grant_type")
    life = shelf.switch("life")
    token = secrets.token_urlsafe(32)
    shelf.add("tokens", {"client": given.username, "until": time.time() + life}, key=token)
    return {"access_token": token, "expires_in": life, "token_type": "Bearer"}


def holds(shelf: Shelf, client_id: str, secret: str) -> bool:
    """Whether a pair of credentials is known and was not revoked."""
    known = shelf.find("credentials", client_id)
    return known is not None and secrets.compare_digest(known["secret"].encode(), secret.encode())


def refuse_bad_token(request: Request, shelf: Shelf) -> Body:
    """The credentials behind a call's token; one that is too old, or whose credentials were revoked, is refused."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = shelf.find("tokens", token) if scheme == "Bearer" else None
    pair = shelf.find("credentials", known["client"]) if known else None
    if known is None or pair is None or known["until"] <= time.time():
        raise token_expired()
    return pair
