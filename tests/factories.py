"""Rows as they are after an ordinary day, each valid by itself; a test names only what it is about.

Write ``TransferFactory.create()``: the type checker knows what comes of it, unlike of ``TransferFactory()``.
"""

# mypy: allow-untyped-calls

import json
import zlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory, Password
from factory.helpers import post_generation

from apps.accounts.models import ApiKey, Scope, User
from apps.accounts.roles import ensure_groups
from apps.connectors.banqup.models import Credentials as BanqupCredentials
from apps.connectors.bluefleet.models import Credentials as BlueFleetCredentials
from apps.connectors.contaazul.models import Credentials as ContaAzulCredentials
from apps.connectors.datasul.layouts import HUBAP1
from apps.connectors.nibo.models import Credentials as NiboCredentials
from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.connectors.vexpenses.models import Credentials as VExpensesCredentials
from apps.connectors.yokoy.models import Credentials as YokoyCredentials
from apps.core.documents import Kind
from apps.core.layouts.spec import spec_of
from apps.hub import models as hub
from apps.hub.models.payload import digest
from apps.hub.models.run import SyncRun
from apps.hub.models.transfer import TransferState

#: When everything here happened; tests that need another moment say so.
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


def debt_note(source_id: str = "48211", **changed: Any) -> bytes:
    """Give the smallest body of Blue Fleet's ``/debt-note`` that can be booked."""
    body = {
        "DebtNoteId": source_id,
        "DocumentNumber": f"ND-{source_id}",
        "DebtNoteTypeId": 3,
        "DebtNoteTypeName": "Locação",
        "IssuanceDate": "2026-03-10T00:00:00",
        "DueDate": "2026-04-10T00:00:00",
        "TotalValue": 1250.50,
        "Customer": {"CustomerId": 77, "CompanyName": "Transportes Aurora Ltda", "RegisteredNumber": "11222333000181"},
    }
    return json.dumps(body | changed).encode()


class UserFactory(DjangoModelFactory[User]):
    """A person who may sign in to the admin and has no right at all."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"person{n}")
    email = LazyAttribute(lambda user: f"{user.username}@example.org")
    password = Password(PASSWORD)
    is_staff = True

    @post_generation
    def role(user: User, create: bool, name: str | None, **kwargs: Any) -> None:  # noqa: N805  the library passes the row
        """Put the person into a role: ``UserFactory(role="finance")``."""
        if not name:
            return
        if not Group.objects.filter(name=name, permissions__isnull=False).exists():
            ensure_groups()  # a test with real transactions has emptied every table
        user.groups.add(Group.objects.get(name=name))


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A key that may do everything its user may; ``text`` is what the system sends."""

    class Meta:
        model = ApiKey

    class Params:
        text = Sequence(lambda n: f"ponte_key-for-tests-{n:08}")

    name = Sequence(lambda n: f"System {n}")
    user = SubFactory(UserFactory)
    prefix = LazyAttribute(lambda key: key.text[:12])
    digest = LazyAttribute(lambda key: ApiKey.digest_of(key.text))
    scopes = LazyFunction(lambda: list(Scope.values))


class ConnectionFactory(DjangoModelFactory[hub.Connection]):
    """A connected Omie company; ``ConnectionFactory(bluefleet=True)`` is a Blue Fleet account."""

    class Meta:
        model = hub.Connection

    class Params:
        bluefleet = Trait(connector_slug="bluefleet", name=Sequence(lambda n: f"Fleet {n}"), account_id="")
        yokoy = Trait(connector_slug="yokoy", name=Sequence(lambda n: f"Legal entity {n}"))
        vexpenses = Trait(connector_slug="vexpenses", name=Sequence(lambda n: f"Reports {n}"))
        nibo = Trait(connector_slug="nibo", name=Sequence(lambda n: f"Organisation {n}"))
        banqup = Trait(connector_slug="banqup", name=Sequence(lambda n: f"Invoices {n}"))
        contaazul = Trait(connector_slug="contaazul", name=Sequence(lambda n: f"Shop {n}"))
        own = Trait(
            connector_slug="own_system", environment="own", name=Sequence(lambda n: f"Accounting {n}"), account_id=""
        )

    connector_slug = "omie"
    name = Sequence(lambda n: f"Company {n}")
    environment = "sandbox"
    account_id = Sequence(lambda n: f"account-{n}")
    account_name = LazyAttribute(lambda connection: f"{connection.name} Ltda" if connection.account_id else "")
    state = hub.Connection.State.CONNECTED
    state_since = NOON


class BlueFleetCredentialsFactory(DjangoModelFactory[BlueFleetCredentials]):
    """A fixed header as proof of origin."""

    class Meta:
        model = BlueFleetCredentials

    connection = SubFactory(ConnectionFactory, bluefleet=True)
    mode = BlueFleetCredentials.Mode.HEADER
    header_name = "X-Hub-Token"
    header_value = "the-agreed-header-value"


