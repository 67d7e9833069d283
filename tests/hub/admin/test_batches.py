"""The pages of files: what is looked at before a file is made, and what is said about it afterwards."""

import hashlib
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.hub.batches import produce
from apps.hub.models import AuditEntry, Batch, BatchItem, PendingError, Transfer
from tests.factories import UserFactory
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]

LIST = "/admin/hub/batch/"


@pytest.fixture
def finance(collecting: Collecting, client: Client) -> Client:
    client.force_login(collecting.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("\xa0", " ").split())


def prepare(collecting: Collecting, **filters: str) -> str:
    """Give the address of the preview, of everything that is ready unless filters are told."""
    return f"{LIST}prepare/{collecting.flow.pk}/?{urlencode({'written_as': 'csv'} | filters)}"


def send(client: Client, collecting: Collecting, **changed: str) -> Any:
    told = {"seen": produce.gather(collecting.flow).seen, "written_as": "csv"}
    return client.post(prepare(collecting), told | changed, follow=True)


def test_the_list_tells_what_is_ready_and_leads_to_the_file(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    page = finance.get(LIST)
    assert "2 documents ready" in text(page)
    assert f"{LIST}prepare/{collecting.flow.pk}/" in page.content.decode()


def test_a_flow_that_a_program_reads_is_not_offered_as_a_file(finance: Client, collecting: Collecting) -> None:
    collecting.flow.settings = {"way": "api"}
    collecting.flow.save()
    collecting.ready("1")
    page = finance.get(LIST)
    assert f"{LIST}prepare/" not in page.content.decode()
    assert "Your own program reads them through the API." in text(page)


def test_the_preview_tells_the_total_and_what_is_left_out(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    collecting.bring("3", TotalValue="NaN")
    page = finance.get(prepare(collecting))
    told = text(page)
    assert "The next file would hold 2 documents." in told
    assert "R$ 2,501.00" in told
    assert "Waiting for a person: 1" in told
    assert f"flow__id__exact={collecting.flow.pk}&amp;state__exact=waiting" in page.content.decode()
    assert not Batch.objects.exists()


def test_a_file_is_made_downloaded_and_taken_over(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    page = send(finance, collecting)
    batch = Batch.objects.get()
    assert page.redirect_chain == [(f"{LIST}{batch.pk}/change/", 302)]
    assert batch.sha256 in text(page)
    files = [finance.get(f"{LIST}{batch.pk}/download/") for _again in range(2)]
    assert files[0].content == files[1].content
    assert hashlib.sha256(files[0].content).hexdigest() == batch.sha256
    assert files[0]["Content-Disposition"] == 'attachment; filename="debit-notes-000001.csv"'
    assert AuditEntry.objects.filter(verb="downloaded").count() == 2
    page = finance.post(f"{LIST}{batch.pk}/confirm/", follow=True)
    assert "2 documents were taken over." in text(page)
    assert collecting.states() == {"1": "delivered", "2": "delivered"}
    again = finance.post(f"{LIST}{batch.pk}/confirm/", follow=True)
    assert "This was decided already." in text(again)


def test_a_second_click_finds_the_file_that_the_first_one_made(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    seen = produce.gather(collecting.flow).seen
    send(finance, collecting, seen=seen)
    page = send(finance, collecting, seen=seen)
    assert page.redirect_chain == [(LIST, 302)]
    assert "There is nothing to make a file of." in text(page)
    assert Batch.objects.count() == 1


def test_what_has_changed_since_somebody_looked_is_shown_again(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    seen = produce.gather(collecting.flow).seen
    collecting.ready("2")
    page = send(finance, collecting, seen=seen)
    assert "What is ready has changed since you looked." in text(page)
    assert "would hold 2 documents" in text(page)
    assert not Batch.objects.exists()


def test_a_refused_line_asks_why_and_leaves_the_others(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    item = batch.items.get(transfer__source_id="1")
    address = f"{LIST}{batch.pk}/refuse/{item.pk}/"
    assert "ND-1" in text(finance.get(address))
    assert "Say why." in text(finance.post(address, {"reason": " "}))
    page = finance.post(address, {"reason": "Unknown customer"}, follow=True)
    assert "“ND-1” was refused" in text(page)
    assert "Taken over: 1 document" in text(page)
    assert PendingError.objects.get().params == {"answer": "Unknown customer"}
    assert "This was decided already." in text(finance.post(address, {"reason": "again"}, follow=True))


def test_a_cancelled_file_says_why_and_frees_its_documents(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    address = f"{LIST}{batch.pk}/cancel/"
    assert "Say why." in text(finance.post(address, {"reason": ""}))
    page = finance.post(address, {"reason": "wrong month"}, follow=True)
    assert "1 document is made ready for another one." in text(page)
    assert "wrong month" in text(page)
    collecting.work()
    assert collecting.states() == {"1": "ready"}
    assert "This was decided already." in text(finance.get(address, follow=True))


def test_a_document_that_has_changed_since_is_marked_in_its_file(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    collecting.bring("1", TotalValue=99.90)
    assert "has changed at the source since" in text(finance.get(f"{LIST}{batch.pk}/change/"))


def test_what_is_not_there_is_not_found(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    for address in ("prepare/4711/", "4711/download/", f"{batch.pk}/refuse/4711/", "4711/cancel/"):
        assert finance.get(f"{LIST}{address}").status_code == 404, address
    assert finance.get(f"{LIST}{batch.pk}/confirm/", follow=True).status_code == 200
    assert Batch.objects.get().state == "produced", "looking decides nothing"


def test_support_sees_files_and_neither_has_nor_decides_about_them(collecting: Collecting, client: Client) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    client.force_login(UserFactory.create(role="support"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{LIST}{batch.pk}/change/")
    assert page.status_code == 200
    assert "Download" not in text(page)
    assert client.get(f"{LIST}{batch.pk}/download/").status_code == 403
    assert client.post(f"{LIST}{batch.pk}/confirm/").status_code == 403
    assert BatchItem.objects.get().state == "filed"


@pytest.mark.parametrize("number", [1, 12])
def test_pages_cost_the_same_however_much_is_in_a_file(
    finance: Client, collecting: Collecting, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    collecting.ready(*map(str, range(1, number + 1)))
    for address in (LIST, prepare(collecting)):
        finance.get(address)
        with django_assert_max_num_queries(16):
            finance.get(address)
    batch = collecting.produce()
    with django_assert_max_num_queries(16):
        finance.get(f"{LIST}{batch.pk}/change/")


def test_the_pages_around_say_where_a_document_is(finance: Client, collecting: Collecting) -> None:
    [transfer] = collecting.ready("1")
    page = text(finance.get(f"/admin/hub/transfer/{transfer.pk}/change/"))
    assert "Ready to be collected" in page
    assert "It is ready: produce a file of it under Produced files." in page
    assert "Not collected yet" in page
    assert "1 document ready to be collected" in text(finance.get("/admin/"))
    collecting.produce()
    page = text(finance.get(f"/admin/hub/transfer/{transfer.pk}/change/"))
    assert "debit-notes-000001.csv" in page
    assert "Say at the file whether it was taken over" in page
    assert "1 document in a file that is not confirmed yet" in text(finance.get("/admin/"))
    flow = text(finance.get(f"/admin/hub/flow/{collecting.flow.pk}/change/"))
    assert "In files that are not confirmed yet 1" in flow
    Transfer.objects.update(state="queued")


def test_the_page_of_a_flow_gives_a_program_its_calls(finance: Client, collecting: Collecting) -> None:
    collecting.flow.settings = {"way": "api"}
    collecting.flow.save()
    page = text(finance.get(f"/admin/hub/flow/{collecting.flow.pk}/change/"))
    assert f"http://testserver/api/v1/flows/{collecting.flow.pk}/documents/" in page
    assert "An administrator issues a key" in page
