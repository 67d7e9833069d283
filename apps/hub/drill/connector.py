"""Both ends of a drill: documents in revisions come in, and are booked at a target with rotating refresh tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from apps.core.account import Environment
from apps.core.auth import Grant, OAuth
from apps.core.connector import Booked, Connector, Hook, Payload, Resource, Source, Step, Target, Translator, registry
from apps.core.documents import Direction, Document, Instalment, Kind, Party
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary
from apps.core.exchange import Answer
from apps.core.http import Http
from apps.core.signatures import Call, header_matches

HEADER, PATH = "x-drill-token", "document"
DAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Books:
    """The target's register of entries."""

    http: Http = field(repr=False)

    def call(self, path: str, body: Mapping[str, Any], *, writes: bool) -> Mapping[str, Any]:
        """Make one call; raises what `judge` makes of a refusal."""
        answer = self.http.post_json(path, body, writes=writes, limits=(), judge=partial(judge, writes=writes))
        found: Mapping[str, Any] = answer.json()
        return found


def judge(answer: Answer, *, writes: bool) -> None:
    """Raise what an answer means; after a broken one to a write nobody knows whether it was booked."""
    said: dict[str, Any] = {"vendor_code": answer.status, "answer": answer.text[:200]}
    wait = answer.retry_after
    if answer.status in (401, 403):
        raise NotAuthorized("target.credentials_refused", **said)
    if answer.status == 429:
        raise Temporary("target.too_many_calls", retry_after=wait, **said)
    if answer.status >= 500:
        raise (OutcomeUnknown if writes else Temporary)("target.broken_answer", retry_after=wait, **said)
    if answer.status != 200:
        raise Rejected("target.rejected", **said)


def verify(call: Call, credentials: Mapping[str, str]) -> str:
    """Check the senders' header."""
    return "" if header_matches(call, HEADER, credentials.get("token", "")) else "signature.wrong"


def identify(payload: Payload) -> str:
    """Give the document's id."""
    return str(payload.get("id") or "")


def read(payload: Payload) -> Document:
    """Read one revision; only some documents say when they changed, the order of the others is that of arrival."""
    total = Decimal(str(payload["total"]))
    changed = payload.get("changed")
    return Document(
        kind=Kind.INVOICE,
        source_id=identify(payload),
        direction=Direction.RECEIVABLE,
        number=identify(payload),
        party=Party(code="drill", name="Drill"),
        issued=DAY,
        total=total,
        instalments=(Instalment(code=identify(payload), number=1, of=1, due=DAY, amount=total),),
        description=str(payload["revision"]),
        changed=datetime.fromisoformat(changed) if changed else None,
    )


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the one step that books a document; the request names the revision that it carries."""
    body = {"number": document.number, "revision": int(document.description), "total": document.total}
    key = f"DRILL-{document.source_id}"
    return (Step(resource="entry", key=key, body=body, label=document.number, amount=document.total),)


def find(client: Books, key: str, body: Mapping[str, Any]) -> Booked | None:
    """Give the entry under a key."""
    found = client.call("entries/find", {"key": key}, writes=False)["ids"]
    return Booked(target_id=str(found[0])) if found else None


def create(client: Books, key: str, body: Mapping[str, Any]) -> Booked:
    """Book an entry."""
    return Booked(target_id=str(client.call("entries", {"key": key, **body}, writes=True)["id"]))


def update(client: Books, key: str, target_id: str, body: Mapping[str, Any]) -> Booked:
    """Change an entry."""
    client.call("entries/change", {"id": target_id, **body}, writes=True)
    return Booked(target_id=target_id)


DRILL = registry.register(
    Connector(
        slug="drill",
        name="Drill",
        version="1.0.0",
        summary="Sends and books the drill's documents.",
        environments=(Environment(slug="drill", name="Drill", base_url="", rehearsal=True),),
        secrets=frozenset({"token", "client_secret", "refresh_token"}),
        oauth=OAuth(url="token", grant=Grant.REFRESH_TOKEN, leeway=5.0),
        client=lambda http, credentials: Books(http),
        verify=verify,
        hooks=(Hook(path=PATH, kind=Kind.INVOICE, identify=identify),),
        sources=(Source(kind=Kind.INVOICE, name="Documents", read=read),),
        targets=(Target(kind=Kind.INVOICE, name="Documents", plan=plan),),
        resources=(Resource(slug="entry", name="Entry", find=find, create=create, update=update),),
        concurrency=8,
        settle_seconds=3,
    )
)
