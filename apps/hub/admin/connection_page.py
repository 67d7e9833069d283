"""What stands above the form of a connection: how it is, where the vendor sends to, what the vendor must be told."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.connector import Connector
from apps.hub.admin import sections, token_client, uploading
from apps.hub.admin.connection_health import Health, connector_of, health_of
from apps.hub.checks import credentials_model, secret_fields
from apps.hub.engine.doors.post import comes
from apps.hub.models import Connection, Credentials, Event, Flow, Operation, Transfer

#: Entries at the vendor are counted up to here; beyond it "more than" says enough.
COUNTED = 10_000
RECENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything the panel shows."""

    row: Connection
    connector: Connector | None
    health: Health
    may_change: bool
    testable: bool = False
    hooks: tuple[tuple[str, str], ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    client_id: str = ""
    has_secret: bool = False
    token_url: str = ""
    events: tuple[Event, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    flows: tuple[Flow, ...] = ()
    entries: int = 0
    offers: tuple[uploading.Offer, ...] = ()

    @property
    def unit(self) -> str:
        """Give the vendor's word for a part of an account."""
        unit = self.connector.unit if self.connector else None
        return _(unit.name) if unit else _("Part of the account")

    @property
    def many(self) -> bool:
        """Tell whether there are more entries than were counted."""
        return self.entries > COUNTED


def panel_of(row: Connection, request: HttpRequest, *, may_change: bool) -> Panel:
    """Read what the panel shows: a handful of queries, each answered by an index."""
    connector = connector_of(row)
    if connector is None:
        return Panel(row=row, connector=None, health=health_of(row), may_change=may_change)
    section = sections.section_of(connector) if credentials_model(connector) else None
    credentials = row.credentials
    client_id = client_of(section, credentials) if section else ""
    flows = tuple(Flow.objects.filter(source=row) | Flow.objects.filter(target=row))
    return Panel(
        row=row,
        connector=connector,
        health=health_of(row),
        may_change=may_change,
        testable=connector.check is not None and credentials is not None,
        hooks=hook_addresses(row, connector, request),
        told=told(section, credentials) if section else (),
        client_id=client_id,
        has_secret=token_client.has_secret(client_id),
        token_url=request.build_absolute_uri(reverse("token")),
        events=tuple(Event.objects.filter(connection=row).order_by("-pk")[:RECENT]) if is_called(connector) else (),
        transfers=latest(flows),
        flows=flows,
        entries=entries_of(row) if connector.targets else 0,
        offers=uploading.offers(row, connector, request.user),
    )


def is_called(connector: Connector) -> bool:
    """Tell whether documents come as calls that are kept: by a webhook, or posted through our API."""
    return any(comes(connector, source.kind) for source in connector.sources)


def latest(flows: tuple[Flow, ...]) -> tuple[Transfer, ...]:
    """Give the last transfers of some flows; which ones is read from an index alone, however many there are."""
    newest = Transfer.objects.filter(flow__in=flows).order_by("-pk").values_list("pk", flat=True)[:RECENT]
    return tuple(Transfer.objects.filter(pk__in=list(newest)).order_by("-pk")) if flows else ()


def hook_addresses(row: Connection, connector: Connector, request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Give what is sent where: the name of each kind of document, and the full address for it."""
    names = {source.kind: _(source.name) for source in connector.sources}
    return tuple(
        (names.get(hook.kind, hook.kind), request.build_absolute_uri(reverse("hook", args=(row.public_id, hook.path))))
        for hook in connector.hooks
    )


def told(section: "sections.CredentialsAdmin", credentials: Credentials | None) -> tuple[tuple[str, str], ...]:
    """Give what the vendor must know of the credentials; never a secret."""
    if credentials is None:
        return ()
    hidden = secret_fields(type(credentials))
    fields = [credentials._meta.get_field(name) for name in section.told(credentials) if name not in hidden]
    pairs = ((capfirst(str(field.verbose_name)), shown(credentials, field.name)) for field in fields)  # type: ignore[union-attr]
    return tuple((label, value) for label, value in pairs if value)


def shown(row: Any, name: str) -> str:
    """Give a field's value as people know it."""
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else getattr(row, name))


def client_of(section: "sections.CredentialsAdmin", credentials: Credentials | None) -> str:
    """Give the client id with which the vendor signs in at our token endpoint, if it does."""
    token = section.our_token
    if token is None or credentials is None or getattr(credentials, token.mode_field) != token.mode:
        return ""
    return str(getattr(credentials, token.field))


def entries_of(row: Connection) -> int:
    """Count what was booked through a connection, up to a bound."""
    return Operation.objects.filter(connection=row).order_by().values("pk")[: COUNTED + 1].count()
