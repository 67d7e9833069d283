"""From payments that lie ready to the file, and from the bank's return file to what became of each document."""

import pytest
from django.utils import timezone

from apps.connectors.cnab240.connector import CNAB240
from apps.core.documents import Document
from apps.hub.batches import produce, results
from apps.hub.engine.doors.upload import Given
from apps.hub.models import Batch, Flow, PaymentNotice, PendingError, Transfer
from tests.connectors.cnab240.bank import answer
from tests.connectors.cnab240.payments import payer, three
from tests.factories import ConnectionFactory, FlowFactory, ReadyFactory, TransferFactory, UserFactory

pytestmark = pytest.mark.django_db
PAYER = payer("237", late="file", files_before="41")


def flow_with(*documents: Document) -> Flow:
    target = ConnectionFactory.create(connector_slug="cnab240", environment="homologation", account_id="")
    flow: Flow = FlowFactory.create(target=target, kind=documents[0].kind, settings=PAYER.settings)
    for place, document in enumerate(documents, start=1):
        [step] = CNAB240.target(document.kind).plan(document, PAYER)
        transfer = TransferFactory.create(flow=flow, source_id=document.source_id, state="ready", amount=step.amount)
        ReadyFactory.create(transfer=transfer, position=place, content=step.body, amount=step.amount)
    return flow


def made(flow: Flow) -> Batch:
    gathered = produce.gather(flow, written_as="cnab240_bradesco")
    person = UserFactory.create(role="finance")
    return produce.produce(flow, written_as="cnab240_bradesco", seen=gathered.seen, actor=person)


def test_a_return_file_decides_about_the_documents_of_the_file_that_was_sent() -> None:
    flow = flow_with(*three()[:2])
    batch = made(flow)
    sent = bytes(batch.payload.raw)
    assert (batch.file_name.endswith("_42.rem"), sent[157:163], batch.count) == (True, b"000042", 2)
    said = {"RPT700123-1": "00", "RPT700124-1": "AN"}
    returned = answer(sent, said).replace(b"RPT700124-1", b" " * 11)
    person = UserFactory.create(role="finance")
    receipt = results.receive(batch, Given("pg.ret", returned), read_as="cnab240_bradesco", actor=person)
    assert receipt.result is not None
    results.apply(receipt.result, seen=results.judgement_of(receipt.result).seen, actor=person)
    states = dict(Transfer.objects.filter(flow=flow).values_list("source_id", "state"))
    assert states == {"700123": "delivered", "700124": "waiting"}
    assert PendingError.objects.get().params["answer"].startswith("AN account of the payee wrong")


def test_a_source_is_told_of_the_day_on_which_its_report_was_paid_and_not_of_one_that_failed() -> None:
    flow = flow_with(*three()[:2])
    flow.source = ConnectionFactory.create(vexpenses=True)
    flow.save()
    batch = made(flow)
    sent = bytes(batch.payload.raw)
    told(batch, answer(sent, {"RPT700123-1": "BD", "RPT700124-1": "BD"}))
    assert not PaymentNotice.objects.exists()
    told(batch, answer(sent, {"RPT700123-1": "00", "RPT700124-1": "AN"}))
    notice = PaymentNotice.objects.get()
    assert (notice.transfer.source_id, notice.paid_on) == ("700123", timezone.localdate())
    states = dict(Transfer.objects.filter(flow=flow).values_list("source_id", "state"))
    assert states == {"700123": "delivered", "700124": "waiting"}
    told(batch, answer(sent, {"RPT700123-1": "02"}))
    assert not PaymentNotice.objects.exists()


def told(batch: Batch, returned: bytes) -> None:
    person = UserFactory.create(role="finance")
    result = results.receive(batch, Given("pg.ret", returned), read_as="cnab240_bradesco", actor=person).result
    assert result is not None
    results.apply(result, seen=results.judgement_of(result).seen, actor=person)
