"""The permission matrix, cell by cell: every page of the admin and every call of the API, for every role."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver

from apps.hub.models import AuditEntry, BatchItem, PendingError, Transfer
from tests.accounts.matrix import API, NOBODYS, PAGES, PULSE, ROLES, ROUTES
from tests.accounts.test_people import BACKEND
from tests.factories import (
    ApiKeyFactory,
    AttemptFactory,
    AuditEntryFactory,
    BanqupCredentialsFactory,
    BatchFactory,
    BatchResultFactory,
    BlockerFactory,
    BlueFleetCredentialsFactory,
    ConnectionFactory,
    ContaAzulCredentialsFactory,
    DispatchFactory,
    EventFactory,
    FlowFactory,
    LayoutVersionFactory,
    MappingFactory,
    MessageFactory,
    NiboCredentialsFactory,
    OmieCredentialsFactory,
    OutletFactory,
    PayloadFactory,
    PendingErrorFactory,
    ReadyFactory,
    RuleFactory,
    RunFactory,
    ShipmentFactory,
    SubscriptionFactory,
    TransferFactory,
    UploadFactory,
    UserFactory,
    VExpensesCredentialsFactory,
    YokoyCredentialsFactory,
)
from tests.hub.api.conftest import Caller, caller_for

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

#: Connectors of which nothing is known but the files that they get.
BY_FILE = ("cnab240", "datasul", "matera", "pagnet")


def of_files(factory: Any, slug: str, *, field: str = "target") -> Callable[[], Any]:
    """Give a way to make a row of a connector that gets files alone."""
    return lambda: factory.create(**{field: ConnectionFactory.create(connector_slug=slug)})


#: A row for the page of each noun; nothing else depends on it, so that it may be deleted by whoever may.
ROWS: dict[str, Callable[[], Any]] = {
    "hub.attempt": lambda: AttemptFactory.create(exchanges=PayloadFactory.create(raw=b"[]")),
    "hub.auditentry": AuditEntryFactory.create,
    "hub.batch": BatchFactory.create,
    "hub.connection": ConnectionFactory.create,
    "hub.dispatch": DispatchFactory.create,
    "hub.event": EventFactory.create,
    "hub.flow": FlowFactory.create,
    "hub.layoutversion": LayoutVersionFactory.create,
    "hub.message": MessageFactory.create,
    "hub.rule": RuleFactory.create,
    "hub.subscription": SubscriptionFactory.create,
    "hub.transfer": TransferFactory.create,
    "hub.upload": UploadFactory.create,
    "banqup.credentials": BanqupCredentialsFactory.create,
    "banqup.mapping": lambda: MappingFactory.create(source=ConnectionFactory.create(banqup=True)),
    "banqup.pendingerror": lambda: PendingErrorFactory.create(source=ConnectionFactory.create(banqup=True)),
    "banqup.syncrun": lambda: RunFactory.create(flow__source=ConnectionFactory.create(banqup=True)),
    "bluefleet.credentials": BlueFleetCredentialsFactory.create,
    "contaazul.credentials": ContaAzulCredentialsFactory.create,
    "contaazul.mapping": lambda: MappingFactory.create(target=ConnectionFactory.create(contaazul=True)),
    "contaazul.pendingerror": lambda: PendingErrorFactory.create(target=ConnectionFactory.create(contaazul=True)),
    "contaazul.syncrun": lambda: RunFactory.create(flow__target=ConnectionFactory.create(contaazul=True)),
    "nibo.credentials": NiboCredentialsFactory.create,
    "nibo.mapping": lambda: MappingFactory.create(target=ConnectionFactory.create(nibo=True)),
    "nibo.pendingerror": lambda: PendingErrorFactory.create(target=ConnectionFactory.create(nibo=True)),
    "nibo.syncrun": lambda: RunFactory.create(flow__target=ConnectionFactory.create(nibo=True)),
    "omie.credentials": OmieCredentialsFactory.create,
    **{f"{app}.mapping": MappingFactory.create for app in ("hub", "bluefleet", "omie")},
    **{f"{app}.pendingerror": PendingErrorFactory.create for app in ("hub", "bluefleet", "omie")},
    **{f"{app}.syncrun": RunFactory.create for app in ("hub", "bluefleet", "omie")},
    "own_system.mapping": lambda: MappingFactory.create(target=ConnectionFactory.create(own=True)),
    "own_system.pendingerror": lambda: PendingErrorFactory.create(target=ConnectionFactory.create(own=True)),
    "own_system.syncrun": lambda: RunFactory.create(flow__target=ConnectionFactory.create(own=True)),
    **{f"{app}.mapping": of_files(MappingFactory, app) for app in BY_FILE},
    **{f"{app}.pendingerror": of_files(PendingErrorFactory, app) for app in BY_FILE},
    **{f"{app}.syncrun": of_files(RunFactory, app, field="flow__target") for app in BY_FILE},
    "vexpenses.credentials": VExpensesCredentialsFactory.create,
    "vexpenses.mapping": lambda: MappingFactory.create(source=ConnectionFactory.create(vexpenses=True)),
    "vexpenses.pendingerror": lambda: PendingErrorFactory.create(source=ConnectionFactory.create(vexpenses=True)),
    "vexpenses.syncrun": lambda: RunFactory.create(flow__source=ConnectionFactory.create(vexpenses=True)),
    "yokoy.credentials": YokoyCredentialsFactory.create,
    "yokoy.mapping": lambda: MappingFactory.create(target=ConnectionFactory.create(yokoy=True)),
    "yokoy.pendingerror": lambda: PendingErrorFactory.create(target=ConnectionFactory.create(yokoy=True)),
    "yokoy.syncrun": lambda: RunFactory.create(flow__target=ConnectionFactory.create(yokoy=True)),
    "accounts.user": UserFactory.create,
    "accounts.apikey": ApiKeyFactory.create,
    "auth.group": lambda: Group.objects.create(name="auditors"),
}


def superuser() -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_superuser=True), backend=BACKEND)
    return client


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory.create(role=role, is_staff=role != "api-client"), backend=BACKEND)
    return client


def let_in(answer: Any) -> bool:
    """Tell whether an address was opened; whoever may not sign in to pages is led to the sign-in."""
    refused = answer.status_code in {403, 404} or "/login/" in answer.get("Location", "")
    assert refused or answer.status_code in {200, 302}, answer.status_code
    return not refused


def cells(role: str, model: str) -> set[str]:
    """Try everything that can be done with a noun and give what was possible."""
    client, row = signed_in(role), ROWS[model]()
    base = f"/admin/{model.replace('.', '/')}/"
    page = client.get(f"{base}{row.pk}/change/", follow=role != "api-client")
    tried = {
        "list": let_in(client.get(base)),
        "page": let_in(page),
        "add": let_in(client.get(f"{base}add/")),
        "change": let_in(page) and b'name="_save"' in page.content,
        "delete": let_in(client.get(f"{base}{row.pk}/delete/")),
    }
    if not tried["change"]:
        assert_nothing_is_saved(client, f"{base}{row.pk}/change/", row)
    if not tried["delete"]:
        client.post(f"{base}{row.pk}/delete/", {"post": "yes"})
        client.post(base, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert tried["delete"] or type(row).objects.filter(pk=row.pk).exists()
    return {name for name, possible in tried.items() if possible}


def assert_nothing_is_saved(client: Client, address: str, row: Any) -> None:
    rows = type(row).objects.filter(pk=row.pk)
    before = rows.values().get()
    client.post(address, {"name": "taken over", "username": "taken", "target_value": "0", "_save": "Save"})
    assert rows.values().get() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", PAGES)
def test_the_pages_of_a_noun_open_for_a_role_as_the_matrix_says(role: str, model: str) -> None:
    assert cells(role, model) == set(PAGES[model][ROLES.index(role)].split())


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_the_pages_of_libraries_are_left_out_for_everybody(role: str) -> None:
    client = superuser() if role == "superuser" else signed_in(role)
    addresses = [f"/admin/{model.replace('.', '/')}/{page}" for model in NOBODYS for page in ("", "add/")]
    assert [address for address in addresses if let_in(client.get(address))] == []


def test_the_matrix_names_every_noun_that_has_pages() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(PAGES)
    assert set(ROWS) == set(PAGES)


def flow_for(name: str) -> Any:
    """A flow, whose documents are collected where the address is about files that are produced."""
    return FlowFactory.create(active=False, target=ConnectionFactory.create(own="batch" in name))


#: By noun, a row on which a further address of it works.
MADE: dict[str, Callable[[str], Any]] = {
    "upload": lambda name: ConnectionFactory.create(banqup=True) if "send" in name else ROWS["hub.upload"](),
    "batch": lambda name: flow_for(name) if "prepare" in name else ROWS["hub.batch"](),
    "layoutversion": lambda name: ConnectionFactory.create(connector_slug="datasul", environment="production"),
    "dispatch": lambda name: DispatchFactory.create(),
    "attempt": lambda name: ROWS["hub.attempt"](),
    "event": lambda name: EventFactory.create(state="quarantined" if "verify" in name else "unrouted"),
    "transfer": lambda name: TransferFactory.create(state="held" if "release" in name else "waiting"),
    "connection": lambda name: BlueFleetCredentialsFactory.create(client_id="blue-fleet").connection,
    "flow": flow_for,
    "message": lambda name: MessageFactory.create(),
}


#: By the word in an address, a row that belongs to the one it is about.
FURTHER: dict[str, Callable[[Any], int]] = {
    "result": lambda row: BatchResultFactory.create(batch=row).pk,
    "shipment": lambda row: ShipmentFactory.create(batch=row).pk,
    "outlet": lambda row: OutletFactory.create(dispatch=row, way="sftp", host="127.0.0.1", username="ponte").pk,
}


def rows_for(name: str) -> Any:
    """A row on which a further address works; the others are about causes."""
    if made := MADE.get(name.split("_")[1]):
        return made(name)
    ends = {
        "banqup": "source",
        "contaazul": "target",
        "nibo": "target",
        "vexpenses": "source",
        "yokoy": "target",
        "own": "target",
    }
    vendor = name.partition(":")[0].partition("_")[0]
    end = ends.get(vendor)
    of_vendor = {f"pending_error__{end}": ConnectionFactory.create(**{vendor: True})} if end else {}
    if vendor in BY_FILE:
        of_vendor = {"pending_error__target": ConnectionFactory.create(connector_slug=vendor)}
    return BlockerFactory.create(**of_vendor).pending_error


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ROUTES)
def test_a_further_address_opens_for_a_role_as_the_matrix_says(role: str, name: str) -> None:
    method, address, roles = ROUTES[name]
    row, client, seen = rows_for(name), signed_in(role), AuditEntry.objects.count()
    item = row.items.get().pk if "{item}" in address else 0
    further = {word: make(row) for word, make in FURTHER.items() if word in address}
    answer = client.generic(method, f"/admin/{address.format(id=row.pk, item=item, **further)}")
    assert let_in(answer) == roles[ROLES.index(role)]
    if not let_in(answer):
        assert AuditEntry.objects.count() == seen


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slug", ["requeue", "hold", "skip", "handled"])
def test_a_decision_that_is_sent_is_carried_out_for_those_who_may_only(role: str, slug: str) -> None:
    transfer = TransferFactory.create(state="waiting")
    told = {"id": transfer.pk, "confirm": "yes", "reason": "x", "proof": "4711", "mode": "rebuilt"}
    signed_in(role).post(f"/admin/hub/transfer/decide/{slug}/", told)
    may = ROUTES[f"hub_transfer_decide {slug}"][2][ROLES.index(role)]
    assert (Transfer.objects.get().state != "waiting") == may


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("app", ["hub", "bluefleet", "omie"])
def test_a_mapping_that_is_chosen_is_kept_for_those_who_may_only(role: str, app: str) -> None:
    cause = BlockerFactory.create().pending_error
    signed_in(role).post(f"/admin/{app}/pendingerror/{cause.pk}/map/", {"typed": "101"})
    may = ROUTES[f"{app}_pendingerror_map"][2][ROLES.index(role)]
    assert PendingError.objects.open().exists() != may


@pytest.mark.parametrize("role", ROLES)
def test_the_pulse_of_the_home_page_tells_nothing_to_those_who_may_not_know(role: str) -> None:
    answer = signed_in(role).get("/admin/hub/flow/pulse/")
    assert (answer.status_code == 200) == (role != "api-client")


def inside(part: Any) -> list[Any]:
    return list(getattr(part, "url_patterns", ()))


def test_the_matrix_names_every_further_address() -> None:
    parts = [part for site in get_resolver().url_patterns if str(site.pattern) == "admin/" for part in inside(site)]
    found = {getattr(pattern, "name", None) or "" for part in parts for pattern in inside(part)}
    usual = re.compile(r"_(changelist|add|change|delete|history|password_change)$|^$")
    assert {name for name in found if not usual.search(name)} == {name.split()[0] for name in (*ROUTES, PULSE)}


@pytest.fixture
def facts(db: None) -> dict[str, Any]:
    """One row of everything that the API tells."""
    cause = BlockerFactory.create()
    own, body = ConnectionFactory.create(own=True), PayloadFactory.create(raw=DOCUMENT)
    posted = EventFactory.create(connection=own, kind="bill", source_id="B-1", payload=body)
    return {
        "own": posted.connection_id,
        "document": posted.source_id,
        "connection": cause.transfer.target_id,
        "flow": cause.transfer.flow_id,
        "event": EventFactory.create().pk,
        "transfer": cause.transfer_id,
        "run": RunFactory.create().pk,
        "cause": cause.pending_error_id,
        "collected": (ready := ReadyFactory.create()).flow_id,
        "ready": ready.transfer_id,
        "mapping": MappingFactory.create().pk,
        "batch": BatchFactory.create().pk,
        "message": (message := MessageFactory.create()).pk,
        "webhook": message.subscription_id,
    }


#: A document as a system posts it; its id is that of the address.
BILL = {
    "kind": "bill",
    "direction": "payable",
    "number": "1",
    "party": {"code": "", "name": "Oficina Central Lda"},
    "issued": "2026-04-08",
    "total": "1.00",
    "currency": "EUR",
    "instalments": [{"code": "1", "number": 1, "of": 1, "due": "2026-05-08", "amount": "1.00"}],
}
DOCUMENT = json.dumps({**BILL, "id": "B-1"}).encode()
BODIES = {
    "requeue": {"reason": "x"},
    "hold": {"reason": "x"},
    "skip": {"reason": "x"},
    "handled": {"reason": "x", "proof": "1"},
    "resolve": {"target_value": "1"},
    "booked": {"revision": 1, "reference": "JE-1"},
    "refused": {"revision": 1, "reason": "x"},
    "documents": {**BILL, "id": "1"},
    "webhooks": {"name": "Warehouse", "url": "https://warehouse.example.com/"},
    **{name: {} for name in ("rotate", "test", "redeliver")},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "address"), API)
def test_a_call_of_the_api_is_answered_for_a_role_as_the_matrix_says(
    facts: dict[str, Any], role: str, method: str, address: str
) -> None:
    answer = call(caller_for(role), method, address.format(**facts), facts)
    allowed = API[method, address][ROLES.index(role)]
    assert answer.status_code in ((200, 201, 202, 204) if allowed else (403,))
    assert allowed or answer.json()["code"] == "key.right"


def call(caller: Caller, method: str, path: str, facts: dict[str, Any]) -> Any:
    what = path.rpartition("/")[2]
    match method:
        case "GET":
            return caller.get(path)
        case "DELETE":
            return caller.delete(path)
        case "PUT":
            return caller.put(path, {**BILL, "id": what})
    bodies = BODIES | about_files(facts) if path.startswith("batches") else BODIES
    return caller.post(path, {**BILL, "id": "1"} if what == "documents" else bodies[what])


def about_files(facts: dict[str, Any]) -> dict[str, Any]:
    """What is said about files, which documents of them it is about included."""
    item = BatchItem.objects.get(batch=facts["batch"])
    refusal = {"transfer": item.transfer_id, "reason": "x"}
    return {
        "batches": {"flow": facts["collected"], "written_as": "json"},
        "confirm": {},
        "refuse": refusal,
        "cancel": {"reason": "x"},
    }


def test_the_matrix_names_every_call_of_the_api() -> None:
    told = (
        caller_for("api-client")
        .client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
        .json()
    )
    calls = {
        (verb.upper(), blank(path.removeprefix("/api/v1/"))) for path, verbs in told["paths"].items() for verb in verbs
    }
    named = {"/omie": "/{slug}", "/bill/": "/{kind}/"}
    plain = {(method, address.partition("?")[0]) for method, address in API}
    known = {(method, re.sub("|".join(named), lambda found: named[found[0]], address)) for method, address in plain}
    assert calls == {(method, blank(address)) for method, address in known}


def blank(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path.rstrip("/"))
