"""Programs that make files, have their bytes and say what became of them, with the rights that people have."""

import base64
import hashlib
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from apps.hub.models import AuditEntry, Batch, PendingError
from tests.factories import FlowFactory
from tests.hub.api.conftest import Caller, caller_for
from tests.hub.api.test_access import refused
from tests.hub.collecting import Collecting, collecting_flow

pytestmark = pytest.mark.django_db


@pytest.fixture
def collecting(api: Caller, settings: Settings) -> Collecting:
    settings.WORKER_THREADS = 1
    return collecting_flow(api.user)


def produced(api: Caller, collecting: Collecting, **told: Any) -> dict[str, Any]:
    answer = api.post("batches/", {"flow": collecting.flow.pk, **told})
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def test_a_file_from_its_preview_to_what_became_of_it(api: Caller, collecting: Collecting) -> None:
    first, second = collecting.ready("1", "2")
    preview = api.get("batches/preview/", flow=collecting.flow.pk).json()
    assert (preview["count"], preview["transfers"], preview["refused"]) == (2, [first.pk, second.pk], [])
    assert preview["totals"] == [{"count": 2, "amount": "2501.00", "currency": "BRL"}]
    made = produced(api, collecting, seen=preview["seen"])
    assert (made["number"], made["state"], made["count"]) == (1, "produced", 2)
    assert [item["number"] for item in made["items"]] == ["ND-1", "ND-2"]
    assert api.ids("batches/", flow=collecting.flow.pk, state="produced") == [made["id"]]
    refusal = {"transfer": second.pk, "reason": "Unknown customer"}
    told = api.post(f"batches/{made['id']}/refuse/", refusal).json()
    assert [item["state"] for item in told["items"]] == ["filed", "refused"]
    told = api.post(f"batches/{made['id']}/confirm/", {"sha256": made["sha256"]}).json()
    assert told["state"] == "confirmed"
    assert collecting.states() == {"1": "delivered", "2": "waiting"}
    assert PendingError.objects.get().params == {"answer": "Unknown customer"}
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {api.user.pk}
    assert api.get(f"batches/{made['id']}/").json() == told


def test_bytes_are_the_same_every_time_and_name_their_checksum(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1")
    made = produced(api, collecting, written_as="json")
    answers = [
        api.client.get(f"/api/v1/batches/{made['id']}/bytes/", headers={"Accept": kind}) for kind in ("*/*", "text/csv")
    ]
    assert answers[0].content == answers[1].content == Batch.objects.get().payload.raw
    digest = hashlib.sha256(answers[0].content).digest()
    assert digest.hex() == made["sha256"]
    assert answers[0]["Content-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert answers[0]["Content-Type"] == "application/json"
    assert AuditEntry.objects.filter(verb="downloaded").count() == 2
    refused(api.get("batches/4711/bytes/"), 404, "not_found")


def test_filters_and_chosen_documents_narrow_a_file(api: Caller, collecting: Collecting) -> None:
    collecting.bring("1")
    collecting.bring("2", IssuanceDate="2026-04-30T00:00:00")
    collecting.bring("3", IssuanceDate="2026-04-30T00:00:00")
    collecting.work()
    april = {"begin": "2026-04-01", "end": "2026-04-30", "by": "issued"}
    preview = api.get("batches/preview/", flow=collecting.flow.pk, **april).json()
    assert (preview["count"], preview["left_out"]) == (2, 1)
    made = produced(api, collecting, **april, transfers=[collecting.of("2").pk, collecting.of("1").pk])
    assert [item["number"] for item in made["items"]] == ["ND-2"]


def test_what_has_changed_since_the_preview_is_a_conflict(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1")
    seen = api.get("batches/preview/", flow=collecting.flow.pk).json()["seen"]
    collecting.ready("2")
    body = refused(api.post("batches/", {"flow": collecting.flow.pk, "seen": seen}), 409, "batch.changed")
    assert body["title"] == "What is ready has changed since you looked."
    produced(api, collecting)
    refused(api.post("batches/", {"flow": collecting.flow.pk}), 409, "batch.nothing")


def test_a_cancelled_file_frees_its_documents(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1")
    made = produced(api, collecting)
    assert api.post(f"batches/{made['id']}/cancel/", {"reason": "wrong month"}).json()["state"] == "cancelled"
    refused(api.post(f"batches/{made['id']}/cancel/", {"reason": "again"}), 409, "batch.over")
    refused(api.post(f"batches/{made['id']}/confirm/", {}), 409, "batch.over")
    collecting.work()
    assert produced(api, collecting)["number"] == 2


def test_a_file_is_confirmed_by_whoever_has_its_bytes(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1")
    made = produced(api, collecting)
    refused(api.post(f"batches/{made['id']}/confirm/", {"sha256": "0" * 64}), 409, "batch.other_bytes")
    assert collecting.states() == {"1": "filed"}


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({"flow": 4711}, "not_found", 404),
        ({}, "request.invalid", 400),
        ({"begin": "31/02/2026"}, "request.invalid", 400),
        ({"colour": "red"}, "request.invalid", 400),
        ({"written_as": "exe"}, "batch.format", 409),
        ({"transfers": ["x"]}, "request.invalid", 400),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    api: Caller, collecting: Collecting, body: dict[str, Any], code: str, status: int
) -> None:
    collecting.ready("1")
    whole = body if not body or "flow" in body else {"flow": collecting.flow.pk} | body
    refused(api.post("batches/", whole), status, code)
    assert not Batch.objects.exists()


def test_a_document_of_another_file_is_not_refused_in_this_one(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1")
    made = produced(api, collecting)
    [other] = collecting.ready("2")
    refused(api.post(f"batches/{made['id']}/refuse/", {"transfer": other.pk, "reason": "x"}), 404, "not_found")


def test_a_flow_whose_documents_are_sent_has_no_files(api: Caller) -> None:
    refused(api.get("batches/preview/", flow=FlowFactory.create().pk), 404, "flow.sent")


def test_a_key_that_may_only_read_makes_no_file(collecting: Collecting) -> None:
    collecting.ready("1")
    reader = caller_for("api-client", scopes=("read",), text="ponte_another-key")
    assert reader.get("batches/preview/", flow=collecting.flow.pk).json()["count"] == 1
    refused(reader.post("batches/", {"flow": collecting.flow.pk}), 403, "key.scope")


def test_lists_of_files_cost_the_same_however_long_they_are(
    api: Caller, collecting: Collecting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 5):
        collecting.ready(str(number))
        collecting.produce()
    api.get("batches/")  # notes that the key was used
    with django_assert_num_queries(4):
        assert len(api.ids("batches/")) == 4
    address = f"batches/{Batch.objects.latest('pk').pk}/"
    with django_assert_num_queries(5):
        api.get(address)