class OmieCredentialsFactory(DjangoModelFactory[OmieCredentials]):
    """The pair of keys of a company."""

    class Meta:
        model = OmieCredentials

    connection = SubFactory(ConnectionFactory)
    app_key = "1234567890123"
    app_secret = "the-secret-of-the-company"


class NiboCredentialsFactory(DjangoModelFactory[NiboCredentials]):
    """The token of an organisation at Nibo."""

    class Meta:
        model = NiboCredentials

    connection = SubFactory(ConnectionFactory, nibo=True)
    api_token = "the-token-of-the-organisation"


class YokoyCredentialsFactory(DjangoModelFactory[YokoyCredentials]):
    """What opens an organisation at Yokoy."""

    class Meta:
        model = YokoyCredentials

    connection = SubFactory(ConnectionFactory, yokoy=True)
    client_id = "the-client-of-the-organisation"
    client_secret = "the-secret-of-the-organisation"
    organisation_id = "AbcDeF1234"


class VExpensesCredentialsFactory(DjangoModelFactory[VExpensesCredentials]):
    """What opens a company at VExpenses."""

    class Meta:
        model = VExpensesCredentials

    connection = SubFactory(ConnectionFactory, vexpenses=True)
    token = "the-token-of-the-company"


class BanqupCredentialsFactory(DjangoModelFactory[BanqupCredentials]):
    """What opens a company at Banqup, after a person's sign-in."""

    class Meta:
        model = BanqupCredentials

    connection = SubFactory(ConnectionFactory, banqup=True)
    client_id = "the-application"
    client_secret = "the-secret-of-the-application"
    refresh_token = "the-refresh-token-of-a-sign-in"
    company = "73223"


class ContaAzulCredentialsFactory(DjangoModelFactory[ContaAzulCredentials]):
    """What opens a company's Conta Azul, after a person's sign-in."""

    class Meta:
        model = ContaAzulCredentials

    connection = SubFactory(ConnectionFactory, contaazul=True)
    client_id = "the-application"
    client_secret = "the-secret-of-the-application"
    refresh_token = "the-refresh-token-of-a-sign-in"


class FlowFactory(DjangoModelFactory[hub.Flow]):
    """Invoices from Blue Fleet to Omie, switched on."""

    class Meta:
        model = hub.Flow

    name = Sequence(lambda n: f"Flow {n}")
    source = SubFactory(ConnectionFactory, bluefleet=True)
    target = SubFactory(ConnectionFactory)
    kind = Kind.INVOICE
    active = True


class PayloadFactory(DjangoModelFactory[hub.Payload]):
    """Raw bytes; ``PayloadFactory(raw=b"...")``."""

    class Meta:
        model = hub.Payload

    class Params:
        raw = debt_note()

    packed = LazyAttribute(lambda payload: zlib.compress(payload.raw, 1))
    size = LazyAttribute(lambda payload: len(payload.raw))
    sha256 = LazyAttribute(lambda payload: digest(payload.raw))


class EventFactory(DjangoModelFactory[hub.Event]):
    """A verified debt note that no worker has read yet."""

    class Meta:
        model = hub.Event

    connection = SubFactory(ConnectionFactory, bluefleet=True)
    path = "debt-note"
    kind = Kind.INVOICE
    source_id = Sequence(lambda n: str(50000 + n))
    payload = SubFactory(PayloadFactory, raw=LazyAttribute(lambda row: debt_note(row.factory_parent.source_id)))
    digest = LazyAttribute(lambda event: event.payload.sha256 if event.payload else "0" * 64)
    headers = LazyFunction(lambda: {"content-type": "application/json"})
    address = "127.0.0.1"
    received_at = NOON


class TransferFactory(DjangoModelFactory[hub.Transfer]):
    """An invoice that is queued; ``TransferFactory(delivered=True)`` is one that is booked."""

    class Meta:
        model = hub.Transfer

    class Params:
        delivered = Trait(
            state=TransferState.DELIVERED,
            delivered_revision=1,
            delivered_at=NOON,
            attempts_made=1,
            target_reference=Sequence(lambda n: str(7_000_000 + n)),
            target_number=Sequence(lambda n: f"ND-{50000 + n}"),
        )
        sending = Trait(state=TransferState.SENDING, lease_owner="worker", lease_until=NOON + timedelta(seconds=120))

    flow = SubFactory(FlowFactory)
    target = SelfAttribute("flow.target")
    source_id = Sequence(lambda n: str(50000 + n))
    number = LazyAttribute(lambda transfer: f"ND-{transfer.source_id}")
    party = "Transportes Aurora Ltda"
    party_tax_id = "11222333000181"
    direction = "receivable"
    amount = Decimal("1250.50")
    currency = "BRL"
    issued_on = NOON.date()
    due_on = NOON.date() + timedelta(days=31)
    payload = SubFactory(PayloadFactory, raw=LazyAttribute(lambda row: debt_note(row.factory_parent.source_id)))
    digest = LazyAttribute(lambda transfer: transfer.payload.sha256 if transfer.payload else "0" * 64)
    state = TransferState.QUEUED
    due_at = NOON
    received_at = NOON


