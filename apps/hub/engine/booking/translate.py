"""From what the source sent to what the target will be sent."""

import json
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import timezone

from apps.core.connector import Chosen, Connector, Payload, Pulled, Source, Step, Target
from apps.core.documents import Coded, Document
from apps.core.errors import MappingMissing, Place, Rejected
from apps.hub.engine.booking import rules
from apps.hub.models import Flow, Mapping, Rule, Transfer
from apps.hub.models.mapping import ANY

#: Stands for a target value that is still missing; a plan holding it is never sent.
PLACEHOLDER = "0"


@dataclass(frozen=True, slots=True)
class Route:
    """A flow with all that translating its documents needs, read once for a whole batch."""

    flow: Flow
    source: Source
    target: Target
    connector: Connector
    rules: tuple[Rule, ...]
    glossary: Pairs[tuple[str, str], Mapping]
    settings: Pairs[str, str]

    @classmethod
    def of(cls, flow: Flow) -> "Route":
        """Read a flow's rules and mappings: two queries."""
        mappings = Mapping.objects.between(flow.source_id, flow.target_id)
        return cls(
            flow=flow,
            source=flow.source.connector.source(flow.kind),
            target=flow.target.connector.target(flow.kind),
            connector=flow.target.connector,
            rules=tuple(flow.rules.filter(active=True)),
            glossary={(mapping.vocabulary, mapping.value): mapping for mapping in mappings},
            settings=flow.chosen,
        )


@dataclass(slots=True)
class RecordingTranslator:
    """Looks values up and remembers which row answered, for the why of every sent field."""

    route: Route
    trace: list[dict[str, Any]] = field(default_factory=list)
    missing: dict[tuple[str, str], MappingMissing] = field(default_factory=dict)

    def required(self, vocabulary: str, value: Coded) -> str:
        """Give the target value; a missing one is noted and a placeholder given."""
        if found := self._look_up(vocabulary, value):
            return found
        self.missing[vocabulary, value.code] = MappingMissing(vocabulary, value.code, label=value.label)
        return PLACEHOLDER

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        """Give the target value, or an empty text."""
        return self._look_up(vocabulary, value) if value else ""

    def setting(self, slug: str) -> str:
        """Give a setting of the flow."""
        value = self.route.settings[slug]
        self.trace.append({"setting": slug, "target": value})
        return value

    def _look_up(self, vocabulary: str, value: Coded) -> str:
        glossary = self.route.glossary
        row = glossary.get((vocabulary, value.code[:200])) or glossary.get((vocabulary, ANY))
        if row is None:
            return ""
        self.trace.append(
            {
                "vocabulary": vocabulary,
                "value": value.code,
                "label": value.label,
                "target": row.target_value,
                "target_label": row.target_label,
                "mapping": row.pk,
                "version": row.version,
            }
        )
        return row.target_value


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done about one revision of a document; ``rule`` stopped it where there is one."""

    document: Document
    steps: tuple[Step, ...] = ()
    trace: tuple[dict[str, Any], ...] = ()
    missing: tuple[MappingMissing, ...] = ()
    rule: Rule | None = None


def read(source: Source, raw: bytes, chosen: Chosen) -> Document:
    """Give the document in ``raw`` as a flow sees it; raises `Rejected` with the field that is wrong."""
    try:
        payload = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Rejected("source.not_json", place=Place.SOURCE) from error
    return read_as_chosen(source, payload, chosen)


def read_as_chosen(source: Source, payload: Payload, chosen: Chosen) -> Document:
    """Give the document of a payload as a flow with these choices sees it."""
    return source.read(source.seen(Pulled("", payload), chosen).payload if source.seen else payload)


def translate(transfer: Transfer, route: Route) -> Plan:
    """Give the plan for the stored source of a transfer; pure but for reading the payload.

    Raises `Rejected` when the document itself cannot be read or booked. A cancelled document
    has a plan without steps: everything it booked is to be undone.
    """
    if transfer.payload is None:
        raise Rejected("source.payload_gone", place=Place.SOURCE)
    document = read(route.source, transfer.payload.raw, route.settings)
    if rule := rules.first_that_holds(route.rules, plain(document)) if route.rules else None:
        return Plan(document, rule=rule)
    if document.cancelled:
        return Plan(document)
    return plan(document, route)


def plan(document: Document, route: Route) -> Plan:
    """Translate a document for the target; missing values win over what they lead to.

    Two flows may bring documents of the same id to one place where they are collected: each has keys of its own.
    """
    translator = RecordingTranslator(route)
    try:
        steps = route.target.plan(document, translator)
    except Exception:
        if not translator.missing:
            raise
        steps = ()
    if route.target.collected:
        steps = tuple(replace(step, key=f"{route.flow.pk}:{step.key}") for step in steps)
    return Plan(document, steps, tuple(translator.trace), tuple(translator.missing.values()))


def plain(value: Any) -> Any:
    """Give a document as plain data for rules and screens: dictionaries and lists, which paths can enter."""
    kind: Any = type(value)
    if names := names_of(kind):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    return value


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """Give the names of the fields of a kind of value; none where it has no fields."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def describe(transfer: Transfer, document: Document) -> None:
    """Copy onto a transfer what people look for: number, party, money, dates."""
    dates = [instalment.due for instalment in document.instalments]
    transfer.number = fitting(document.number, 120)
    transfer.party = fitting(whose(document), 200)
    transfer.party_tax_id = fitting(document.party.tax_id, 30)
    transfer.direction = "" if document.statement else fitting(document.direction, 12)
    transfer.amount, transfer.currency = document.total, fitting(document.currency, 3)
    transfer.issued_on, transfer.due_on = document.issued, min(dates, default=None)
    transfer.document_changed_at, transfer.cancelled = document.changed, document.cancelled
    transfer.remarks = [{"code": remark.code, "params": dict(remark.params)} for remark in document.remarks]
    transfer.updated_at = timezone.now()


def whose(document: Document) -> str:
    """Give the name that people know a document by: a statement is known by its account, then by its bank."""
    account = f"{document.statement.account} " if document.statement else ""
    return f"{account}{document.party.name}".strip()


def fitting(text: str, longest: int) -> str:
    """Give a text as a column of ``longest`` characters holds it on every database."""
    return text.replace("\0", "")[:longest]
