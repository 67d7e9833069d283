"""The pages on which the result of a file is uploaded or typed, looked at and applied."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.hub.models import AuditEntry, Batch, BatchResult
from tests.hub.admin.test_batches import LIST, finance, text
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting", "finance"]


def upload(client: Client, batch: Batch, content: bytes, name: str = "result.csv") -> Any:
    told = {"read_as": "table", "file": SimpleUploadedFile(name, content)}
    return client.post(f"{LIST}{batch.pk}/result/", told, follow=True)


def press(client: Client, page: Any) -> Any:
    """Apply what a page shows."""
    return client.post(page.redirect_chain[-1][0], {"seen": page.context["judgement"].seen}, follow=True)


def test_a_result_is_looked_at_line_by_line_and_then_applied(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1", "2")
    batch = collecting.produce()
    assert "Result of the import…" in text(finance.get(f"{LIST}{batch.pk}/change/"))
    page = upload(finance, batch, b"ND-1;ok\nND-2;refused;=HYPERLINK(1)\nND-9;ok")
    told = text(page)
    assert "Documents taken over 1 Documents refused 1 Lines about nothing in the file 1" in told
    assert "ND-9 — Taken over Not known, is kept with the result" in told
    assert collecting.states() == {"1": "filed", "2": "filed"}
    page = press(finance, page)
    assert "1 document was taken over." in text(page)
    assert "taken over 1, refused 1, not known 1" in text(page)
    assert collecting.states() == {"1": "delivered", "2": "waiting"}
    result = BatchResult.objects.get()
    kept = finance.get(f"{LIST}{batch.pk}/result/{result.pk}/file/")
    assert kept.content.startswith(b"ND-1;ok")
    assert kept["Content-Disposition"] == 'attachment; filename="result.csv"'
    assert AuditEntry.objects.filter(verb="downloaded", noun="batchresult").count() == 1


def test_a_result_can_be_typed(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    page = finance.post(f"{LIST}{batch.pk}/result/", {"lines": "ND-1;sim"}, follow=True)
    press(finance, page)
    assert collecting.states() == {"1": "delivered"}
    assert BatchResult.objects.get().name == "typed"


def test_the_same_result_twice_says_who_had_uploaded_it(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    batch = collecting.produce()
    press(finance, upload(finance, batch, b"ND-1;ok"))
    page = upload(finance, batch, b"ND-1;ok", "again.csv")
    assert "This very result was uploaded already, by ana" in text(page)
    assert "It was applied" in text(page)
    assert "This result was applied already" in text(press(finance, page))


def test_a_result_of_another_file_leads_to_that_file(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    first = collecting.produce()
    collecting.ready("2")
    second = collecting.produce()
    page = upload(finance, first, b"ND-2;ok")
    assert "This result is about another file, and was not kept." in text(page)
    assert f'<a href="{LIST}{second.pk}/change/">{second.file_name}</a>' in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The result is empty"),
        (b"ND-1;perhaps", "Line 1 says “perhaps”."),
        (b"PK\x03\x04\0", "The result is no text"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(
    finance: Client, collecting: Collecting, content: bytes, words: str
) -> None:
    collecting.ready("1")
    page = upload(finance, collecting.produce(), content)
    assert words in text(page)
    assert not BatchResult.objects.exists()


def test_a_result_that_says_nothing_about_the_file_has_no_button(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    page = upload(finance, collecting.produce(), b"ND-9;ok")
    assert "It says nothing about any document that is still open in this file." in text(page)
    assert "Apply the result" not in text(page)


def test_pages_of_results_cost_the_same_however_long_they_are(
    finance: Client, collecting: Collecting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    collecting.ready(*map(str, range(1, 9)))
    page = upload(finance, collecting.produce(), b"\n".join(b"ND-%d;ok" % number for number in range(1, 40)))
    address = page.redirect_chain[-1][0]
    with django_assert_max_num_queries(14):
        finance.get(address)
