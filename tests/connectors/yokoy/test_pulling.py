"""What is ready is read page by page from the simulated Yokoy, and nothing that is not."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from apps.connectors.yokoy.client import Yokoy
from apps.connectors.yokoy.pulling import EXPENSES, INVOICES, Place, Ready, a_little_before
from apps.connectors.yokoy.reading import read_expense, read_invoice
from apps.core.connector import Page, Pulled
from apps.core.documents import Coded
from apps.core.errors import NotAuthorized, Rejected, Temporary
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLOUD, ENTITIES
from tests.connectors.yokoy.conftest import Book, Connect, invoice_of, refusal
from tests.connectors.yokoy.factories import line, with_lines


def booked(book: Book, sandbox: Sandbox, number: int = 1, press: str = "approve") -> list[str]:
    """Book some invoices and have each decided."""
    documents = [with_lines(number=f"FT {n}", source_id=str(n)) for n in range(1, number + 1)]
    keys = [invoice_of(book(document)) for document in documents]
    for key in keys:
        sandbox.yokoy.do({"press": press, "document": key})
    return keys


def pages(client: Yokoy, cursor: str = "", ready: Ready = INVOICES) -> list[Page]:
    return list(islice(ready.pull(client, cursor), 50))


def documents(found: Sequence[Page]) -> list[Pulled]:
    return [pulled for page in found for pulled in page.documents]


def test_invoices_that_are_ready_are_read_and_others_are_not(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    ready, waiting = booked(book, sandbox, 2)
    sandbox.yokoy.do({"press": "submit", "document": waiting})
    [pulled] = documents(pages(yokoy))
    assert pulled.source_id == ready
    document = read_invoice(pulled.payload)
    assert (document.number, str(document.total), document.party.code) == ("FT 1", "1230.00", "S33998")
    assert document.lines[0].tax_rate == 23


@pytest.mark.parametrize("form", ["number", "digits", "word"])
def test_a_status_in_any_form_is_understood(yokoy: Yokoy, book: Book, sandbox: Sandbox, form: str) -> None:
    booked(book, sandbox)
    sandbox.yokoy.do({"switch": "status_as", "value": form})
    assert len(documents(pages(yokoy))) == 1


def test_expenses_of_the_legal_entity_come_with_employee_and_words(yokoy: Yokoy) -> None:
    lunch, train = documents(pages(yokoy, ready=EXPENSES))
    assert [lunch.source_id, train.source_id] == ["uhmkC9zMzn", "pQ7sT2vWx1"]
    document = read_expense(lunch.payload)
    assert (document.party.name, document.party.code, document.category) == (
        "Rita Alves",
        "E-ALVES",
        Coded("6300", "Meals"),
    )
    assert document.instalments[0].allocations[0].cost_centre == Coded("C200", "Sales")
    assert "receipt" not in lunch.payload["expense"]


def test_another_legal_entity_has_its_own_documents(connect: Connect, book: Book, sandbox: Sandbox) -> None:
    booked(book, sandbox)
    other = connect(unit=ENTITIES[1][0])
    assert documents(pages(other)) == []
    assert documents(pages(other, ready=EXPENSES)) == []


def test_pages_follow_each_other_and_words_are_asked_for_once(
    yokoy: Yokoy, book: Book, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = booked(book, sandbox, 4)
    monkeypatch.setattr("apps.connectors.yokoy.pulling.PAGE", 2)
    before = len(sandbox.calls("yokoy"))
    found = pages(yokoy)
    assert [[pulled.source_id for pulled in page.documents] for page in found] == [keys[:2], keys[2:], []]
    asked = [call["call"] for call in sandbox.calls("yokoy")[before:]]
    assert [asked.count(name) for name in ("invoices", "suppliers", "tax-rates")] == [3, 1, 1]
    rest = documents(pages(yokoy, found[0].cursor))
    assert [pulled.source_id for pulled in rest] == keys[2:]


def test_the_next_time_only_what_changed_since_is_asked_for(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    booked(book, sandbox)
    place = pages(yokoy)[-1].cursor
    assert Place.of(place).since.endswith("Z")
    pages(yokoy, place)
    asked = [call["param"]["query"]["filter"] for call in sandbox.calls("yokoy") if call["call"] == "invoices"]
    assert asked[-1] == f"status eq 4 and lastModified ge {Place.of(place).since}"


def test_what_changes_within_the_overlap_is_read_again_with_the_same_content(
    yokoy: Yokoy, book: Book, sandbox: Sandbox
) -> None:
    booked(book, sandbox)
    first = pages(yokoy)
    again = pages(yokoy, first[-1].cursor)
    assert documents(again) == documents(first)
    assert again[-1].cursor == first[-1].cursor


def test_nothing_ready_leaves_the_place_where_it_was(yokoy: Yokoy) -> None:
    assert [page.cursor for page in pages(yokoy)] == ["||"]
    stood = "2026-04-01T08:00:00.000Z||"
    assert [page.cursor for page in pages(yokoy, stood)] == [stood]


def test_an_export_that_is_taken_back_brings_the_document_again(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    [key] = booked(book, sandbox, press="export")
    assert documents(pages(yokoy)) == []
    sandbox.yokoy.do({"press": "revert", "document": key})
    assert [pulled.source_id for pulled in documents(pages(yokoy))] == [key]


def test_a_filter_that_is_refused_is_asked_in_its_other_spelling(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    booked(book, sandbox)
    spelled = Ready(
        path=INVOICES.path,
        key=INVOICES.key,
        filters=lambda client: ("status e 4", 'status eq "4"'),
        is_ready=INVOICES.is_ready,
        payload=INVOICES.payload,
    )
    assert len(documents(pages(yokoy, ready=spelled))) == 1


def test_a_filter_that_is_refused_in_every_spelling_is_told(yokoy: Yokoy) -> None:
    error = refusal(lambda: pages(yokoy, "no moment||"))
    assert (type(error), error.code) == (Rejected, "source.refused")


def test_a_place_that_yokoy_no_longer_knows_is_told(yokoy: Yokoy) -> None:
    error = refusal(lambda: pages(yokoy, "||gone"))
    assert (type(error), error.code) == (Rejected, "source.refused")


def test_a_document_is_fetched_again_whatever_became_of_it(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    [key] = booked(book, sandbox, press="reject")
    assert read_invoice(INVOICES.fetch(yokoy, key)).cancelled
    assert read_expense(EXPENSES.fetch(yokoy, "zB4nM8kLp0")).description == "Taxi"
    assert refusal(lambda: INVOICES.fetch(yokoy, "gone")).code == "target.not_found"


def test_the_words_of_a_supplier_change_the_document_only_where_they_count(
    yokoy: Yokoy, book: Book, sandbox: Sandbox
) -> None:
    booked(book, sandbox)
    [before] = documents(pages(yokoy))
    yokoy.patch(yokoy.own(f"suppliers/{CLOUD}"), {"url": "https://nuvem.example"})
    assert documents(pages(yokoy)) == [before]
    yokoy.patch(yokoy.own(f"suppliers/{CLOUD}"), {"name": "Nuvem Escura, Lda"})
    [after] = documents(pages(yokoy))
    assert read_invoice(after.payload).party.name == "Nuvem Escura, Lda"


def test_an_employee_who_is_gone_is_known_by_their_id(yokoy: Yokoy, sandbox: Sandbox) -> None:
    with sandbox.store.write() as tx:
        tx.execute("DELETE FROM record WHERE register = 'users'")
    lunch = documents(pages(yokoy, ready=EXPENSES))[0]
    assert read_expense(lunch.payload).party.code == "9L7rovNzNhTCsJSTkbfq"


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("429", Temporary, "source.busy"),
        ("500", Temporary, "source.busy"),
        ("html", Temporary, "source.busy"),
        ("drop_before_commit", Temporary, "target.unreachable"),
    ],
)
def test_a_page_that_does_not_come_is_read_again(
    yokoy: Yokoy, book: Book, sandbox: Sandbox, fault: str, kind: type, code: str
) -> None:
    booked(book, sandbox)
    sandbox.fault("yokoy", fault, call="invoices")
    error = refusal(lambda: pages(yokoy))
    assert (type(error), error.code) == (kind, code)
    assert len(documents(pages(yokoy))) == 1


def test_a_token_that_is_refused_in_the_middle_of_a_pull_is_renewed(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    booked(book, sandbox)
    for call in ("invoices", "suppliers", "tax-rates"):
        sandbox.fault("yokoy", "stale_token", call=call)
    assert len(documents(pages(yokoy))) == 1


def test_credentials_that_are_revoked_stop_a_pull(yokoy: Yokoy, sandbox: Sandbox) -> None:
    pages(yokoy)
    sandbox.yokoy.do({"revoke": 1})
    assert isinstance(refusal(lambda: pages(yokoy)), NotAuthorized)


@pytest.mark.parametrize(
    ("stamp", "before"),
    [
        ("2026-04-01T08:12:45.478Z", "2026-04-01T08:07:45.478Z"),
        ("2026-01-01T00:01:00.000Z", "2025-12-31T23:56:00.000Z"),
        ("", ""),
        ("1970-01-01T00:00:00.000Z", ""),
    ],
)
def test_a_place_lies_five_minutes_before_the_latest_change(stamp: str, before: str) -> None:
    assert a_little_before(stamp) == before


@pytest.mark.parametrize("place", [Place(), Place("a", "b", "c"), Place("a", "", "c|d")])
def test_a_place_is_written_and_read(place: Place) -> None:
    assert Place.of(place.text) == place


def test_lines_come_back_as_they_were_booked(yokoy: Yokoy, book: Book, sandbox: Sandbox) -> None:
    lines = (line("33.33", "7.67"), line("66.67", "4.00", "6"))
    key = invoice_of(book(with_lines(*lines, total=sum_of(lines), net=None)))
    sandbox.yokoy.do({"press": "approve", "document": key})
    [pulled] = documents(pages(yokoy))
    found = read_invoice(pulled.payload).lines
    assert [(each.amount, each.tax_amount, each.tax_rate) for each in found] == [
        (each.amount, each.tax_amount, each.tax_rate) for each in lines
    ]


def sum_of(lines: Any) -> Any:
    return sum(each.amount + each.tax_amount for each in lines)
