"""Systems that come for their documents: what they read, what they answer, and answers that do not fit any more."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no stubs
import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from apps.core.connector import registry
from apps.core.documents import Attachment, Coded, Document, Kind, Line, Movement, Party, Statement, Tax
from apps.hub.api import ready
from apps.hub.engine.booking.translate import Route, plan
from apps.hub.engine.doors import receive
from apps.hub.engine.working import work
from apps.hub.models import AuditEntry, PendingError, Transfer
from tests.contract import sample_documents
from tests.factories import ConnectionFactory, FlowFactory, TransferFactory
from tests.hub.api.conftest import Caller, caller_for
from tests.hub.api.test_posting import PDF, bill
from tests.hub.collecting import Collecting, collecting_flow

pytestmark = pytest.mark.django_db


@pytest.fixture
def collecting(api: Caller, settings: Settings) -> Collecting:
    settings.WORKER_THREADS = 1
    return collecting_flow(api.user)


def documents(api: Caller, flow: Any, **params: Any) -> dict[str, Any]:
    answer = api.get(f"flows/{flow.pk}/documents/", **params)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def numbers(told: dict[str, Any]) -> list[str]:
    return [row["document"]["number"] for row in told["documents"]]


def test_a_reader_gets_what_is_ready_and_goes_on_behind_it(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1", "2", "3")
    first = documents(api, collecting.flow, limit=2)
    assert (numbers(first), first["more"]) == (["ND-1", "ND-2"], True)
    rest = documents(api, collecting.flow, after=first["next"])
    assert (numbers(rest), rest["more"]) == (["ND-3"], False)
    none = documents(api, collecting.flow, after=rest["next"])
    assert (none["documents"], none["next"]) == ([], rest["next"])
    collecting.ready("4")
    assert numbers(documents(api, collecting.flow, after=none["next"])) == ["ND-4"]
    assert len(documents(api, collecting.flow)["documents"]) == 4, "reading changes nothing"


def test_what_has_changed_comes_behind_what_was_read(api: Caller, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    told = documents(api, collecting.flow)
    collecting.bring("1", TotalValue=99.90)
    collecting.work()
    [again] = documents(api, collecting.flow, after=told["next"])["documents"]
    assert (again["document"]["id"], again["document"]["total"], again["revision"]) == ("1", "99.90", 2)


def test_a_page_costs_the_same_however_much_is_ready(
    api: Caller, collecting: Collecting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    collecting.ready(*map(str, range(1, 13)))
    documents(api, collecting.flow)
    with django_assert_num_queries(5):  # key, two for rights, flow, documents
        assert len(documents(api, collecting.flow)["documents"]) == 12


def test_a_document_that_was_booked_is_not_given_again(api: Caller, collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    body = {"revision": 1, "reference": "JE-9", "number": "418"}
    answers = [api.post(f"transfers/{transfer.pk}/booked/", body) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    told = answers[0].json()
    assert (told["state"], told["target_reference"], told["target_number"]) == ("delivered", "JE-9", "418")
    assert documents(api, collecting.flow)["documents"] == []
    assert AuditEntry.objects.get().actor == api.user


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("booked", {"revision": 1, "reference": "JE-10"}),
        ("booked", {"revision": 1, "reference": "JE-9", "number": "1"}),
        ("refused", {"revision": 1, "reason": "no"}),
    ],
)
def test_an_answer_that_contradicts_an_earlier_one_is_a_conflict(
    api: Caller, collecting: Collecting, verb: str, body: dict[str, Any]
) -> None:
    [transfer] = collecting.ready("1")
    api.post(f"transfers/{transfer.pk}/booked/", {"revision": 1, "reference": "JE-9"})
    answer = api.post(f"transfers/{transfer.pk}/{verb}/", body)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["code"] in ("collect.booked_otherwise", "collect.not_ready")
    assert Transfer.objects.get().target_reference == "JE-9"


def test_nobody_answers_for_content_that_he_has_not_seen(api: Caller, collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collecting.bring("1", TotalValue=99.90)
    collecting.work()
    for verb, body in (("booked", {"reference": "JE-9"}), ("refused", {"reason": "no"})):
        answer = api.post(f"transfers/{transfer.pk}/{verb}/", {"revision": 1, **body})
        assert (answer.status_code, answer.json()["code"]) == (409, "collect.other_revision")
        assert api.post(f"transfers/{transfer.pk}/{verb}/", body).status_code == 400
    assert Transfer.objects.get().state == "ready"


def test_a_refused_document_waits_for_a_person_with_what_was_said(api: Caller, collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    body = {"revision": 1, "reason": "The period is closed"}
    answers = [api.post(f"transfers/{transfer.pk}/refused/", body) for _again in range(2)]
    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "waiting")] * 2
    assert PendingError.objects.get().params == {"answer": "The period is closed"}
    booked = api.post(f"transfers/{transfer.pk}/booked/", {"revision": 1, "reference": "JE-9"})
    assert (booked.status_code, booked.json()["code"]) == (409, "collect.not_ready")


def test_what_is_in_a_file_is_neither_given_nor_booked(api: Caller, collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    collecting.produce()
    assert documents(api, collecting.flow)["documents"] == []
    answer = api.post(f"transfers/{transfer.pk}/booked/", {"revision": 1, "reference": "JE-9"})
    assert (answer.status_code, answer.json()["code"]) == (409, "collect.in_file")


def test_a_flow_whose_documents_are_sent_has_nothing_to_collect(api: Caller) -> None:
    flow = FlowFactory.create()
    answer = api.get(f"flows/{flow.pk}/documents/")
    assert (answer.status_code, answer.json()["code"]) == (404, "flow.sent")
    assert api.get("flows/4711/documents/").status_code == 404
    transfer = TransferFactory.create(flow=flow)
    answer = api.post(f"transfers/{transfer.pk}/booked/", {"revision": 1, "reference": "JE-9"})
    assert (answer.status_code, answer.json()["code"]) == (409, "collect.not_ready")


@pytest.mark.parametrize(
    "params",
    [
        {"after": "x"},
        {"after": "-1"},
        {"limit": "0"},
        {"limit": "9999"},
        {"state": "x"},
        {"issued_from": "8.4.2026"},
        {"expand": "everything"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(api: Caller, collecting: Collecting, params: dict[str, str]) -> None:
    answer = api.get(f"flows/{collecting.flow.pk}/documents/", **params)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"party_tax_id": "11222333000181"}, ["ND-1", "ND-2", "ND-3"]),
        ({"party_tax_id": "501442600"}, []),
        ({"number": "ND-2"}, ["ND-2"]),
        ({"issued_from": "2026-03-11"}, ["ND-3"]),
        ({"issued_to": "2026-03-10"}, ["ND-1", "ND-2"]),
        ({"issued_from": "2026-03-10", "number": "ND-1", "party_tax_id": "11222333000181"}, ["ND-1"]),
        ({"category": "debt-note-type:3"}, ["ND-1", "ND-2", "ND-3"]),
        ({"category": "debt-note-type:4"}, []),
    ],
)
def test_what_is_ready_can_be_narrowed(
    api: Caller, collecting: Collecting, params: dict[str, str], found: list[str]
) -> None:
    collecting.ready("1", "2")
    collecting.bring("3", IssuanceDate="2026-03-12T00:00:00")
    collecting.work()
    assert numbers(documents(api, collecting.flow, **params)) == found


def test_a_place_holds_while_documents_are_narrowed(
    api: Caller, collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "LOOKED_AT", 2)
    collecting.ready("1", "2", "3", "4", "5")
    told: dict[str, Any] = {"next": "", "more": True}
    seen, answers = [], 0
    while told["more"]:
        told = documents(api, collecting.flow, after=told["next"], limit=1, issued_to="2026-03-10")
        seen += numbers(told)
        answers += 1
    assert seen == ["ND-1", "ND-2", "ND-3", "ND-4", "ND-5"]
    nothing = documents(api, collecting.flow, number="ND-5")
    assert (numbers(nothing), nothing["more"]) == ([], True)
    assert numbers(documents(api, collecting.flow, number="ND-5", after=str(int(nothing["next"]) + 2))) == ["ND-5"]


def test_the_transfer_and_the_files_come_beside_a_document(api: Caller) -> None:
    own, there = ConnectionFactory.create_batch(2, own=True)
    flow = FlowFactory.create(source=own, target=there, kind="bill")
    held = {"name": "r.pdf", "media_type": "application/pdf", "content": PDF}
    linked = {"name": "s.pdf", "url": "https://files.example.com/s.pdf"}
    api.post(f"connections/{own.pk}/documents/", bill(attachments=[held, linked]))
    receive.read_events()
    work.work()
    [plain] = documents(api, flow)["documents"]
    assert set(plain) == {"transfer", "revision", "cursor", "document"}
    [whole] = documents(api, flow, expand="files,transfer")["documents"]
    named = [file["sha256"] for file in plain["document"]["attachments"]]
    assert whole["files"] == [{"sha256": named[0], "content": PDF}]
    assert (whole["about"]["id"], whole["about"]["state"]) == (plain["transfer"], "ready")


def test_a_file_for_which_an_answer_has_no_room_comes_without_its_content(api: Caller, settings: Settings) -> None:
    own, there = ConnectionFactory.create_batch(2, own=True)
    flow = FlowFactory.create(source=own, target=there, kind="bill")
    held = {"name": "r.pdf", "media_type": "application/pdf", "content": PDF}
    api.post(f"connections/{own.pk}/documents/", bill(attachments=[held]))
    receive.read_events()
    work.work()
    settings.DOCUMENT_LIMIT = 3
    [whole] = documents(api, flow, expand="files")["documents"]
    assert [file["content"] for file in whole["files"]] == [None]


def test_only_whoever_may_collect_does() -> None:
    support = caller_for("support")
    flow = collecting_flow(support.user).flow
    answer = support.get(f"flows/{flow.pk}/documents/")
    assert (answer.status_code, answer.json()["code"]) == (403, "key.right")


@pytest.mark.parametrize("kind", Kind)
def test_every_document_has_the_form_that_the_description_promises(
    api: Caller, collecting: Collecting, kind: Kind
) -> None:
    schema = described(api)
    route = replace(Route.of(collecting.flow), target=registry.get("own_system").target(kind))
    for document in (*sample_documents(kind), full(kind)):
        [step] = plan(document, route).steps
        jsonschema.validate(step.body, schema, format_checker=jsonschema.FormatChecker())
        assert set(step.body) == set(schema["properties"])


def full(kind: Kind) -> Document:
    """Give a document in which every part that may be there is."""
    party = Party(code="5", name="Banco")
    moved = Movement(booked=date(2026, 4, 8), amount=Decimal("-3.50"), valued=date(2026, 4, 9), party=party)
    on = date(2026, 4, 8)
    line = Line(description="x", quantity=Decimal("1E+2"), unit_price=Decimal("0.5"), amount=Decimal(50))
    return replace(
        sample_documents(kind)[0],
        statement=Statement(
            account="BE68539007547034",
            opened=on,
            opening=Decimal(0),
            closed=on,
            closing=Decimal("-3.50"),
            movements=(moved, replace(moved, party=None)),
        ),
        lines=(line, replace(line, tax_rate=Decimal(23), tax_amount=Decimal("11.50"), cost_centre=Coded("1"))),
        attachments=(Attachment(name="f.pdf", content=b"%PDF"), Attachment(name="g.pdf", url="https://x.example/g")),
        withheld=((Tax.ISS, Decimal("1.23")),),
        changed=datetime(2026, 4, 8, 12, tzinfo=UTC),
        net=Decimal("81.31"),
    )


def described(api: Caller) -> dict[str, Any]:
    """Give the description of a document as a schema of its own: what may be null says so in JSON's own way."""
    told = api.client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    schemas = told["components"]["schemas"]
    return strict("Paper", schemas)


def strict(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    """Write every reference out, and let nothing pass that is not described."""

    def written(node: Any) -> Any:
        if isinstance(node, list):
            return [written(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return written(schemas[node["$ref"].rsplit("/", maxsplit=1)[-1]])
        found = {key: written(inner) for key, inner in node.items()}
        if "properties" in found:
            found["additionalProperties"] = False
        if found.pop("nullable", False):
            return {"anyOf": [found, {"type": "null"}]}
        return found

    found: dict[str, Any] = written(schemas[name])
    return found
