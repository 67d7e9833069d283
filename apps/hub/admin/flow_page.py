"""What stands above the form of a flow."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext

from apps.core.connector import Setting
from apps.hub.admin.connection_health import connector_of
from apps.hub.batches.choices import BY_API, settings_of, source_settings_of
from apps.hub.models import Connection, Flow, Transfer
from apps.hub.models.transfer import TransferState


def documents_of(row: Flow) -> str:
    """Give what the flow's documents are called."""
    source = connector_of(row.source)
    names = {entry.kind: gettext(entry.name) for entry in source.sources} if source else {}
    return names.get(row.kind, row.kind)


def states_of(row: Flow) -> list[tuple[str, str, int]]:
    """Give the flow's open transfers by state, with the state's name."""
    counts = Transfer.objects.filter(flow=row).exclude(state=TransferState.DELIVERED).order_by()
    rows = counts.values("state").annotate(count=Count("pk"))
    return [(entry["state"], str(TransferState(entry["state"]).label), entry["count"]) for entry in rows]


class Ends(Protocol):
    """Both ends of a flow, or of one that could be made, and its documents."""

    @property
    def source(self) -> Connection:
        """Give where documents come from."""

    @property
    def target(self) -> Connection:
        """Give where they go to."""

    @property
    def kind(self) -> str:
        """Give what they are."""


def settings_by_side(ends: Ends | None) -> tuple[tuple[Setting, ...], tuple[Setting, ...]]:
    """Give the settings that the source of a flow leaves to its owner, and those of its target."""
    if ends is None:
        return (), ()
    source, target = connector_of(ends.source), connector_of(ends.target)
    return (
        source_settings_of(source, ends.kind) if source else (),
        settings_of(target, ends.kind) if target else (),
    )


def settings_in_words(row: Flow) -> list[tuple[str, str]]:
    """Give what was chosen for the flow, for those who may not change it."""
    found = []
    for setting in row.declared if connector_of(row.target) else ():
        labels = {option.value: gettext(option.label) for option in setting.choices}
        value = row.setting(setting.slug)
        found.append((gettext(setting.name), labels.get(value, value)))
    return found


@dataclass(frozen=True, slots=True)
class Collecting:
    """How documents of a flow are collected: what is ready, and the address and calls for a program."""

    by_api: bool
    ready: int
    filed: int
    address: str
    read: str
    answer: str


def collecting_of(row: Flow, request: HttpRequest) -> Collecting:
    """Give how the documents of a flow are collected; the calls can be copied and need a key only."""
    states = {state: count for state, _name, count in states_of(row)}
    address = request.build_absolute_uri(f"/api/v1/flows/{row.pk}/documents/")
    booked = request.build_absolute_uri("/api/v1/transfers/TRANSFER/booked/")
    key = "-H 'Authorization: Bearer KEY'"
    body = '{"revision": 1, "reference": "JE-2026-00418"}'
    return Collecting(
        by_api=row.setting("way") == BY_API,
        ready=states.get(TransferState.READY, 0),
        filed=states.get(TransferState.FILED, 0),
        address=address,
        read=f"curl {key} '{address}?after='",
        answer=f"curl {key} -H 'Content-Type: application/json' -d '{body}' '{booked}'",
    )
