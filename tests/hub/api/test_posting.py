"""Own systems that post their documents: what is kept, what becomes of it, and what is refused by its field."""

import base64
import json
from typing import Any

import pytest

from apps.hub.engine.doors import receive
from apps.hub.models import Connection, Event, Flow, Payload, Transfer
from tests.factories import ConnectionFactory, FlowFactory
from tests.hub.api.conftest import Caller, caller_for

pytestmark = pytest.mark.django_db

PDF = base64.b64encode(b"%PDF-1.7 a receipt").decode()


def bill(source_id: str = "B-1", total: str = "123.00", **changed: Any) -> dict[str, Any]:
    """Give the smallest bill that can be posted."""
    return {
        "id": source_id,
        "kind": "bill",
        "direction": "payable",
        "number": f"FT {source_id}",
        "party": {"code": "5", "name": "Oficina Central Lda", "tax_id": "501442600"},
        "issued": "2026-04-08",
        "total": total,
        "currency": "EUR",
        "instalments": [{"code": "1", "number": 1, "of": 1, "due": "2026-05-08", "amount": total}],
        **changed,
    }


@pytest.fixture
def own(db: None) -> Connection:
    row: Connection = ConnectionFactory.create(own=True, name="Our program")
    return row


@pytest.fixture
def flow(own: Connection) -> Flow:
    """Bills from our program to a company, still off."""
    row: Flow = FlowFactory.create(source=own, kind="bill", active=False)
    return row


def post(api: Caller, own: Connection, body: Any) -> Any:
    return api.post(f"connections/{own.pk}/documents/", body)


