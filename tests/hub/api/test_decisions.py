"""What systems decide: the engine's decisions, each with its reason, and what does not fit any more."""

from typing import Any

import pytest
from django_q.models import OrmQ

from apps.hub.models import AuditEntry, Blocker, Mapping, PendingError, Transfer
from apps.hub.models.transfer import TransferState
from tests.factories import NOON, BlockerFactory, PendingErrorFactory, TransferFactory
from tests.hub.api.conftest import Caller

pytestmark = pytest.mark.django_db

BODIES: dict[str, dict[str, Any]] = {
    "requeue": {"mode": "rebuilt", "reason": "the period is open again"},
    "hold": {"reason": "the contract is disputed"},
    "skip": {"reason": "a test document"},
    "handled": {"reason": "urgent", "proof": "title 4711"},
}
#: What a transfer that waits becomes.
BECOMES = {"requeue": "queued", "hold": "held", "skip": "skipped", "handled": "handled"}


@pytest.fixture
def bells(django_capture_on_commit_callbacks: Any) -> Any:
    """Runs what happens on commit, so that the doorbell is heard."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.parametrize("verb", BODIES)
def test_a_decision_moves_a_waiting_transfer_out_of_its_cause_and_is_audited(
    api: Caller, bells: Any, verb: str
) -> None:
    blocker = BlockerFactory.create()
    with bells():
        answer = api.post(f"transfers/{blocker.transfer_id}/{verb}", BODIES[verb])
    assert (answer.status_code, answer.json()) == (200, {"released": 1})
    assert Transfer.objects.get().state == BECOMES[verb]
    assert not Blocker.objects.exists()
    assert PendingError.objects.get().resolution == "empty"
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.reason, entry.noun_id) == (api.user, BODIES[verb]["reason"], str(blocker.transfer_id))
    assert OrmQ.objects.count() == 1


def test_a_requeue_keeps_with_what_it_was_asked_for(api: Caller) -> None:
    transfer = TransferFactory.create(delivered=True, operation_keys=["BF-N-1"])
    assert api.post(f"transfers/{transfer.pk}/requeue", {"mode": "same", "reason": "lost there"}).status_code == 200
    assert Transfer.objects.get().requeue_mode == "same"
    assert api.post(f"transfers/{transfer.pk}/requeue", {"reason": "again"}).status_code == 200
    assert Transfer.objects.get().requeue_mode == "rebuilt"


@pytest.mark.parametrize("mode", ["same", "fetched"])
def test_a_requeue_with_what_cannot_be_had_is_a_conflict(api: Caller, mode: str) -> None:
    transfer = TransferFactory.create(state="waiting")
    answer = api.post(f"transfers/{transfer.pk}/requeue", {"mode": mode, "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "transfer.mode")
    assert Transfer.objects.get().state == TransferState.WAITING


def test_the_proof_of_a_transfer_that_was_handled_is_kept(api: Caller) -> None:
    api.post(f"transfers/{TransferFactory.create().pk}/handled", BODIES["handled"])
    assert AuditEntry.objects.get().detail == {"proof": "title 4711"}


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("requeue", "transfer.under_way"),
        ("hold", "transfer.not_open"),
        ("skip", "transfer.not_open"),
        ("handled", "transfer.not_open"),
    ],
)
def test_a_transfer_that_is_being_booked_is_left_alone(api: Caller, bells: Any, verb: str, code: str) -> None:
    transfer = TransferFactory.create(sending=True)
    with bells():
        answer = api.post(f"transfers/{transfer.pk}/{verb}", BODIES[verb])
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert Transfer.objects.get().state == TransferState.SENDING
    assert not AuditEntry.objects.exists()
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("state", ["delivered", "unknown", "reversed"])
def test_what_is_over_or_unverified_cannot_be_skipped(api: Caller, state: str) -> None:
    transfer = TransferFactory.create(state=state)
    assert api.post(f"transfers/{transfer.pk}/skip", BODIES["skip"]).status_code == 409


@pytest.mark.parametrize("verb", BODIES)
@pytest.mark.parametrize("reason", [None, "", "   ", 5 * ["no"], "a\0b", "x" * 2001])
def test_no_decision_without_a_reason_that_can_be_read(api: Caller, verb: str, reason: Any) -> None:
    transfer = TransferFactory.create(state="waiting")
    body = {name: value for name, value in BODIES[verb].items() if name != "reason"}
    answer = api.post(f"transfers/{transfer.pk}/{verb}", body if reason is None else {**body, "reason": reason})
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (
        400,
        "request.invalid",
        ["reason"],
    )
    assert Transfer.objects.get().state == TransferState.WAITING


@pytest.mark.parametrize(
    ("verb", "changed"),
    [
        ("requeue", {"mode": "backwards"}),
        ("requeue", {"mdoe": "same"}),
        ("hold", {"until": "tomorrow"}),
        ("handled", {"proof": " "}),
    ],
)
def test_a_decision_that_says_something_unknown_is_refused(api: Caller, verb: str, changed: dict[str, str]) -> None:
    transfer = TransferFactory.create(state="waiting")
    answer = api.post(f"transfers/{transfer.pk}/{verb}", {**BODIES[verb], **changed})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(changed))


@pytest.mark.parametrize("body", [b"{", b"[]", b'"reason"', b"\xff", b"null"])
def test_a_body_that_is_no_object_is_refused(api: Caller, body: Any) -> None:
    transfer = TransferFactory.create(state="waiting")
    answer = api.client.generic("POST", f"/api/v1/transfers/{transfer.pk}/hold", body, "application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_only_json_is_taken(api: Caller) -> None:
    transfer = TransferFactory.create(state="waiting")
    answer = api.client.generic("POST", f"/api/v1/transfers/{transfer.pk}/hold", "reason=x", "text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "request.media_type")


@pytest.mark.parametrize("verb", BODIES)
def test_nothing_can_be_decided_about_what_is_not_there(api: Caller, verb: str) -> None:
    answer = api.post(f"transfers/999/{verb}", BODIES[verb])
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_choosing_a_value_releases_all_that_waited_for_nothing_else(api: Caller, bells: Any) -> None:
    cause = PendingErrorFactory.create(value="10", label="Filial Campinas")
    flow = BlockerFactory.create(pending_error=cause).transfer.flow
    freed = [
        BlockerFactory.create(pending_error=cause, transfer=TransferFactory.create(flow=flow, state="waiting"))
        for _ in range(2)
    ]
    BlockerFactory.create(transfer=freed[1].transfer)
    with bells():
        answer = api.post(
            f"pending-errors/{cause.pk}/resolve", {"target_value": "619153916", "target_label": "Operações"}
        )
    assert (answer.status_code, answer.json()) == (200, {"released": 2})
    mapping = Mapping.objects.get()
    assert (mapping.value, mapping.target_value, mapping.target_label) == ("10", "619153916", "Operações")
    assert mapping.author == api.user
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["queued", "queued", "waiting"]
    assert OrmQ.objects.count() == 1


def test_a_cause_that_was_dealt_with_is_tried_again(api: Caller, bells: Any) -> None:
    blocker = BlockerFactory.create(pending_error__code="target.rejected", pending_error__asks="target")
    with bells():
        answer = api.post(
            f"pending-errors/{blocker.pending_error_id}/resolve", {"retry": True, "reason": "the period is open"}
        )
    assert answer.json() == {"released": 1}
    assert PendingError.objects.get().resolution == "retried"
    assert AuditEntry.objects.get().reason == "the period is open"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "target_value"),
        ({"target_value": "1", "retry": True, "reason": "both"}, "target_value"),
        ({"retry": True}, "reason"),
        ({"retry": True, "reason": " "}, "reason"),
        ({"retry": True, "everywhere": True, "reason": "both"}, "everywhere"),
        ({"target_value": ""}, "target_value"),
        ({"target_value": "x" * 201}, "target_value"),
        ({"value": "1"}, "value"),
    ],
)
def test_a_cause_is_not_resolved_by_half_a_decision(api: Caller, body: dict[str, Any], field: str) -> None:
    cause = BlockerFactory.create().pending_error
    answer = api.post(f"pending-errors/{cause.pk}/resolve", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert PendingError.objects.open().exists()


def test_a_value_for_every_one_of_its_kind_answers_all_causes_of_the_kind(api: Caller) -> None:
    blocker = BlockerFactory.create(transfer__state="waiting")
    one = blocker.pending_error
    other = PendingErrorFactory.create(source=one.source, target=one.target, value="another")
    BlockerFactory.create(pending_error=other, transfer__flow=blocker.transfer.flow, transfer__state="waiting")
    answer = api.post(f"pending-errors/{one.pk}/resolve", {"target_value": "619153916", "everywhere": True})
    assert answer.json() == {"released": 2}
    assert Mapping.objects.values_list("value", flat=True).get() == "*"
    assert not PendingError.objects.open().exists()


@pytest.mark.parametrize(
    ("cause", "body", "code"),
    [
        ({"resolved_at": NOON}, {"target_value": "1"}, "already_resolved"),
        ({"resolved_at": NOON}, {"retry": True, "reason": "x"}, "already_resolved"),
        ({"asks": "reconnect"}, {"retry": True, "reason": "x"}, "reconnect_first"),
        ({"asks": "source"}, {"target_value": "1"}, "not_a_mapping"),
    ],
)
def test_a_decision_that_does_not_fit_the_cause_any_more_is_a_conflict(
    api: Caller, cause: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    row = PendingErrorFactory.create(**cause)
    answer = api.post(f"pending-errors/{row.pk}/resolve", body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Mapping.objects.exists()
