"""Lost answers, dead workers, tired targets: nothing lost, nothing doubled."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.engine.access import health
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.booking import ledger
from apps.hub.engine.doors import receive
from apps.hub.engine.working import claim, lease, sweep, work
from apps.hub.engine.working.lane import Lane
from apps.hub.engine.working.seats import Seats
from apps.hub.models import Connection, Operation, Payload, PendingError, SyncRun, Transfer
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import APP_SECRET, Bridge
from tests.hub.engine import alone


def test_a_title_whose_answer_got_lost_is_adopted_and_not_doubled(bridge: Bridge) -> None:
    bridge.sandbox.fault("omie", "drop_after_commit", call="IncluirContaPagar")
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert transfer.state == "unknown"
    assert Operation.objects.get(resource="payable").state == "sending"
    bridge.make_due()
    work.work()
    transfer.refresh_from_db()
    assert transfer.state == "delivered"
    assert len(bridge.titles()) == 1
    assert "adopted" in {step["what"] for step in transfer.attempts.latest("number").steps}


def test_a_title_that_never_arrived_is_sent_again(bridge: Bridge) -> None:
    bridge.sandbox.fault("omie", "drop_before_commit", call="IncluirContaPagar")
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (transfer.state, bridge.titles()) == ("unknown", [])
    bridge.make_due()
    work.work()
    assert (bridge.last().state, len(bridge.titles())) == ("delivered", 1)


def test_a_change_whose_answer_got_lost_is_sent_again(bridge: Bridge) -> None:
    first, second = scenarios.amended(bridge.builder)
    bridge.post(first.path, first.body)
    work.work()
    bridge.sandbox.fault("omie", "drop_before_commit", call="AlterarContaPagar")
    bridge.post(second.path, second.body)
    work.work()
    bridge.make_due()
    work.work()
    [title] = bridge.titles()
    assert title["valor_documento"] == second.body["ExpectedValue"]
    assert bridge.last().state == "delivered"


def test_a_worker_killed_before_its_commit_leaves_the_title_to_the_next(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    die_after_answer(bridge)
    transfer = bridge.last()
    assert (transfer.state, len(bridge.titles())) == ("sending", 1)
    let_leases_run_out()
    assert sweep.sweep() == 1
    transfer.refresh_from_db()
    assert transfer.state == "unknown"
    bridge.make_due()
    work.work()
    transfer.refresh_from_db()
    assert (transfer.state, len(bridge.titles())) == ("delivered", 1)


def test_a_worker_that_wakes_up_after_its_lease_books_nothing_more(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    slow = claim.claim(bridge.target, "slow", timezone.now(), 1)
    let_leases_run_out()
    sweep.sweep()
    work.work()
    [transfer] = slow
    route = work.routes_of(slow)[transfer.flow_id]
    transfer.flow = route.flow
    record = alone.attempt(transfer, route, open_line(bridge.target), "slow")
    assert (record.lost, record.done) == (True, [])
    assert alone.written_down(record, owner="slow", run=SyncRun.objects.get()) is None
    assert len(bridge.titles()) == 1


def test_a_worker_that_was_paused_past_its_lease_makes_no_call_any_more(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    [transfer] = claim.claim(bridge.target, "paused", timezone.now(), 1)
    route = work.routes_of([transfer])[transfer.flow_id]
    transfer.flow = route.flow
    over = time.monotonic() - lease.LEASE.total_seconds()
    pause = Lane(bridge.target, "paused", Seats("key", "holder", 1), lambda: True, leased_at=over)
    record = alone.attempt(transfer, route, open_line(bridge.target), "paused", may_send=pause.may_send)
    assert (record.lost, bridge.titles()) == (True, [])


def test_a_document_that_kills_its_workers_is_set_apart(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    for _ in range(sweep.CRASHES):
        bridge.make_due()
        work_until_claimed(bridge)
        let_leases_run_out()
        sweep.sweep()
    assert (bridge.last().state, bridge.last().reason) == ("waiting", "internal.kills_worker")


def test_temporary_trouble_is_retried_later_and_later(bridge: Bridge) -> None:
    bridge.sandbox.fault("omie", "500", times=50)
    transfer = bridge.send_and_work(scenarios.entry_payable)
    first = transfer.due_at
    assert transfer.state == "retrying"
    bridge.make_due()
    work.work()
    transfer.refresh_from_db()
    assert transfer.tries == 2
    assert transfer.due_at > first


def test_a_target_that_keeps_failing_rests_and_burns_no_attempts(bridge: Bridge) -> None:
    for _ in range(Connection.BREAKER_AFTER + 3):
        bridge.send(scenarios.entry_payable)
    bridge.sandbox.fault("omie", "429", times=500)
    work.work()
    tried = Transfer.objects.filter(attempts_made__gt=0).count()
    assert tried == Connection.BREAKER_AFTER
    assert Transfer.objects.filter(state="queued", tries=0).count() == 3
    assert Connection.objects.get(pk=bridge.target.pk).breaker_until is not None


def test_a_rested_target_gets_one_probe_and_then_everything(bridge: Bridge) -> None:
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
    rested = timezone.now() - timedelta(seconds=1)
    Connection.objects.filter(pk=bridge.target.pk).update(failures=9, breaker_until=rested)
    bridge.target.refresh_from_db()
    work.work()
    assert Transfer.objects.filter(state="delivered").count() == 3
    assert Connection.objects.get(pk=bridge.target.pk).failures == 0


def test_refused_keys_pause_the_connection_and_leave_the_queue_alone(bridge: Bridge) -> None:
    OmieCredentials.objects.update(app_secret="0" * 32)
    bridge.send(scenarios.entry_payable)
    bridge.send(scenarios.entry_receivable)
    work.work()
    assert Connection.objects.get(pk=bridge.target.pk).state == "paused"
    assert {transfer.state for transfer in Transfer.objects.all()} == {"queued"}
    assert {transfer.tries for transfer in Transfer.objects.all()} == {0}
    assert PendingError.objects.open().get().asks == "reconnect"


def test_new_keys_take_the_queue_up_again(bridge: Bridge) -> None:
    OmieCredentials.objects.update(app_secret="0" * 32)
    bridge.send(scenarios.entry_payable)
    work.work()
    OmieCredentials.objects.update(app_secret=APP_SECRET)
    health.resume(bridge.target)
    bridge.make_due()
    work.work()
    assert bridge.last().state == "delivered"
    assert not PendingError.objects.open().exists()


def test_one_refused_document_does_not_stop_the_rest(bridge: Bridge) -> None:
    Connection.objects.filter(pk=bridge.target.pk).update(failures=0)
    bridge.send(scenarios.entry_payable)
    bridge.send(oddities.wrong_check_digit)
    bridge.send(scenarios.entry_receivable)
    work.work()
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["delivered", "delivered", "waiting"]


@pytest.mark.parametrize("name", ["endless.pdf", "huge.pdf", "redirect.pdf"])
def test_hostile_files_are_refused_and_the_title_stands(bridge: Bridge, name: str) -> None:
    [notification] = scenarios.invoice(bridge.builder)
    file = {"Url": f"{bridge.sandbox.url}/bluefleet/files/{name}", "FileTypeName": "Nota", "FileName": name}
    bridge.post(notification.path, {**notification.body, "Files": [file]})
    work.work()
    assert bridge.last().state == "waiting"
    assert bridge.last().reason in ("file.too_large", "file.address_refused")
    assert len(bridge.titles()) == 1


def test_a_file_inside_the_network_is_never_asked_for(bridge: Bridge) -> None:
    [notification] = scenarios.invoice(bridge.builder)
    file = {"Url": "http://10.0.0.1/nf.pdf", "FileTypeName": "Nota", "FileName": "nf.pdf"}
    bridge.post(notification.path, {**notification.body, "Files": [file]})
    work.work()
    assert (bridge.last().state, bridge.last().reason) == ("waiting", "file.address_refused")


def test_a_target_inside_the_network_is_refused_unless_allowed(bridge: Bridge, settings: Settings) -> None:
    settings.PRIVATE_ORIGINS = []
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (transfer.state, transfer.reason) == ("waiting", "target.address_refused")
    assert bridge.sandbox.calls("omie") == []


def test_retention_deletes_bytes_and_keeps_what_is_needed(bridge: Bridge, settings: Settings) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    waiting = bridge.send_and_work(scenarios.new_cost_centre)
    Payload.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    assert sweep.forget() == 2
    waiting.refresh_from_db()
    assert Payload.objects.get() == waiting.payload
    assert Transfer.objects.filter(state="delivered", number__gt="").exists()


def test_a_quiet_flow_has_no_open_run(bridge: Bridge) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    assert SyncRun.objects.filter(state="running").count() == 0


class Killed(BaseException):
    """Ends a worker as SIGKILL would: no handler of the engine sees it."""


def die_after_answer(bridge: Bridge) -> None:
    """Let a worker book at Omie and die before it can write that down."""
    written = ledger.booked

    def killed(operation: Operation, *rest: Any) -> None:
        if operation.resource == "payable":
            raise Killed
        written(operation, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "booked", killed)
        with pytest.raises(Killed):
            work.work()


def work_until_claimed(bridge: Bridge) -> None:
    """Let a worker take the document and vanish."""
    receive.read_events()
    claim.claim(bridge.target, "dies", timezone.now(), 1)


def let_leases_run_out() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Transfer.objects.filter(state="sending").update(lease_until=past)
    Operation.objects.exclude(lease_owner="").update(lease_until=past)


def test_who_was_in_a_dead_workers_hands_is_tried_alone(bridge: Bridge) -> None:
    for _ in range(3):
        bridge.send(scenarios.entry_payable)
    receive.read_events()
    suspect, *others = Transfer.objects.order_by("pk")
    Transfer.objects.filter(pk=suspect.pk).update(crashes=1)
    assert [taken.pk for taken in claim.claim(bridge.target, "first", timezone.now(), 8)] == [suspect.pk]
    together = claim.claim(bridge.target, "second", timezone.now(), 8)
    assert [taken.pk for taken in together] == [other.pk for other in others]
