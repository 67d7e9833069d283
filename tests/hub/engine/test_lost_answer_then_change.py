"""An amended document whose worker dies between its intent and the question to the target."""

from datetime import timedelta

from django.utils import timezone

from apps.hub.engine.access.clients import open_line
from apps.hub.engine.booking import attempts
from apps.hub.engine.booking.translate import Route
from apps.hub.engine.doors import receive
from apps.hub.engine.working import claim, sweep, work
from apps.hub.models import Operation, Transfer
from apps.sandbox.bluefleet import scenarios
from tests.hub.conftest import Bridge


def test_a_change_is_sent_also_when_its_first_worker_died_before_asking_about_the_lost_answer(bridge: Bridge) -> None:
    first, second = scenarios.amended(bridge.builder)
    bridge.sandbox.fault("omie", "drop_after_commit", call="IncluirContaPagar")
    bridge.post(first.path, first.body)
    work.work()
    assert bridge.last().state == "unknown"
    bridge.post(second.path, second.body)
    bridge.make_due()
    receive.read_events()
    [transfer] = claim.claim(bridge.target, "killed", timezone.now(), 1)
    record = attempts.prepare(transfer, Route.of(transfer.flow), open_line(bridge.target).redactor, "killed")
    attempts.open_all([record], "killed")  # the worker is killed here
    past = timezone.now() - timedelta(seconds=1)
    Transfer.objects.filter(state="sending").update(lease_until=past)
    Operation.objects.exclude(lease_owner="").update(lease_until=past)
    sweep.sweep()
    bridge.make_due()
    work.work()
    [title] = bridge.titles()
    assert bridge.last().state == "delivered"
    assert title["valor_documento"] == second.body["ExpectedValue"]
