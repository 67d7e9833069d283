"""Outgoing HTTP: guarded addresses, declared budgets, and every exchange on record.

The only module that knows ``requests``. Nothing here retries: what is worth another try goes
back to the queue, where it is seen and survives a restart.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

import requests
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from apps.core.addresses import AddressRefused, GuardedAdapter
from apps.core.bodies import NOTHING, Body, json_body
from apps.core.errors import Place, Rejected, Temporary
from apps.core.exchange import Answer, Exchange, cut, lost, lower, without_signature
from apps.core.secrets import MASK
from apps.core.tokens import TokenRefused, Tokens

#: Seconds to wait for a connection.
CONNECT_TIMEOUT = 5.0
#: Seconds within which a whole call is over, from the look-up of the name to the last byte of its answer.
LONGEST_CALL = 35.0
#: No answer of a finance API is longer; a longer one is an error page or an attack.
LARGEST_ANSWER = 16 * 1024 * 1024
CHUNK = 64 * 1024
LONGEST_TEXT = 500
#: What every call of ours says besides.
OURS = {"User-Agent": "Ponte", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
#: What is no address at all: nothing was sent, and trying again does not make it one.
NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    LocationValueError,
)
#: No connection came about, so nothing was sent.
NEVER_SENT = (ConnectTimeoutError, NewConnectionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a vendor allows under one name: ``calls`` in ``seconds``, and so many at once.

    ``pauses`` maps a number of failures in a row to the seconds for which the name rests, after which one call at a
    time goes out until one succeeds: vendors that block whoever keeps failing are never given the chance.
    ``everywhere``: it counts for all connections with the vendor together, as limits per caller's address do.
    """

    name: str
    calls: int
    seconds: float
    burst: int = 1
    at_once: int | None = None
    pauses: tuple[tuple[int, float], ...] = ()
    everywhere: bool = False


class Budget(Protocol):
    """What is left of a vendor's limits, shared by all workers."""

    def spend(self, limits: Sequence[Limit]) -> AbstractContextManager[None]:
        """Take one call out of every limit while the block runs, or raise `Throttled`.

        The block counts as failed when it raises, which feeds the limits' ``pauses``.
        """


