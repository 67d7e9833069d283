"""A target for bank statements, while no installed connector takes them: Omie's declaration with one more register."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from apps.core.connector import Booked, Connector, Resource, Step, Target, Translator, registry
from apps.core.documents import Document, Kind
from apps.hub.models import Connection, Flow
from tests.factories import ConnectionFactory, FlowFactory, OmieCredentialsFactory

KIND = Kind.BANK_STATEMENT


@dataclass
class Books:
    """What the target holds, by the key of each entry."""

    entries: dict[str, Any] = field(default_factory=dict)

    def find(self, client: object, key: str, body: Mapping[str, Any]) -> Booked | None:
        return Booked(target_id=key) if key in self.entries else None

    def write(self, client: object, key: str, body: Mapping[str, Any]) -> Booked:
        self.entries[key] = dict(body)
        return Booked(target_id=key, number=str(body["number"]))

    def change(self, client: object, key: str, target_id: str, body: Mapping[str, Any]) -> Booked:
        return self.write(client, key, body)

    def connector(self) -> Connector:
        """Give the declaration."""
        omie = registry.get("omie")
        journal = Resource(slug="journal", name="Journal", find=self.find, create=self.write, update=self.change)
        return replace(
            omie,
            targets=(*omie.targets, Target(kind=KIND, name="Bank statements", plan=plan)),
            resources=(*omie.resources, journal),
        )


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Book a statement as one entry."""
    assert document.statement is not None
    body = {"number": document.number, "closing": document.total, "movements": len(document.statement.movements)}
    return (Step(resource="journal", key=document.source_id, body=body, label=document.number, amount=document.total),)


def by_file(name: str = "Bank") -> Connection:
    """Give a Banqup that is connected without credentials, for files alone."""
    return ConnectionFactory.create(banqup=True, name=name, account_id="")


def flow_to_books(source: Connection, **told: Any) -> Flow:
    """Give a flow of statements into the books."""
    target = ConnectionFactory.create()
    OmieCredentialsFactory.create(connection=target)
    return FlowFactory.create(source=source, target=target, kind=KIND, **told)