class RunFactory(DjangoModelFactory[SyncRun]):
    """A run in which one document was booked."""

    class Meta:
        model = SyncRun

    flow = SubFactory(FlowFactory)
    state = SyncRun.State.SUCCEEDED
    started_at = NOON
    active_at = NOON
    finished_at = NOON + timedelta(seconds=5)
    taken = 1
    delivered = 1


class AttemptFactory(DjangoModelFactory[hub.Attempt]):
    """The attempt that booked a transfer."""

    class Meta:
        model = hub.Attempt

    transfer = SubFactory(TransferFactory)
    number = Sequence(lambda n: n + 1)
    revision = 1
    started_at = NOON
    milliseconds = 180
    outcome = TransferState.DELIVERED
    connector_version = "1.0.0"


class OperationFactory(DjangoModelFactory[hub.Operation]):
    """A receivable that is booked."""

    class Meta:
        model = hub.Operation

    transfer = SubFactory(TransferFactory)
    connection = SelfAttribute("transfer.target")
    key = Sequence(lambda n: f"BF-N-{n}")
    resource = "receivable"
    label = LazyAttribute(lambda operation: f"{operation.transfer} 1/1")
    amount = Decimal("1250.50")
    state = hub.Operation.State.BOOKED
    target_id = Sequence(lambda n: str(7_000_000 + n))
    booked_at = NOON


class PendingErrorFactory(DjangoModelFactory[hub.PendingError]):
    """A cost centre that has no counterpart yet."""

    class Meta:
        model = hub.PendingError

    source = SubFactory(ConnectionFactory, bluefleet=True)
    target = SubFactory(ConnectionFactory)
    code = "mapping.missing"
    asks = hub.PendingError.Asks.MAP
    vocabulary = "cost_centre"
    value = Sequence(lambda n: f"cost-centre-{n}")
    label = LazyAttribute(lambda cause: f"Filial {cause.value}")
    params = LazyAttribute(lambda cause: {"kind": cause.vocabulary, "value": cause.value, "label": cause.label})
    fingerprint = Sequence(lambda n: f"{n:064}")
    opened_at = NOON


class BlockerFactory(DjangoModelFactory[hub.Blocker]):
    """A transfer that waits behind a cause between the same two connections."""

    class Meta:
        model = hub.Blocker

    pending_error = SubFactory(PendingErrorFactory)
    transfer = SubFactory(
        TransferFactory,
        state=TransferState.WAITING,
        reason=SelfAttribute("..pending_error.code"),
        flow=SubFactory(
            FlowFactory,
            source=SelfAttribute("...pending_error.source"),
            target=SelfAttribute("...pending_error.target"),
        ),
    )


class MappingFactory(DjangoModelFactory[hub.Mapping]):
    """A cost centre that became a department."""

    class Meta:
        model = hub.Mapping

    source = SubFactory(ConnectionFactory, bluefleet=True)
    target = SubFactory(ConnectionFactory)
    vocabulary = "cost_centre"
    value = Sequence(lambda n: f"cost-centre-{n}")
    label = LazyAttribute(lambda mapping: f"Filial {mapping.value}")
    target_value = "101"
    target_label = "Operações"


class UploadFactory(DjangoModelFactory[hub.Upload]):
    """A file with one statement that a flow has taken."""

    class Meta:
        model = hub.Upload

    connection = SubFactory(ConnectionFactory, banqup=True)
    kind = "bank_statement"
    name = Sequence(lambda n: f"statement-{n}.xml")
    sha256 = Sequence(lambda n: f"{n:064}")
    size = 1_000
    payload = SubFactory(PayloadFactory)
    person = SubFactory(UserFactory)
    person_name = SelfAttribute("person.username")
    routed_at = NOON
    documents = 1
    new = 1


class SubscriptionFactory(DjangoModelFactory[hub.Subscription]):
    """An address that is told everything."""

    class Meta:
        model = hub.Subscription

    name = Sequence(lambda n: f"Webhook {n}")
    url = "https://warehouse.example.com/ponte"


class MessageFactory(DjangoModelFactory[hub.Message]):
    """A message about nothing, on its way."""

    class Meta:
        model = hub.Message

    subscription = SubFactory(SubscriptionFactory)
    event = "webhook.test"
    created_at = NOON