@dataclass(slots=True)
class Http:
    """A vendor's API seen from one attempt: base address, budget, and the record of exchanges.

    ``session`` is kept between attempts of the same worker thread, so connections stay open;
    ``patience`` is how many seconds a whole call may last; ``headers`` go with every call.
    """

    base_url: str
    budget: Budget
    session: requests.Session
    exchanges: list[Exchange] = field(default_factory=list)
    tokens: Tokens | None = None
    patience: float = LONGEST_CALL
    headers: Mapping[str, str] = field(default_factory=dict)

    def post_json(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        writes: bool,
        limits: Sequence[Limit],
        judge: Callable[[Answer], None],
    ) -> Answer:
        """POST a JSON body below the base address and give the answer that ``judge`` let pass.

        ``judge`` raises what an answer means; it is asked inside the budget, so that what the vendor counts as a
        failure counts here too. Raises `Throttled` when the budget is spent, `Temporary` when nothing was sent,
        `OutcomeUnknown` when a write was sent and the answer got lost. A refused token is renewed and used once.
        """
        return self.send("POST", path, json_body(body), writes=writes, limits=limits, judge=judge)

    def send(
        self,
        method: str,
        path: str,
        body: Body,
        *,
        writes: bool,
        limits: Sequence[Limit],
        judge: Callable[[Answer], None],
    ) -> Answer:
        """Send any body below the base address, by any method; as with `post_json`."""
        send = partial(self._judged, method, self._below(path), body, writes=writes, limits=limits, judge=judge)
        return self._opened(send)

    def get_json(
        self, path: str, query: Mapping[str, str | int], *, limits: Sequence[Limit], judge: Callable[[Answer], None]
    ) -> Answer:
        """GET what lies below the base address and give the answer that ``judge`` let pass.

        As with `post_json`; a lost answer to a read is `Temporary`, for nothing was written.
        """
        url = f"{self._below(path)}?{urlencode(query)}" if query else self._below(path)
        return self._opened(partial(self._judged, "GET", url, NOTHING, writes=False, limits=limits, judge=judge))

    def _below(self, path: str) -> str:
        return self.base_url.rstrip("/") + "/" + path.lstrip("/")

    def _opened(self, send: Callable[[Mapping[str, str]], Answer]) -> Answer:
        """Send with a token, where one opens the API, and once more with a newer one if it is refused."""
        if self.tokens is None:
            return send({})
        try:
            return send(self.tokens.headers())
        except TokenRefused:
            return send(self.tokens.newer())

    def post_secret(
        self, url: str, body: bytes, *, headers: Mapping[str, str], limits: Sequence[Limit], seconds: float
    ) -> Answer:
        """POST what must not be put on record, such as a call for a token, and give any answer.

        Raises `Throttled` or `Temporary` when nothing was sent, `OutcomeUnknown` when the answer got lost.
        """
        with self.budget.spend(limits):
            answer = self._send("POST", url, body, headers=headers, writes=True, seconds=seconds, told=MASK)
            if answer.status < 300:
                self.exchanges[-1].answer = MASK
            return answer

    def download(self, url: str, *, largest: int, seconds: float = 30.0) -> Answer:
        """GET a file from anywhere public; at most ``largest`` bytes within ``seconds``.

        Raises `Rejected` for a refused address, an error status or a file that is too large,
        `Temporary` for one that does not come.
        """
        told = without_signature(url)
        exchange = Exchange("GET", told, "")
        self.exchanges.append(exchange)
        started = time.monotonic()
        try:
            with self.session.get(url, stream=True, timeout=(CONNECT_TIMEOUT, seconds)) as response:
                body = read_bounded(response.raw, largest, url=told, until=started + seconds)
        except (AddressRefused, *NO_ADDRESS) as error:
            raise Rejected("file.address_refused", place=Place.SOURCE, url=told) from error
        except (requests.RequestException, HTTPError) as error:
            raise Temporary("file.unreachable", place=Place.SOURCE, url=told) from error
        exchange.status, exchange.answer = response.status_code, f"{len(body)} bytes"
        if response.status_code >= 500:
            raise Temporary("file.unreachable", place=Place.SOURCE, url=told)
        if response.status_code != 200:
            raise Rejected("file.missing", place=Place.SOURCE, url=told, status=response.status_code)
        return Answer(status=200, headers=lower(response.headers), body=body)

    def _judged(
        self,
        method: str,
        url: str,
        body: Body,
        headers: Mapping[str, str],
        *,
        writes: bool,
        limits: Sequence[Limit],
        judge: Callable[[Answer], None],
    ) -> Answer:
        with self.budget.spend(limits):
            said = {**body.headers, **self.headers, **headers}
            answer = self._send(method, url, body.data, headers=said, writes=writes, told=body.told)
            if self.tokens and answer.status == 401:
                raise TokenRefused("auth.token_refused", vendor_code=401, answer=answer.text[:LONGEST_TEXT])
            judge(answer)
            return answer

    def _send(
        self,
        method: str,
        url: str,
        data: bytes,
        *,
        headers: Mapping[str, str],
        writes: bool,
        seconds: float = 0.0,
        told: str = "",
    ) -> Answer:
        exchange = Exchange(method, url, told or cut(data))
        self.exchanges.append(exchange)
        started = time.monotonic()
        try:
            answer = self._exchange(method, url, data, headers=headers, seconds=seconds or self.patience)
        except NEVER_SENT as error:
            raise Temporary("target.unreachable", host=url) from error
        except (AddressRefused, *NO_ADDRESS) as error:
            raise Rejected("target.address_refused", place=Place.HERE, url=url) from error
        except (HTTPError, AnswerTooLarge) as error:
            raise lost(error, writes=writes, url=url, slow=isinstance(error, ReadTimeoutError)) from error
        finally:
            exchange.milliseconds = round((time.monotonic() - started) * 1000)
        exchange.status, exchange.answer = answer.status, cut(answer.body)
        return answer

    def _exchange(self, method: str, url: str, data: bytes, *, headers: Mapping[str, str], seconds: float) -> Answer:
        """Send over the session's guarded sockets, without the cookies, proxies and redirects that it would add.

        Measured at half of the processor time that the session itself takes for a call.
        """
        until = time.monotonic() + seconds
        response = sockets(self.session, url).urlopen(
            method,
            url,
            body=data,
            headers={**OURS, **headers},
            timeout=Timeout(total=seconds, connect=CONNECT_TIMEOUT),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        with response:
            body = read_bounded(response, LARGEST_ANSWER, url=url, until=until)
            return Answer(status=response.status, headers=lower(response.headers), body=body)


def sockets(session: requests.Session, url: str) -> PoolManager:
    """Give the pool of kept-alive connections behind a session; raises `requests.exceptions.InvalidSchema`."""
    adapter = session.get_adapter(url)
    if not isinstance(adapter, GuardedAdapter):
        raise TypeError("only guarded connections may leave this house")
    manager: PoolManager = adapter.poolmanager
    return manager


def open_session(private_origins: frozenset[str]) -> requests.Session:
    """Give a session that keeps connections and refuses addresses inside private networks."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 3
    adapter = GuardedAdapter(private_origins)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def read_bounded(response: BaseHTTPResponse, largest: int, *, url: str, until: float) -> bytes:
    """Read a body of at most ``largest`` bytes before the monotonic moment ``until``.

    Raises `AnswerTooLarge` (which is a `Rejected`, ``file.too_large``) and
    `urllib3.exceptions.HTTPError`; a body that never ends meets one of the two.
    """
    body = bytearray()
    while chunk := next_bytes(response, until - time.monotonic()):
        body += chunk
        if len(body) > largest:
            raise AnswerTooLarge("file.too_large", place=Place.SOURCE, url=without_signature(url), largest=largest)
    return bytes(body)


def next_bytes(response: BaseHTTPResponse, seconds: float) -> bytes:
    """Give what comes next of a body within so many seconds, empty at its end."""
    line = getattr(response.connection, "sock", None)
    if seconds <= 0:
        raise ProtocolError("the body did not end in time")
    if line:
        line.settimeout(seconds)
    return bytes(response.read1(CHUNK, decode_content=True) or b"")


class AnswerTooLarge(Rejected):
    """A file is refused for its size; the answer to a write says as little as none."""
