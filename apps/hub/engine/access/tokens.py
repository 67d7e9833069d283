"""One access token for all workers: whoever finds it too old asks the vendor once, the others wait for the answer.

The row is locked only to decide who asks. The call itself is made under a lease on the row and
outside of every transaction; its answer is committed before it is used.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from apps.core.auth import Grant, Granted, OAuth, read_granted
from apps.core.errors import NotAuthorized, OutcomeUnknown, Temporary, Throttled, Trouble
from apps.core.exchange import Answer
from apps.core.http import Http
from apps.hub.engine.rows import clock
from apps.hub.models import Token

log = logging.getLogger(__name__)

#: Seconds that a token address has to begin its answer, and then between two parts of it.
ANSWER_WITHIN = 10.0
#: Longer than a call can last: to connect, to begin, to end.
LEASE = timedelta(seconds=60)
#: A worker waits so many seconds for another one's answer, looking so often; then the document goes back to the queue.
PATIENCE, LOOK = 3.0, 0.05
#: After a failure the vendor is left alone for so long, unless it names another time.
REST = timedelta(seconds=5)
#: A granted token is tried to be stored once a second for so long: one that gets lost costs a person's consent.
STORE_TRIES = 20


@dataclass(slots=True)
class SharedTokens:
    """The tokens of one connection as one attempt sees them."""

    connection_id: int
    declared: OAuth
    credentials: Mapping[str, str] = field(repr=False)
    http: Http = field(repr=False)
    sleep: Callable[[float], None] = time.sleep
    row: Token | None = field(default=None, repr=False)
    known: set[str] = field(default_factory=set, repr=False)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)

    def headers(self) -> Mapping[str, str]:
        """Give the headers with the token that all workers use, renewed where its end is near."""
        row = self.row or self._read()
        if row is None or not self._good(row):
            row = self._renewed_in_time(row)
        return self._carried_by(row)

    def newer(self) -> Mapping[str, str]:
        """Give the headers with a token that is newer than the one that was refused."""
        return self._carried_by(self._renewed(self.row.generation if self.row else 0))

    def secrets(self) -> Sequence[str]:
        """Give every token that was seen here."""
        return list(self.known)

    def _carried_by(self, row: Token) -> Mapping[str, str]:
        self.row = row
        return self.declared.headers(row.access)

    def _read(self) -> Token | None:
        row = Token.objects.filter(connection=self.connection_id, origin=self._origin).first()
        self._remember(row)
        return row

    def _remember(self, row: Token | None) -> None:
        self.known |= {row.access, row.refresh} - {""} if row else set()

    @property
    def _origin(self) -> str:
        return self.declared.origin(self.http.base_url, self.credentials)

    def _good(self, row: Token) -> bool:
        if not row.access or row.issued_at is None or row.expires_at is None:
            return False
        return clock.now() < self.declared.renews(row.issued_at, row.expires_at)

    def _renewed_in_time(self, row: Token | None) -> Token:
        """Give a newer token, or the one there is as long as it lives and no newer one can be had."""
        try:
            return self._renewed(row.generation if row else 0)
        except Temporary:
            if row is None or row.expires_at is None or row.expires_at <= clock.now() or not row.access:
                raise
            return row

    def _renewed(self, generation: int) -> Token:
        """Give a token beyond ``generation``: another worker's, or the vendor's answer to us."""
        waited = 0.0
        while waited < PATIENCE:
            row = self._read()
            if row and row.generation > generation and self._good(row):
                return row
            if row and row.leased(clock.now()):
                self.sleep(LOOK)
                waited += LOOK
            elif ours := self._take_lease(generation):
                return self._ask(ours)
        raise Throttled("auth.busy", retry_after=1.0)

    def _take_lease(self, generation: int) -> Token | None:
        """Lock the row, look again, and become the one who asks; None when somebody else was faster.

        ``asked`` is committed as true and given as it was before.
        """
        Token.objects.get_or_create(connection_id=self.connection_id)
        now = clock.now()
        with transaction.atomic():
            row = Token.objects.select_for_update().get(connection=self.connection_id)
            if row.origin != self._origin:
                row.begin(self._origin)
            elif row.leased(now) or (row.generation > generation and self._good(row)):
                return None
            self._refuse_to_ask(row, now)
            before, row.asked = row.asked, True
            row.lease_owner, row.lease_until = self.owner, now + LEASE
            row.save()
        row.asked = before
        self._remember(row)
        return row

    def _refuse_to_ask(self, row: Token, now: datetime) -> None:
        if row.resting(now) and row.rests_until:
            if row.refusal:
                raise NotAuthorized(row.refusal)
            raise Throttled("auth.busy", retry_after=(row.rests_until - now).total_seconds())
        if row.issued_at and (early := self.declared.may_renew(row.issued_at) - now) > timedelta(0):
            raise Throttled("auth.too_early", retry_after=early.total_seconds())

    def _ask(self, row: Token) -> Token:
        began = clock.now()
        try:
            granted = read_granted(self._call(row), self.declared)
        except Trouble as trouble:
            refused = self._renewal_lost(row, trouble)
            self._note(row, refused)
            raise refused from trouble
        self.known |= {granted.access, granted.refresh} - {""}
        return self._store_in_any_case(row, granted, began)

    def _call(self, row: Token) -> Answer:
        call = self.declared.call(self.credentials, row.refresh)
        try:
            return self.http.post_secret(
                self.declared.address(self.http.base_url),
                call.body,
                headers=call.headers,
                limits=self.declared.limits,
                seconds=ANSWER_WITHIN,
            )
        except OutcomeUnknown as lost:
            raise Temporary("auth.unavailable", vendor_code="", answer=lost.params["host"]) from lost
        except Trouble:
            Token.objects.filter(pk=row.pk, lease_owner=self.owner).update(asked=row.asked)  # nothing was sent
            raise

    def _renewal_lost(self, row: Token, trouble: Trouble) -> Trouble:
        """Tell a refusal that follows an answer nobody has stored from any other."""
        rotated = row.asked and self.declared.grant == Grant.REFRESH_TOKEN
        if rotated and isinstance(trouble, NotAuthorized):
            return NotAuthorized("auth.renewal_lost", **trouble.params)
        return trouble

    def _note(self, row: Token, trouble: Trouble) -> None:
        """End the lease, and let the vendor rest: a crowd that waited must not ask one after the other."""
        wait = getattr(trouble, "retry_after", None)
        refused = isinstance(trouble, NotAuthorized)  # that is an answer, and it gave nothing that could get lost
        Token.objects.filter(pk=row.pk, lease_owner=self.owner).update(
            asked=row.asked if refused else F("asked"),
            lease_owner="",
            lease_until=None,
            refusal=trouble.code if refused else "",
            rests_until=clock.now() + (timedelta(seconds=wait) if wait else REST),
        )

    def _store_in_any_case(self, row: Token, granted: Granted, began: datetime) -> Token:
        """Commit what was granted, also when the database is away for a moment."""
        for _again in range(STORE_TRIES):
            try:
                return self._store(row, granted, began)
            except (OperationalError, InterfaceError):
                log.exception("a granted token could not be stored yet", extra={"connection": self.connection_id})
                connection.close()
                self.sleep(1.0)
        return self._store(row, granted, began)

    def _store(self, row: Token, granted: Granted, began: datetime) -> Token:
        """Commit what was granted, unless a later one is there: whoever lost the lease may still have the right one."""
        stored = Token.objects.filter(pk=row.pk, generation=row.generation, origin=row.origin)
        stored.update(
            access=granted.access,
            refresh=granted.refresh or row.refresh,
            issued_at=clock.now(),
            expires_at=began + timedelta(seconds=granted.lifetime),
            generation=row.generation + 1,
            asked=False,
            lease_owner="",
            lease_until=None,
            rests_until=None,
            refusal="",
        )
        return Token.objects.get(pk=row.pk)
