"""What people decide about transfers, and what keeps them from deciding wrongly."""

import pytest
from django_q.models import OrmQ

from apps.hub.models import AuditEntry, Operation, PendingError, Transfer
from tests.factories import MappingFactory, OperationFactory, PendingErrorFactory, TransferFactory
from tests.hub.admin.conftest import SignIn, waiting

LIST = "/admin/hub/transfer/"


def decide(slug: str) -> str:
    return f"{LIST}decide/{slug}/"


def test_a_skip_asks_for_a_reason(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(state="held")
    client = sign_in("decide", "close")
    response = client.post(decide("skip"), {"id": transfer.pk, "confirm": "1", "reason": " "})
    transfer.refresh_from_db()
    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
    assert transfer.state == "held"


def test_nothing_happens_before_it_is_confirmed(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(state="held")
    sign_in("decide", "close").post(decide("skip"), {"id": transfer.pk, "reason": "double"})
    transfer.refresh_from_db()
    assert transfer.state == "held"


@pytest.mark.parametrize(
    ("slug", "before", "after", "verb"),
    [
        ("skip", "queued", "skipped", "skipped"),
        ("hold", "queued", "held", "held"),
        ("release", "held", "queued", "released"),
        ("requeue", "skipped", "queued", "requeued"),
    ],
)
def test_a_confirmed_decision_is_done_and_audited(
    sign_in: SignIn, slug: str, before: str, after: str, verb: str
) -> None:
    transfer = TransferFactory.create(state=before)
    answers = {"id": transfer.pk, "confirm": "1", "reason": "as agreed", "mode": "rebuilt"}
    response = sign_in("decide", "close").post(decide(slug), answers)
    transfer.refresh_from_db()
    assert response.status_code == 302
    assert transfer.state == after
    assert AuditEntry.objects.values_list("verb", "reason").get() == (verb, "as agreed")


def test_handled_elsewhere_needs_reason_and_proof(sign_in: SignIn) -> None:
    [transfer] = waiting(PendingErrorFactory.create(), 1)
    client, answers = sign_in("decide", "close"), {"id": transfer.pk, "confirm": "1", "reason": "by hand"}
    assert client.post(decide("handled"), answers).status_code == 200
    assert AuditEntry.objects.count() == 0
    client.post(decide("handled"), {**answers, "proof": "NF 991"})
    transfer.refresh_from_db()
    assert transfer.state == "handled"
    assert AuditEntry.objects.get().detail == {"proof": "NF 991"}
    assert PendingError.objects.open().count() == 0
    page = client.get(f"{LIST}{transfer.pk}/change/")
    assert page.context["proof"] == "NF 991"
    assert "NF 991" in page.content.decode()


@pytest.mark.parametrize("slug", ["requeue", "release", "hold", "handled", "skip"])
def test_nobody_decides_without_the_right(sign_in: SignIn, slug: str) -> None:
    transfer = TransferFactory.create(state="held" if slug == "release" else "waiting")
    answers = {"id": transfer.pk, "confirm": "1", "reason": "x", "proof": "x", "mode": "rebuilt"}
    assert sign_in("view_raw", "resolve").post(decide(slug), answers).status_code == 403
    transfer.refresh_from_db()
    assert transfer.state in ("held", "waiting")
    assert AuditEntry.objects.count() == 0


def test_a_double_click_decides_once(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(state="queued")
    client = sign_in("decide", "close")
    answers = {"id": transfer.pk, "confirm": "1", "reason": "double"}
    client.post(decide("skip"), answers)
    again = client.post(decide("skip"), answers, follow=True)
    assert AuditEntry.objects.count() == 1
    assert "Nothing was changed" in again.content.decode()


def test_a_transfer_that_is_being_booked_is_left_alone(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(sending=True)
    client = sign_in("decide", "close")
    for slug in ("skip", "hold", "requeue"):
        client.post(decide(slug), {"id": transfer.pk, "confirm": "1", "reason": "x", "mode": "rebuilt"})
    transfer.refresh_from_db()
    assert transfer.state == "sending"


def test_the_list_leads_to_one_page_for_all_that_were_ticked(sign_in: SignIn) -> None:
    rows = TransferFactory.create_batch(3, state="queued")
    done = TransferFactory.create(delivered=True)
    client = sign_in("decide", "close")
    ticked = {"action": "skip_selected", "_selected_action": [row.pk for row in (*rows, done)]}
    text = client.post(LIST, ticked).content.decode()
    assert "Skip: 3 transfers" in text
    assert "1 more was left out" in text
    answers = {"id": [row.pk for row in rows], "confirm": "1", "reason": "test data"}
    client.post(decide("skip"), answers)
    assert Transfer.objects.filter(state="skipped").count() == 3


def changed_after_booking(number: str) -> Transfer:
    return TransferFactory.create(state="waiting", reason="source.changed_after_booking", number=number, revision=2)


def test_what_changed_after_it_was_booked_is_left_out_of_many_and_led_to(sign_in: SignIn) -> None:
    usual, changed = TransferFactory.create(state="skipped"), changed_after_booking("R-77")
    client, both = sign_in("decide"), [usual.pk, changed.pk]
    text = client.post(LIST, {"action": "requeue_selected", "_selected_action": both}).content.decode()
    assert "Requeue: 1 transfer" in text
    assert f'<a href="{decide("requeue")}?id={changed.pk}">R-77</a>' in text
    client.post(decide("requeue"), {"id": both, "confirm": "1", "mode": "rebuilt"})
    told = Transfer.objects.order_by("pk").values_list("state", "agreed_revision")
    assert [state for state, _agreed in told] == ["queued", "waiting"]
    assert told[1][1] == 0


def test_several_that_all_changed_are_each_decided_alone(sign_in: SignIn) -> None:
    rows = [changed_after_booking("R-77"), changed_after_booking("R-78")]
    client = sign_in("decide")
    response = client.post(decide("requeue"), {"id": [row.pk for row in rows], "confirm": "1"}, follow=True)
    assert "the documents of 2 transfers changed after they were booked" in response.content.decode()
    assert set(Transfer.objects.values_list("state", "agreed_revision")) == {("waiting", 0)}
    client.post(decide("requeue"), {"id": rows[0].pk, "confirm": "1", "mode": "rebuilt"})
    assert Transfer.objects.filter(state="queued", agreed_revision=2).count() == 1


def test_after_a_decision_a_worker_is_woken(sign_in: SignIn, django_capture_on_commit_callbacks: object) -> None:
    transfer = TransferFactory.create(state="skipped")
    client = sign_in("decide")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(decide("requeue"), {"id": transfer.pk, "confirm": "1", "mode": "rebuilt"})
    assert OrmQ.objects.count() == 1


def test_the_same_request_can_only_be_chosen_where_one_was_sent(sign_in: SignIn) -> None:
    never, sent = TransferFactory.create(state="skipped"), TransferFactory.create(delivered=True, operation_keys=["k"])
    client = sign_in("decide")
    assert "The same request again" not in client.get(decide("requeue"), {"id": never.pk}).content.decode()
    assert "The same request again" in client.get(decide("requeue"), {"id": sent.pk}).content.decode()
    client.post(decide("requeue"), {"id": sent.pk, "confirm": "1", "mode": "same"})
    sent.refresh_from_db()
    assert (sent.state, sent.requeue_mode) == ("queued", "same")


def test_the_difference_is_shown_before_a_requeue(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(delivered=True, operation_keys=["BF-N50-1"], source_id="50")
    for vocabulary, target_value in (("category", "9.99.99"), ("account", "77")):
        MappingFactory.create(
            source=transfer.flow.source, target=transfer.flow.target, vocabulary=vocabulary, value="*",
            target_value=target_value,
        )  # fmt: skip
    OperationFactory.create(transfer=transfer, key="BF-N50-1", request={"codigo_categoria": "1.01.02"}, digest="old")
    text = sign_in("decide").get(decide("requeue"), {"id": transfer.pk}).content.decode()
    assert '<del class="p-before">1.01.02</del>' in text
    assert '<ins class="p-after">9.99.99</ins>' in text
    assert Operation.objects.get().request == {"codigo_categoria": "1.01.02"}


def test_the_way_back_never_leads_out_of_the_house(sign_in: SignIn) -> None:
    transfer = TransferFactory.create(state="queued")
    answers = {"id": transfer.pk, "confirm": "1", "reason": "x", "next": "https://evil.example/"}
    assert sign_in("decide", "close").post(decide("skip"), answers)["location"] == f"{LIST}{transfer.pk}/change/"


def test_a_decision_that_does_not_exist_leads_back_to_the_list(sign_in: SignIn) -> None:
    assert sign_in("decide").get(decide("explode"), {"id": 1})["location"] == LIST