def accepted(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.content
    told: dict[str, Any] = answer.json()
    return told


def place(own: Connection, source_id: str = "B-1") -> str:
    return f"connections/{own.pk}/documents/bill/{source_id}/"


def test_a_posted_document_becomes_one_transfer(api: Caller, own: Connection, flow: Flow) -> None:
    first, again = (accepted(post(api, own, bill())) for _ in range(2))
    assert (first["state"], first["repeated"], again["repeated"]) == ("accepted", False, True)
    assert first["receipt"] == again["receipt"]
    receive.read_events()
    transfer = Transfer.objects.get()
    assert (transfer.flow, transfer.source_id, transfer.number) == (flow, "B-1", "FT B-1")
    assert (str(transfer.amount), transfer.currency, transfer.party) == ("123.0000", "EUR", "Oficina Central Lda")
    told = api.get(place(own)).json()
    assert (told["state"], [row["id"] for row in told["transfers"]]) == ("routed", [transfer.pk])
    assert Event.objects.get().headers == {"key": "ponte_the-ke"}


def test_other_content_is_the_next_revision_and_the_same_is_none(api: Caller, own: Connection, flow: Flow) -> None:
    post(api, own, bill())
    receive.read_events()
    accepted(api.put(place(own), bill(total="99.90")))
    accepted(post(api, own, dict(reversed(bill(total="99.90").items()))))
    receive.read_events()
    transfer = Transfer.objects.get()
    assert (transfer.revision, str(transfer.amount)) == (2, "99.9000")


def test_of_two_revisions_the_later_change_counts_in_whatever_order_they_come(
    api: Caller, own: Connection, flow: Flow
) -> None:
    post(api, own, bill(total="99.90", changed="2026-04-09T10:00:00Z"))
    post(api, own, bill(changed="2026-04-09T11:59:59+02:00"))
    receive.read_events()
    transfer = Transfer.objects.get()
    assert (transfer.revision, str(transfer.amount)) == (1, "99.9000")
    assert api.get(place(own)).json()["state"] == "superseded"


def test_a_withdrawn_document_is_cancelled_once_and_nothing_is_deleted(
    api: Caller, own: Connection, flow: Flow
) -> None:
    post(api, own, bill(changed="2026-04-09T10:00:00Z"))
    receive.read_events()
    first, again = (accepted(api.delete(place(own))) for _ in range(2))
    assert (first["repeated"], again["repeated"], first["receipt"]) == (False, True, again["receipt"])
    receive.read_events()
    transfer = Transfer.objects.get()
    assert (transfer.cancelled, transfer.revision) == (True, 2)
    accepted(api.put(place(own), bill(changed="2026-04-10T10:00:00Z")))
    receive.read_events()
    assert not Transfer.objects.get().cancelled


def test_what_comes_before_there_is_a_flow_is_kept_for_it(api: Caller, own: Connection) -> None:
    post(api, own, bill())
    receive.read_events()
    assert api.get(place(own)).json()["state"] == "unrouted"
    flow = FlowFactory.create(source=own, kind="bill")
    receive.route_again(Event.objects.all())
    receive.read_events()
    assert Transfer.objects.get().flow == flow


def test_every_flow_that_takes_it_gets_it(api: Caller, own: Connection, flow: Flow) -> None:
    FlowFactory.create(source=own, kind="bill")
    FlowFactory.create(source=own, kind="invoice")
    post(api, own, bill())
    receive.read_events()
    assert len(api.get(place(own)).json()["transfers"]) == 2


def test_an_id_may_be_a_number_with_slashes(api: Caller, own: Connection, flow: Flow) -> None:
    accepted(api.put(place(own, "FT 2026%2F118"), bill("FT 2026/118")))
    receive.read_events()
    assert [row["source_id"] for row in api.get(place(own, "FT 2026%2F118")).json()["transfers"]] == ["FT 2026/118"]


def test_files_come_with_the_document(api: Caller, own: Connection, flow: Flow) -> None:
    held = {"name": "receipt.pdf", "media_type": "application/pdf", "content": PDF}
    accepted(post(api, own, bill(attachments=[held])))
    answer = post(api, own, bill("B-2", attachments=[{**held, "media_type": "image/png"}]))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["attachments[0].media_type"])


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (bill(total="1.234,56"), "total", "source.not_a_number"),
        (bill() | {"total": "123.01"}, "instalments", "source.differs"),
        (bill(colour="red"), "colour", "source.unknown_field"),
        (bill(issued="8.4.2026"), "issued", "source.not_a_date"),
        (bill(kind="poem"), "kind", "source.wrong_shape"),
        ({}, "kind", "source.wrong_shape"),
        ([], "document", "source.not_an_object"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    api: Caller, own: Connection, body: Any, field: str, reason: str
) -> None:
    answer = post(api, own, body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    told = answer.json()
    assert (told["code"], list(told["errors"]), told["reason"]) == ("document.invalid", [field], reason)
    assert not Event.objects.exists()


@pytest.mark.parametrize("raw", ["{", '{"total": NaN}', "\ud800".encode("utf-8", "surrogatepass"), ""])
def test_what_is_no_json_is_refused(api: Caller, own: Connection, raw: Any) -> None:
    answer = api.client.post(f"/api/v1/connections/{own.pk}/documents/", raw, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] in ("document.invalid", "request.unreadable")


def test_a_body_that_is_too_large_is_not_even_read(api: Caller, own: Connection, settings: Any) -> None:
    settings.DOCUMENT_LIMIT = 1_000
    answer = post(api, own, bill(notes="x" * 1_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("changed", [{"id": "B-2"}, {"kind": "invoice"}])
def test_an_address_names_the_document_that_is_put_there(api: Caller, own: Connection, changed: dict[str, str]) -> None:
    answer = api.put(place(own), bill() | changed)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(changed))


def test_what_was_never_posted_is_not_there(api: Caller, own: Connection) -> None:
    assert api.get(place(own)).status_code == 404
    assert api.delete(place(own)).status_code == 404
    assert api.get(f"connections/{own.pk}/documents/poem/B-1/").status_code == 404
    assert api.put(f"connections/{own.pk}/documents/poem/B-1/", bill()).status_code == 404


def test_nothing_is_posted_into_a_vendors_account(api: Caller) -> None:
    fleet = ConnectionFactory.create(bluefleet=True)
    answer = post(api, fleet, bill())
    assert (answer.status_code, answer.json()["code"]) == (404, "connection.takes_no_posts")


def test_content_that_is_no_longer_kept_cannot_be_withdrawn_by_name(api: Caller, own: Connection, flow: Flow) -> None:
    post(api, own, bill())
    receive.read_events()
    Payload.objects.all().delete()
    answer = api.delete(place(own))
    assert (answer.status_code, answer.json()["code"]) == (409, "document.gone")
    accepted(api.put(place(own), bill(cancelled=True)))
    receive.read_events()
    assert Transfer.objects.get().cancelled


def test_a_key_posts_only_with_the_scope_and_its_users_right(own: Connection) -> None:
    reader = caller_for("api-client", scopes=("read", "decide"))
    answer = post(reader, own, bill())
    assert (answer.status_code, answer.json()["code"]) == (403, "key.scope")
    support = caller_for("support", text="ponte_another-key")
    assert post(support, own, bill()).json()["code"] == "key.right"
    assert not Event.objects.exists()


def test_amounts_keep_every_digit_on_their_way(api: Caller, own: Connection, flow: Flow) -> None:
    post(api, own, bill(total="9007199254740.93"))
    receive.read_events()
    assert str(Transfer.objects.get().amount) == "9007199254740.9300"
    assert json.loads(Payload.objects.get().raw)["total"] == "9007199254740.93"
