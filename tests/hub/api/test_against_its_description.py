"""The whole API against its own description: whatever is sent is answered as it says, and never with 500."""

import copy
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from apps.core.documents import Coded, Kind
from apps.core.told import told
from apps.hub.engine.doors import receive
from config.wsgi import application
from tests.contract import sample_documents
from tests.factories import (
    BatchFactory,
    BlockerFactory,
    ConnectionFactory,
    EventFactory,
    FlowFactory,
    MappingFactory,
    MessageFactory,
    ReadyFactory,
    RunFactory,
)
from tests.hub.api.conftest import TEXT, Caller
from tests.hub.api.test_posting import bill

pytestmark = pytest.mark.django_db

load_all_checks()
HELD = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
#: Calls of each address and method that fit the description, and of those that do not.
EXAMPLES = ((GenerationMode.POSITIVE, 3), (GenerationMode.NEGATIVE, 2))
#: What an example may name by its number: here it has another one.
NAMED = {"connection": "connections", "flow": "flows"}
BILL = sample_documents(Kind.BILL)[0]


def nobody(kind: str, value: Coded) -> str:
    """Nothing is mapped."""
    return ""


@pytest.fixture
def described(api: Caller) -> Any:
    """The description, as somebody who writes a program gets it."""
    answer = api.client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    return schemathesis.openapi.from_dict(answer.json())


@pytest.fixture
def known(api: Caller) -> dict[str, dict[str, Any]]:
    """Something that is there behind each address."""
    cause, own, ready = (
        BlockerFactory.create(),
        ConnectionFactory.create(own=True),
        ReadyFactory.create(content=told(BILL, nobody)),
    )
    FlowFactory.create(source=own, kind="bill")
    api.post(f"connections/{own.pk}/documents/", bill())
    receive.read_events()
    message = MessageFactory.create()
    return {
        "connectors": {"slug": "omie"},
        "connections": {"id": own.pk, "kind": "bill", "source_id": "B-1"},
        "flows": {"id": ready.flow_id},
        "events": {"id": EventFactory.create().pk},
        "transfers": {"id": ready.transfer_id},
        "runs": {"id": RunFactory.create().pk},
        "pending-errors": {"id": cause.pending_error_id},
        "mappings": {"id": MappingFactory.create().pk},
        "webhooks": {"id": message.subscription_id},
        "webhook-messages": {"id": message.pk},
        "batches": {"id": BatchFactory.create().pk},
    }


@pytest.fixture
def one_connection(described: Any, known: Any) -> Iterator[None]:
    """Keep the test's own connection to the database over the calls, as Django's test client does for its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_whatever_is_asked_is_answered_as_the_description_says(
    described: Any, known: dict[str, dict[str, Any]]
) -> None:
    operations = in_order(described)
    wrong = [
        failure
        for operation in operations
        for mode, number in EXAMPLES
        for failure in failures(operation.as_strategy(generation_mode=mode), number, known)
    ]
    assert "\n\n".join(wrong) == ""


def failures(strategy: Any, number: int, known: dict[str, dict[str, Any]]) -> list[str]:
    """Call one address in several ways, and give what was not answered as the description says."""
    found: list[str] = []

    @hypothesis.settings(
        max_examples=number,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategy)
    def call(case: Any) -> None:
        cache.clear()  # nobody is told to wait
        case.path_parameters = {name: known[noun_of(case)][name] for name in case.path_parameters or {}}
        found.extend(troubles(case, answer_to(case)))

    with suppress(hypothesis.errors.Unsatisfiable):  # where nothing can be wrong
        call()
    return list(dict.fromkeys(found))


@pytest.mark.usefixtures("one_connection")
def test_what_the_description_gives_as_examples_can_be_done(described: Any, known: dict[str, dict[str, Any]]) -> None:
    done, wrong = set(), []
    for operation in in_order(described):
        for body in bodies_of(operation):
            parameters = {one.name: known[noun_of(operation)][one.name] for one in operation.path_parameters}
            if "source_id" in parameters:
                parameters |= {"source_id": body["id"]}
            body |= {name: known[noun]["id"] for name, noun in NAMED.items() if body.get(name)}
            case = operation.Case(path_parameters=parameters, body=body, media_type="application/json")
            answer = answer_to(case)
            wrong += troubles(case, answer)
            if answer.status_code < 300 or answer.status_code == 409:
                done.add(operation.label.removesuffix("/").rsplit("/", 1)[1])
    assert "\n\n".join(wrong) == ""
    assert done >= {"documents", "{source_id}", "requeue", "hold", "skip", "handled", "resolve", "webhooks"}


def in_order(described: Any) -> list[Any]:
    """Give every address with its method; what is there is taken away last."""
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 30
    return sorted(operations, key=lambda operation: operation.method == "delete")


def noun_of(call: Any) -> str:
    """Give what an address is about."""
    return str(call.path.split("/")[3])


def bodies_of(operation: Any) -> list[Any]:
    """Give the examples of what is sent to an address."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    return [copy.deepcopy(one["value"]) for one in content.get("application/json", {}).get("examples", {}).values()]


def answer_to(case: Any) -> Any:
    """Make one call with our key, marked as a call of its own if it is marked at all."""
    headers = {"Authorization": f"Bearer {TEXT}"}
    if "Idempotency-Key" in (case.headers or {}):
        headers["Idempotency-Key"] = f"call-{uuid.uuid4()}"
    case.headers = {name: text for name, text in (case.headers or {}).items() if name not in headers}
    return case.call(app=application, base_url="http://testserver", headers=headers)


def troubles(case: Any, answer: Any) -> list[str]:
    """Give what is wrong with an answer."""
    try:
        case.validate_response(answer, checks=HELD)
    except FailureGroup as group:
        return [f"{case.method} {case.path} {answer.status_code}: {failure}" for failure in group.exceptions]
    return []
