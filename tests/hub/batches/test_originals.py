"""Bank statements that somebody uploaded, collected as the very files that they came in."""

from pathlib import Path

import pytest
from pytest_django import Settings

from apps.core.documents import Kind
from apps.hub.batches import produce
from apps.hub.engine.decisions.resolve import NotPossible, skip
from apps.hub.engine.doors import upload
from apps.hub.engine.doors.upload import Given
from apps.hub.engine.working import work
from apps.hub.models import Batch, Flow, Transfer
from tests.factories import ConnectionFactory, FlowFactory, UserFactory
from tests.hub.collecting import Collecting
from tests.hub.statement_books import by_file

FIXTURES = Path(__file__).parents[2] / "core" / "statements" / "fixtures"
TWO = (FIXTURES / "coda_two_accounts.cod").read_bytes()


@pytest.fixture
def collecting(db: None, settings: Settings) -> Collecting:
    settings.WORKER_THREADS = 1
    target = ConnectionFactory.create(own=True, name="Accounting")
    flow: Flow = FlowFactory.create(name="Statements", source=by_file(), target=target, kind=Kind.BANK_STATEMENT)
    return Collecting(flow.source, flow.target, flow, UserFactory.create(username="ana", role="finance"))


def bring(collecting: Collecting) -> None:
    upload.receive(collecting.source, Kind.BANK_STATEMENT, Given("mine.cod", TWO), actor=collecting.person)
    work.work()


def test_an_uploaded_file_is_collected_as_it_was_and_once(collecting: Collecting) -> None:
    bring(collecting)
    assert Transfer.objects.filter(state="ready").count() == 2
    batch: Batch = collecting.produce("original")
    assert (batch.payload.raw, batch.count) == (TWO, 2)
    assert batch.file_name == "statements-000001.cod"


def test_a_file_with_a_document_that_is_not_ready_is_not_given(collecting: Collecting) -> None:
    bring(collecting)
    skip([Transfer.objects.order_by("pk")[0]], actor=collecting.person, reason="booked by hand")
    with pytest.raises(NotPossible, match="file_shared"):
        collecting.produce("original")
    assert collecting.produce("csv").count == 1


def test_a_preview_of_statements_proposes_the_originals(collecting: Collecting) -> None:
    assert collecting.flow.setting("file_format") == "original"
    assert produce.gather(collecting.flow).rows == ()