class RuleFactory(DjangoModelFactory[hub.Rule]):
    """Holds large documents."""

    class Meta:
        model = hub.Rule

    flow = SubFactory(FlowFactory)
    name = Sequence(lambda n: f"Rule {n}")
    path = "total"
    operator = hub.Rule.Operator.ABOVE
    value = "10000"
    action = hub.Rule.Action.HOLD


class AuditEntryFactory(DjangoModelFactory[hub.AuditEntry]):
    """Somebody asked for a transfer to be sent again."""

    class Meta:
        model = hub.AuditEntry

    actor = SubFactory(UserFactory)
    actor_name = SelfAttribute("actor.username")
    verb = hub.AuditEntry.Verb.REQUEUED
    noun = "transfer"
    noun_id = "1"
    about = "ND-50000"


class ReadyFactory(DjangoModelFactory[hub.ReadyDocument]):
    """An invoice that lies ready to be collected, with its transfer."""

    class Meta:
        model = hub.ReadyDocument

    transfer = SubFactory(
        TransferFactory,
        state=TransferState.READY,
        flow=SubFactory(FlowFactory, target=SubFactory(ConnectionFactory, own=True)),
    )
    flow = SelfAttribute("transfer.flow")
    revision = 1
    position = Sequence(lambda n: n + 1)
    key = Sequence(lambda n: f"1:{n}")
    resource = "document"
    label = LazyAttribute(lambda ready: str(ready.transfer))
    amount = SelfAttribute("transfer.amount")
    content = LazyAttribute(lambda ready: {"number": ready.label, "total": "1250.50", "currency": "BRL"})
    created_at = NOON


class BatchFactory(DjangoModelFactory[hub.Batch]):
    """A file about which nothing was said yet, with one document in it."""

    class Meta:
        model = hub.Batch
        skip_postgeneration_save = True

    flow = SubFactory(FlowFactory, target=SubFactory(ConnectionFactory, own=True))
    number = Sequence(lambda n: n + 1)
    written_as = "csv"
    file_name = LazyAttribute(lambda batch: f"flow-{batch.number:06}.csv")
    media_type = "text/csv"
    payload = SubFactory(PayloadFactory, raw=b"number;total")
    sha256 = SelfAttribute("payload.sha256")
    size = SelfAttribute("payload.size")
    count = 1
    totals = LazyFunction(lambda: [{"currency": "BRL", "count": 1, "amount": "1250.50"}])
    produced_at = NOON

    @post_generation
    def item(batch: hub.Batch, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805  the library passes the row
        """Put a document into it."""
        ready = ReadyFactory.create(transfer__flow=batch.flow, transfer__state=TransferState.FILED)
        hub.BatchItem.objects.create(batch=batch, place=1, transfer=ready.transfer, revision=1)


class LayoutVersionFactory(DjangoModelFactory[hub.LayoutVersion]):
    """A layout as it was delivered, saved for one connection and not confirmed yet."""

    class Meta:
        model = hub.LayoutVersion

    connector_slug = "datasul"
    connection = SubFactory(ConnectionFactory, connector_slug="datasul", environment="production")
    slug = HUBAP1.slug
    number = 1
    spec = LazyFunction(lambda: spec_of(HUBAP1))
    created_at = NOON


class BatchResultFactory(DjangoModelFactory[hub.BatchResult]):
    """A result that was uploaded for a file, and not applied yet."""

    class Meta:
        model = hub.BatchResult

    batch = SubFactory(BatchFactory)
    name = "result.csv"
    read_as = "table"
    payload = SubFactory(PayloadFactory, raw=b"ND-1;ok")
    sha256 = SelfAttribute("payload.sha256")
    size = SelfAttribute("payload.size")
    lines = LazyFunction(lambda: [{"key": "ND-1", "refused": False, "message": ""}])


class DispatchFactory(DjangoModelFactory[hub.Dispatch]):
    """A flow whose files go out by themselves, once somebody says when."""

    class Meta:
        model = hub.Dispatch

    flow = SubFactory(FlowFactory, target=SubFactory(ConnectionFactory, own=True))


class OutletFactory(DjangoModelFactory[hub.Outlet]):
    """A folder to which files go."""

    class Meta:
        model = hub.Outlet

    dispatch = SubFactory(DispatchFactory)
    way = "folder"
    folder = "in"


class ShipmentFactory(DjangoModelFactory[hub.Shipment]):
    """A file that could not be delivered."""

    class Meta:
        model = hub.Shipment

    batch = SubFactory(BatchFactory)
    outlet = SubFactory(OutletFactory)
    state = "failed"
    code = "outlet.name_taken"
