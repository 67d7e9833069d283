"""A person lets the hub in at a vendor's own sign-in page: OAuth's authorisation code with PKCE.

What leaves for the vendor and what comes back are held together by a row that is good once, for ten minutes, and
for the same browser only.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from apps.core.auth import Consent, Granted, OAuth, read_granted
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary
from apps.core.exchange import Answer
from apps.hub.engine.access.clients import Lines
from apps.hub.engine.access.tokens import ANSWER_WITHIN
from apps.hub.engine.rows import clock
from apps.hub.models import Connection, SignIn, Token
from apps.hub.models.payload import digest

#: How long a person may take at the vendor's page.
PATIENCE = timedelta(minutes=10)
#: Visits are kept for support so long after their end.
KEPT = timedelta(days=1)
#: The vendor's word for a person who said no (RFC 6749, 4.1.2.1).
DENIED = "access_denied"
#: Its word for a code that has expired or was used, or that it never gave (5.2).
STALE = "invalid_grant"


def begin(connection: Connection, *, browser: str, callback: str, back: str) -> str:
    """Give the address at the vendor to send a person to.

    ``browser`` is a secret of the person's browser, ``callback`` our absolute address that the vendor knows, and
    ``back`` the path of ours where the person goes on afterwards. LookupError where nobody signs in at the vendor.
    """
    oauth, consent = declared(connection)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    now = clock.now()
    SignIn.objects.filter(expires_at__lt=now - KEPT).delete()
    SignIn.objects.create(
        connection=connection,
        state=digest(state.encode()),
        browser=digest(browser.encode()),
        verifier=verifier,
        callback=callback,
        back=back,
        expires_at=now + PATIENCE,
    )
    client = connection.secrets().get(oauth.client_id, "")
    return consent.address(connection.address, client=client, state=state, verifier=verifier, back=callback)


def declared(connection: Connection) -> tuple[OAuth, Consent]:
    """Give how the vendor lets a person sign in; LookupError where it does not."""
    oauth = connection.oauth
    if oauth is None or oauth.consent is None:
        raise LookupError(f"nobody signs in at {connection.connector.name}")
    return oauth, oauth.consent


def find(state: str) -> SignIn:
    """Give the visit that a state belongs to; raises `Rejected` for one that is none of ours."""
    visit = SignIn.objects.select_related("connection").filter(state=digest(state.encode())).first()
    if visit is None:
        raise Rejected("sign_in.unknown", place=Place.HERE)
    return visit


def finish(visit: SignIn, *, browser: str, code: str, error: str = "") -> None:
    """Turn what the vendor sent back into tokens, once.

    Raises `Rejected` for a visit that is over, another browser, a person or vendor that said no, or a code that the
    vendor does not know, `NotAuthorized` for credentials that are wrong, and `Temporary` when it cannot be asked now.
    """
    use_up(visit, browser)
    if error or not code:
        denied = error == DENIED
        raise Rejected("sign_in.denied" if denied else "sign_in.refused", place=Place.HERE, answer=error[:80])
    began = clock.now()
    granted = exchange(visit, code)
    if not granted.refresh:
        raise Rejected("sign_in.not_lasting", place=Place.HERE)
    keep(visit.connection, granted, began)


def use_up(visit: SignIn, browser: str) -> None:
    """Let a visit count this once; raises `Rejected` when it is over or belongs to another browser."""
    if not secrets.compare_digest(visit.browser, digest(browser.encode())):
        raise Rejected("sign_in.other_browser", place=Place.HERE)
    now = clock.now()
    unused = SignIn.objects.filter(pk=visit.pk, used_at=None)
    if not unused.filter(expires_at__gt=now).update(used_at=now):
        raise Rejected("sign_in.expired" if unused.exists() else "sign_in.used", place=Place.HERE)


def exchange(visit: SignIn, code: str) -> Granted:
    """Ask the vendor for the tokens behind a code; raises `Rejected` for one that is no longer good there."""
    oauth, _consent = declared(visit.connection)
    try:
        return read_granted(answer_to(visit, oauth, code), oauth)
    except NotAuthorized as refusal:
        if refusal.params.get("vendor_code") != STALE:
            raise
        raise Rejected("sign_in.code_refused", place=Place.HERE, answer=refusal.params["answer"]) from refusal


def answer_to(visit: SignIn, oauth: OAuth, code: str) -> Answer:
    """Send the code to the token address; whoever lost the answer has to begin again, as a code counts once."""
    lines = Lines(visit.connection)
    call = oauth.exchange(lines.credentials, code=code, verifier=visit.verifier, back=visit.callback)
    try:
        return lines.http().post_secret(
            oauth.address(lines.address),
            call.body,
            headers=call.headers,
            limits=oauth.limits,
            seconds=ANSWER_WITHIN,
        )
    except OutcomeUnknown as lost:
        raise Temporary("auth.unavailable", vendor_code="", answer=lost.params["host"]) from lost


def keep(connection: Connection, granted: Granted, began: datetime) -> None:
    """Store the consent among the credentials, and its tokens for all workers, together."""
    oauth, _consent = declared(connection)
    if connection.credentials is None:
        raise NotAuthorized("source.credentials_refused")
    with transaction.atomic():
        saved = type(connection.credentials)._default_manager.select_for_update().get(connection=connection)
        setattr(saved, oauth.refresh_token, granted.refresh)
        saved.save()
        Token.objects.get_or_create(connection=connection)
        row = Token.objects.select_for_update().get(connection=connection)
        row.begin(oauth.origin(connection.address, saved.as_mapping()))
        row.access, row.refresh, row.generation = granted.access, granted.refresh, row.generation + 1
        row.issued_at, row.expires_at = began, began + timedelta(seconds=granted.lifetime)
        row.save()
