"""Ten thousand documents wait, each for a value of its own: the work grows with their number, and no faster."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import MappingMissing
from apps.hub.engine.booking import causes
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, Blocker, Flow, Mapping, PendingError, Transfer
from tests.factories import UserFactory
from tests.hub.conftest import Bridge

pytestmark = pytest.mark.django_db
MANY, PORTION = 10_000, 500


def park(flow: Flow, first: int, number: int) -> int:
    """Put documents behind a cause each, as settling a portion does; give how many statements that took."""
    new = [waiting(flow, str(first + position)) for position in range(number)]
    transfers = Transfer.objects.bulk_create(new, PORTION)
    told = [(one, [causes.cause_of(MappingMissing("cost_centre", one.source_id))]) for one in transfers]
    with CaptureQueriesContext(connection) as statements, transaction.atomic():
        causes.block_all(told)
    return len(statements)


def waiting(flow: Flow, source_id: str) -> Transfer:
    now = timezone.now()
    return Transfer(
        flow=flow,
        target=flow.target,
        source_id=source_id,
        digest="0" * 64,
        state="waiting",
        reason="mapping.missing",
        due_at=now,
        received_at=now,
    )


@pytest.fixture
def flow(bridge: Bridge) -> Flow:
    return Flow.objects.select_related("source", "target").get(kind="financial_entry")


def test_a_portion_takes_the_same_statements_however_many_causes_are_in_it_and_before_it(flow: Flow) -> None:
    assert park(flow, 0, 1) == park(flow, 100, 30) == park(flow, 1000, 50)
    assert PendingError.objects.open().count() == Blocker.objects.count() == 81


def test_ten_thousand_are_shown_resolved_alone_and_resolved_at_once(
    flow: Flow, client: Client, accountant: User
) -> None:
    client.force_login(UserFactory.create(role="finance"))
    park(flow, MANY, PORTION)
    few = statements_of_the_list(client)
    for first in range(0, MANY - PORTION, PORTION):
        park(flow, first, PORTION)
    assert statements_of_the_list(client) == few
    one, other = PendingError.objects.open().order_by("pk")[:2]
    assert choose(one, accountant) == 1
    with CaptureQueriesContext(connection) as statements:
        assert choose(other, accountant, everywhere=True) == MANY - 1
    assert len(statements) < 10 * MANY / PORTION
    assert not PendingError.objects.open().exists()
    assert not Blocker.objects.exists()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"queued"}


def test_a_default_that_is_made_by_hand_answers_a_thousand_causes_in_portions(flow: Flow, accountant: User) -> None:
    for first in (0, PORTION):
        park(flow, first, PORTION)
    default = Mapping.objects.create(
        source=flow.source, target=flow.target, vocabulary="cost_centre", value="*", target_value="619153916"
    )
    with CaptureQueriesContext(connection) as statements:
        assert resolve.answer_with(default, actor=accountant) == 2 * PORTION
    assert len(statements) < 60
    assert AuditEntry.objects.filter(verb="mapped").count() == 2 * PORTION
    assert not PendingError.objects.open().exists()


def choose(cause: PendingError, accountant: User, *, everywhere: bool = False) -> int:
    return resolve.map_value(cause, target_value="619153916", target_label="", actor=accountant, everywhere=everywhere)


def statements_of_the_list(client: Client) -> int:
    address = reverse("admin:hub_pendingerror_changelist")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as statements:
        assert client.get(address).status_code == 200
    return len(statements)
