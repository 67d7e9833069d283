"""What comes of an attempt: a state that is true, causes with something behind them, counts that add up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.connectors.omie.connector import OMIE
from apps.core.connector import Step, Translator, registry
from apps.core.documents import Document
from apps.core.errors import NotAuthorized, Rejected, Throttled, Trouble
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.booking import runs, settle
from apps.hub.engine.booking.attempts import Attempted
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import receive
from apps.hub.engine.working import claim, sweep, work
from apps.hub.models import Allowance, Attempt, Connection, Mapping, PendingError, Rule, SyncRun, Transfer
from apps.sandbox.bluefleet import oddities, scenarios
from tests.hub.conftest import APP_SECRET, Bridge
from tests.hub.engine import alone

ENTRY = "financial-entry"


class Taken:
    """A transfer in the hands of one worker, between claim and outcome."""

    def __init__(self, bridge: Bridge, owner: str = "me") -> None:
        receive.read_events()
        [self.transfer] = claim.claim(bridge.target, owner, timezone.now(), 1)
        self.route = work.routes_of([self.transfer])[self.transfer.flow_id]
        self.transfer.flow = self.route.flow
        self.run = runs.open_run(self.route.flow)
        self.bridge, self.owner = bridge, owner

    def attempt(self) -> None:
        line = open_line(self.bridge.target)
        record = alone.attempt(self.transfer, self.route, line, self.owner)
        alone.written_down(record, owner=self.owner, run=self.run)

    def met(self, trouble: Trouble) -> None:
        """Let the attempt end in a trouble, with one call on record."""
        record = Attempted(self.transfer, timezone.now(), trouble=trouble, exchanges=[{"method": "POST"}])
        alone.written_down(record, owner=self.owner, run=self.run)


def test_a_value_that_was_mapped_while_the_document_was_under_way_is_not_asked_for_again(
    bridge: Bridge, accountant: User
) -> None:
    bridge.send_and_work(scenarios.new_cost_centre)
    bridge.send(scenarios.new_cost_centre)
    late = Taken(bridge)
    resolve.map_value(PendingError.objects.get(), target_value="619153924", target_label="", actor=accountant)
    late.attempt()
    assert not PendingError.objects.open().exists()
    work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


def test_newer_content_is_queued_behind_no_cause_of_the_older(bridge: Bridge) -> None:
    [notification] = scenarios.new_cost_centre(bridge.builder)
    bridge.post(ENTRY, notification.body)
    under_way = Taken(bridge)
    bridge.post(ENTRY, {**notification.body, "Comments": "newer"})
    receive.read_events()
    under_way.attempt()
    assert (bridge.last().state, bridge.last().blockers.count()) == ("queued", 0)
    assert not PendingError.objects.open().exists()


def test_a_default_for_every_value_answers_all_open_questions_of_its_kind(bridge: Bridge, accountant: User) -> None:
    [notification] = scenarios.entry_payable(bridge.builder)
    for number, centre in enumerate((30, 31, 32)):
        centres = [{**notification.body["CostCenters"][0], "CostCenterId": centre}]
        bridge.post(ENTRY, {**notification.body, "FinancialEntryId": 900 + number, "CostCenters": centres})
    work.work()
    first, *others = PendingError.objects.open().order_by("pk")
    assert len(others) == 2
    released = resolve.map_value(first, target_value="619153932", target_label="", actor=accountant, everywhere=True)
    assert (released, PendingError.objects.open().count()) == (3, 0)
    work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}


def test_only_a_question_for_a_value_is_answered_with_one(bridge: Bridge, accountant: User) -> None:
    bridge.send_and_work(oddities.wrong_check_digit)
    with pytest.raises(resolve.NotPossible, match="not_a_mapping"):
        resolve.map_value(PendingError.objects.get(), target_value="1", target_label="", actor=accountant)
    assert not Mapping.objects.filter(vocabulary="").exists()


def test_attempts_are_numbered_without_gaps_whatever_was_throttled_between(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    receive.read_events()
    far = (timezone.now() + timedelta(hours=1)).timestamp()
    name = f"{bridge.target.pk}:method:ListarClientes"
    Allowance.objects.create(key=name, next_at=far)
    for _ in range(3):
        bridge.make_due()
        work.work()
    assert (bridge.last().state, bridge.last().attempts_made) == ("queued", 0)
    Allowance.objects.all().delete()
    bridge.make_due()
    work.work()
    assert list(Attempt.objects.values_list("number", flat=True)) == [1]
    assert bridge.last().attempts_made == 1


@pytest.mark.parametrize("trouble", [Throttled("budget.spent"), NotAuthorized("target.credentials_refused")])
def test_an_unknown_outcome_stays_unknown_until_the_target_was_asked(
    bridge: Bridge, accountant: User, trouble: Trouble
) -> None:
    lose_an_answer(bridge)
    Taken(bridge).met(trouble)
    assert bridge.last().state == "unknown"
    assert resolve.skip([bridge.last()], actor=accountant, reason="x") == 0


def test_what_was_given_back_unverified_is_still_unverified(bridge: Bridge) -> None:
    lose_an_answer(bridge)
    taken = Taken(bridge)
    claim.give_back([taken.transfer], "me", timezone.now())
    assert bridge.last().state == "unknown"


def test_what_may_be_booked_cannot_be_called_skipped(bridge: Bridge, accountant: User) -> None:
    lose_an_answer(bridge)
    Transfer.objects.update(tries=len(settle.RETRY_SECONDS))
    bridge.sandbox.fault("omie", "429", times=5)
    work.work()
    assert (bridge.last().state, PendingError.objects.get().code) == ("waiting", "retries.exhausted")
    assert resolve.skip([bridge.last()], actor=accountant, reason="x") == 0
    assert resolve.handled(bridge.last(), actor=accountant, reason="x", proof="7102334411") == 1


def test_a_target_that_never_answers_is_asked_later_and_later_and_then_a_person(bridge: Bridge) -> None:
    bridge.send(scenarios.entry_payable)
    bridge.sandbox.fault("omie", "drop_before_commit", call="IncluirContaPagar", times=50)
    waits = []
    for _ in range(len(settle.RETRY_SECONDS) + 1):
        bridge.make_due()
        Allowance.objects.update(next_at=0, closed_until=0)
        bridge.sandbox.limits.forget()
        work.work()
        waits.append(bridge.last().due_at - timezone.now())
    assert waits[-2] > waits[-3] > waits[-4] > timedelta(minutes=2)
    assert (bridge.last().state, bridge.last().reason) == ("waiting", "target.no_answer")


def test_a_skipped_document_was_never_booked(bridge: Bridge) -> None:
    flow = bridge.target.flows_in.get(kind="financial_entry")
    Rule.objects.create(flow=flow, name="r", path="direction", operator="equals", value="payable", action="skip")
    transfer = bridge.send_and_work(scenarios.entry_payable)
    assert (transfer.state, transfer.delivered_at, transfer.delivered_revision) == ("skipped", None, 0)


def test_a_run_that_was_closed_a_moment_too_early_is_no_success_when_one_failed_then(bridge: Bridge) -> None:
    bridge.send_and_work(scenarios.entry_payable)
    bridge.send(scenarios.new_cost_centre)
    late = Taken(bridge)
    run = late.run
    SyncRun.objects.filter(pk=run.pk).update(state="succeeded", finished_at=timezone.now())
    late.attempt()
    run.refresh_from_db()
    assert (run.state, run.taken, run.waiting) == ("failed", 1, 1)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_a_word_that_only_looks_like_a_number_breaks_no_rule(bridge: Bridge, value: str) -> None:
    flow = bridge.target.flows_in.get(kind="financial_entry")
    Rule.objects.create(flow=flow, name="r", path="total", operator="above", value=value, action="hold")
    assert bridge.send_and_work(scenarios.entry_payable).state == "delivered"


def test_a_file_host_that_is_away_does_not_make_the_target_rest(bridge: Bridge) -> None:
    [notification] = scenarios.invoice(bridge.builder)
    file = {"Url": f"{bridge.sandbox.url}/bluefleet/files/1.pdf", "FileTypeName": "Nota", "FileName": "nf.pdf"}
    away = {**file, "Url": "http://127.0.0.1:9/nf.pdf?signature=a-secret-of-the-store"}
    for number in range(Connection.BREAKER_AFTER + 1):
        bridge.post(notification.path, {**notification.body, "FinancialInvoiceId": 800 + number, "Files": [away]})
    with allowing("127.0.0.1:9"):
        work.work()
    assert Connection.objects.get(pk=bridge.target.pk).breaker_until is None
    assert {*Transfer.objects.values_list("state", "reason")} == {("retrying", "file.unreachable")}


def test_what_grants_access_to_a_file_is_in_no_error_and_no_record(bridge: Bridge) -> None:
    [notification] = scenarios.invoice(bridge.builder)
    url = f"{bridge.sandbox.url}/bluefleet/files/missing-file?signature=a-secret-of-the-store"
    file = {"Url": url, "FileTypeName": "Nota", "FileName": "nf.pdf"}
    bridge.post(notification.path, {**notification.body, "Files": [file]})
    work.work()
    attempt = Attempt.objects.get()
    assert attempt.exchanges is not None
    told = [attempt.params, *PendingError.objects.values_list("params", flat=True), attempt.exchanges.raw.decode()]
    assert bridge.last().reason.startswith("file.")
    assert "a-secret-of-the-store" not in str(told)


def test_secrets_in_the_vendors_own_words_are_masked(bridge: Bridge) -> None:
    def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
        raise Rejected("target.rejected", answer=f"{APP_SECRET} is no key")

    careless = replace(OMIE, targets=tuple(replace(target, plan=plan) for target in OMIE.targets))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._connectors, "omie", careless)
        bridge.send_and_work(scenarios.entry_payable)
    assert PendingError.objects.get().params == {"answer": "••• is no key"}


def test_a_document_behind_no_cause_is_found_by_the_sweep(bridge: Bridge) -> None:
    transfer = bridge.send_and_work(scenarios.new_cost_centre)
    transfer.blockers.all().delete()
    sweep.sweep()
    assert bridge.last().state == "queued"


def lose_an_answer(bridge: Bridge) -> None:
    bridge.sandbox.fault("omie", "drop_after_commit", call="IncluirContaPagar")
    assert bridge.send_and_work(scenarios.entry_payable).state == "unknown"
    bridge.make_due()


def allowing(origin: str) -> override_settings:
    return override_settings(PRIVATE_ORIGINS=[*settings.PRIVATE_ORIGINS, origin])
