"""A batch in which every document waits for a value of its own is settled in as few statements as one document."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.hub.engine.doors import receive
from apps.hub.engine.working import work
from apps.hub.engine.working.lane import AHEAD
from apps.hub.models import PendingError
from tests.hub.conftest import Bridge

pytestmark = pytest.mark.django_db
#: What one worker without threads takes at once.
BATCH = AHEAD


def settled(bridge: Bridge, number: int) -> int:
    """Send payables whose cost centre nobody has mapped, each with one of its own; give the statements to park them."""
    for _ in range(number):
        body = bridge.builder.payable()
        centre = {**body["CostCenters"][0], "CostCenterId": body["FinancialEntryId"]}
        assert bridge.post("financial-entry", {**body, "CostCenters": [centre]}).status_code == 200
    receive.read_events()
    with CaptureQueriesContext(connection) as statements:
        work.work()
    return len(statements)


def test_one_document_takes_as_many_statements_as_a_batch_of_them(bridge: Bridge) -> None:
    settled(bridge, 1)
    one, many = settled(bridge, 1), settled(bridge, BATCH - 1)
    assert many <= one + 2
    assert PendingError.objects.open().count() == BATCH + 1
