"""Files that are broken, false, hostile or huge on their way from Banqup to Yokoy: each waits, and the others go on."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.hub.admin.wording import of_cause
from apps.hub.engine.decisions import resolve
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import PendingError, Pull, Transfer
from apps.sandbox.banqup.books import PURCHASES
from apps.sandbox.server import Sandbox
from tests.factories import UserFactory
from tests.hub.onboarding.begun import few_invoices, switched_on

pytestmark = pytest.mark.django_db

ODD = {
    "broken_ubl": ("file.xml_broken", "source", "The e-invoice cannot be read"),
    "html_as_ubl": ("file.xml_broken", "source", "The e-invoice cannot be read"),
    "wrong_total": ("file.total_differs", "source", "The e-invoice has another total than the document"),
    "external_entity": ("file.xml_refused", "source", "The e-invoice holds what no honest one holds"),
    "billion_laughs": ("file.xml_refused", "source", "The e-invoice holds what no honest one holds"),
    "huge_pdf": ("source.pdf_too_large", "source", "The PDF of the document is larger than 10 MB"),
}


@pytest.mark.parametrize("scenario", ODD)
def test_it_waits_for_a_person_and_what_came_with_it_is_booked(
    sandbox: Sandbox, settings: Settings, scenario: str
) -> None:
    settings.WORKER_THREADS = 1
    few_invoices(sandbox, 0)
    [odd] = sandbox.banqup.make(scenario)
    [good] = sandbox.banqup.make("purchase_pt")
    Pull.objects.create(connection=switched_on(sandbox).source, kind="bill", due_at=timezone.now())
    pull.pull_due()
    work.work()
    assert dict(Transfer.objects.values_list("source_id", "state")) == {str(odd): "waiting", str(good): "delivered"}
    cause = PendingError.objects.get()
    assert (cause.code, cause.asks, of_cause(cause).title) == ODD[scenario]
    assert of_cause(cause).advice
    [invoice] = sandbox.records("yokoy", "invoices")
    assert str(good) in str(invoice["customInformation"])


def test_an_invoice_whose_file_was_replaced_at_the_source_is_booked_after_all(
    sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    few_invoices(sandbox, 0)
    [odd] = sandbox.banqup.make("huge_pdf")
    Pull.objects.create(connection=switched_on(sandbox).source, kind="bill", due_at=timezone.now())
    pull.pull_due()
    work.work()
    sandbox.banqup.change(PURCHASES, odd, _pdf="good")
    assert resolve.requeue([Transfer.objects.get()], actor=UserFactory.create(), mode="fetched") == 1
    work.work()
    assert Transfer.objects.get().state == "delivered"
    assert len(sandbox.records("yokoy", "invoices")) == 1
