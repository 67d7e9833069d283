"""Filters, ticks and what is refused, on the page on which somebody sees a file before it is made."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from apps.accounts.models import User
from apps.hub.models import Batch, Flow
from tests.hub.admin.test_batches import finance, prepare, text
from tests.hub.batches.test_originals import bring
from tests.hub.batches.test_originals import collecting as statements
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting", "finance", "statements"]


def seen_on(page: Any) -> str:
    return str(page.context["gathered"].seen)


def post(client: Client, collecting: Collecting, ids: Sequence[int], **told: Any) -> Any:
    fields = {"written_as": "csv", "ticked": "1", "id": [str(key) for key in ids]}
    return client.post(prepare(collecting), fields | told, follow=True)


@travel("2026-04-15 12:00:00Z", tick=False)
def test_who_comes_first_sees_last_month_until_yesterday(finance: Client, collecting: Collecting) -> None:
    collecting.bring("1")
    collecting.bring("2", IssuanceDate="2026-02-27T00:00:00")
    collecting.work()
    page = finance.get(prepare(collecting).partition("?")[0])
    told = text(page)
    assert 'name="begin" value="2026-03-01"' in page.content.decode()
    assert 'name="end" value="2026-04-14"' in page.content.decode()
    assert "would hold 1 document." in told
    assert "1 document is ready that these filters leave out." in told
    assert "Show everything that is ready" in told
    assert "would hold 2 documents." in text(finance.get(prepare(collecting)))


def test_filters_that_fit_nothing_say_so(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    told = text(finance.get(prepare(collecting, party="Nobody")))
    assert "Nothing that is ready fits these filters." in told
    assert "Produce the file" not in told


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"begin": "2026-04-01", "end": "2026-03-01"}, "This is before the beginning: nothing would fit."),
        ({"begin": "31/02/2026"}, "Enter a valid date."),
        ({"least": "much"}, "Enter a number."),
        ({"written_as": "exe"}, "Select a valid choice."),
        ({"party": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_odd_filters_are_refused_beside_their_field(
    finance: Client, collecting: Collecting, filters: dict[str, str], error: str
) -> None:
    collecting.ready("1")
    told = text(finance.get(prepare(collecting, **filters)))
    assert error in told
    assert "Produce the file" not in told


def test_amounts_are_read_as_the_reader_writes_them(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    assert "would hold 1 document." in text(finance.get(prepare(collecting, least="1250.50", most="1250.50")))
    User.objects.update(language="pt-br")
    page = finance.get(prepare(collecting, least="1.250,50", most="1250,50"))
    assert len(page.context["gathered"].rows) == 1


def test_only_what_is_ticked_goes_into_the_file_and_its_total_is_seen_before(
    finance: Client, collecting: Collecting
) -> None:
    first, second, _third = collecting.ready("1", "2", "3")
    seen = seen_on(finance.get(prepare(collecting)))
    page = post(finance, collecting, [first.pk, second.pk], seen=seen)
    assert "What is ready has changed since you looked." in text(page)
    assert "would hold 2 documents." in text(page)
    assert not Batch.objects.exists()
    post(finance, collecting, [first.pk, second.pk], seen=seen_on(page))
    assert Batch.objects.get().count == 2
    assert collecting.states()["3"] == "ready"


def test_the_page_of_a_file_tells_under_which_filters_it_was_made(finance: Client, collecting: Collecting) -> None:
    collecting.ready("1")
    filters = {"begin": "2026-03-01", "by": "due", "party": "Aurora", "most": "1250.50"}
    page = finance.get(prepare(collecting, **filters))
    told = text(finance.post(prepare(collecting), filters | {"written_as": "csv", "seen": seen_on(page)}, follow=True))
    assert "Asked for Due date: 1 Mar 2026 – … Customer or supplier: Aurora Amount: … – 1,250.50" in told


def test_counting_what_is_ticked_makes_no_file(finance: Client, collecting: Collecting) -> None:
    first, _second = collecting.ready("1", "2")
    page = post(finance, collecting, [first.pk], do="look", party="Aurora")
    assert "would hold 1 document." in text(page)
    assert 'value="Aurora"' in page.content.decode()
    assert "The file would be empty" in text(post(finance, collecting, [], do="look"))
    assert not Batch.objects.exists()


def test_what_cannot_be_written_is_told_in_words_and_waits_once_somebody_says_so(
    statements: Collecting, client: Client
) -> None:
    client.force_login(statements.person, backend="django.contrib.auth.backends.ModelBackend")
    bring(statements)
    first = Flow.objects.get().transfers.order_by("pk")[0]
    first.flow.transfers.filter(pk=first.pk).update(state="skipped")
    page = client.get(prepare(statements, written_as="original"))
    assert "1 document cannot be in this file" in text(page)
    assert "An original holds other documents as well, which are not ready" in text(page)
    [refused] = page.context["refused"]
    page = post(
        client, statements, [refused.transfer.pk], written_as="original", do="aside", refused=[refused.transfer.pk]
    )
    assert "1 document waits under pending errors now." in text(page)
    assert statements.states()[refused.transfer.source_id] == "waiting"
