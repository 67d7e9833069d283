"""Reading from a place: each invoice once, however the list moves, and one bad file stops nobody for ever."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.banqup.choosing import BILLS
from apps.connectors.banqup.client import LARGEST_FILE, Banqup
from apps.connectors.banqup.mapping import read_purchase, read_sale
from apps.connectors.banqup.place import Place, order_of, stamp_of
from apps.connectors.banqup.pull import TRIES, fetch_purchase, fetch_sale, pull_purchases, pull_sales
from apps.core.connector import Page
from apps.core.documents import Document
from apps.core.errors import NotAuthorized, Rejected, Temporary
from apps.core.http import Http
from apps.core.paging import written
from apps.sandbox.bluefleet.files import pdf
from apps.sandbox.server import Sandbox
from tests.connectors.banqup.conftest import Renewing, served, told
from tests.connectors.banqup.payloads import codes

PURCHASES = "purchase-invoices"
FILES = f"GET {PURCHASES}/files"


def ids(pages: list[Page]) -> list[str]:
    return [pulled.source_id for page in pages for pulled in page.documents]


def accepted(sandbox: Sandbox) -> list[str]:
    return [str(row["id"]) for row in served(sandbox, PURCHASES, "ACCEPTED")]


def listed(sandbox: Sandbox) -> list[str]:
    return [call["param"]["page"] for call in sandbox.calls("banqup") if call["call"] == f"GET {PURCHASES}"]


def newest(banqup: Banqup) -> dict[str, Any]:
    """Read the newest purchase invoice."""
    page = next(page for page in pull_purchases(banqup, "") if page.documents)
    kept: dict[str, Any] = json.loads(written(page.documents[0].payload), parse_float=Decimal)
    return kept


def document(banqup: Banqup) -> Document:
    return read_purchase(newest(banqup))


def test_every_accepted_invoice_comes_once_with_its_supplier_and_its_files(banqup: Banqup, sandbox: Sandbox) -> None:
    pages = list(pull_purchases(banqup, ""))
    assert sorted(ids(pages)) == sorted(accepted(sandbox))
    assert listed(sandbox) == ["0", "1", "0", "1"], "until its order is known, a page is held against the one before"
    documents = [read_purchase(pulled.payload) for page in pages for pulled in page.documents]
    assert {document.party.name for document in documents} == {"Noordzee Hosting BV", "Oficina Ribeirinha Lda"}
    assert all(len(document.attachments) == 2 and not document.remarks for document in documents)
    asked = [call["service"] for call in sandbox.calls("banqup") if "creditors" in call["service"]]
    assert len(asked) == 2, "each supplier is asked for once"


def test_sales_come_when_they_were_sent_or_archived(banqup: Banqup, sandbox: Sandbox) -> None:
    pages = list(pull_sales(banqup, ""))
    assert sorted(ids(pages)) == [str(row["id"]) for row in served(sandbox, "sales-invoices", "SENT", "ARCHIVED")]
    for page in pages:
        for pulled in page.documents:
            assert len(read_sale(pulled.payload).attachments) == 2


def test_other_states_are_read_where_a_flow_has_chosen_them(http: Http, sandbox: Sandbox) -> None:
    client = BILLS.narrowed(told(http, with_files=""), [{"bill_states": "NEW, refused"}])
    assert ids(list(pull_purchases(client, ""))) == [str(row["id"]) for row in served(sandbox, PURCHASES, "NEW")]


def test_asked_again_only_what_has_changed_is_read(banqup: Banqup, sandbox: Sandbox) -> None:
    place = list(pull_purchases(banqup, ""))[-1].cursor
    [new] = sandbox.banqup.make("purchase_be")
    old = sandbox.banqup.records(PURCHASES)[0]["id"]
    sandbox.banqup.change(PURCHASES, old, payment_reference="changed")
    before = len(listed(sandbox))
    again = ids(list(pull_purchases(banqup, place)))
    assert {str(new), str(old)} <= set(again)
    assert len(again) < 10, "only the last minutes are read again"
    assert listed(sandbox)[before:] == ["0"]


def test_an_invoice_that_is_accepted_later_comes_then(banqup: Banqup, sandbox: Sandbox) -> None:
    [new] = sandbox.banqup.make("purchase_new")
    pages = list(pull_purchases(banqup, ""))
    assert str(new) not in ids(pages)
    sandbox.banqup.change(PURCHASES, new, status="ACCEPTED")
    assert str(new) in ids(list(pull_purchases(banqup, pages[-1].cursor)))


def test_every_page_is_a_place_from_which_the_rest_is_read(http: Http, sandbox: Sandbox) -> None:
    client = told(http, with_files="")
    pages = list(pull_purchases(client, ""))
    for at in (0, 7, 49, 50, len(pages) - 2):
        assert ids(list(pull_purchases(client, pages[at].cursor))) == ids(pages[at + 1 :])


def while_reading(pages: Iterator[Page], number: int) -> list[Page]:
    """Read so many documents and pause there."""
    read: list[Page] = []
    while len(ids(read)) < number:
        read.append(next(pages))
    return read


def test_new_invoices_that_shift_the_pages_hide_and_double_nothing(http: Http, sandbox: Sandbox) -> None:
    before = accepted(sandbox)
    pages = pull_purchases(told(http, with_files=""), "")
    read = while_reading(pages, 30)
    new = [str(id_) for id_ in sandbox.banqup.make("purchase_be", 5)]
    read += list(pages)
    assert sorted(ids(read)) == sorted(before)
    again = ids(list(pull_purchases(told(http, with_files=""), read[-1].cursor)))
    assert set(new) <= set(again)


@pytest.mark.parametrize("resumed", [False, True])
def test_deleted_invoices_that_shift_the_pages_hide_nothing(http: Http, sandbox: Sandbox, *, resumed: bool) -> None:
    client = told(http, with_files="")
    pages = pull_purchases(client, "")
    read = while_reading(pages, 45)
    for gone in ids(read)[:5]:
        sandbox.banqup.remove(PURCHASES, int(gone))
    read += list(pull_purchases(client, read[-1].cursor) if resumed else pages)
    assert set(accepted(sandbox)) <= set(ids(read))


def test_an_invoice_that_changes_while_others_are_read_comes_with_the_next_reading(
    http: Http, sandbox: Sandbox
) -> None:
    client = told(http, with_files="")
    pages = pull_purchases(client, "")
    read = while_reading(pages, 10)
    last = accepted(sandbox)[0]
    sandbox.banqup.change(PURCHASES, int(last), payment_reference="changed meanwhile")
    read += list(pages)
    again = [
        pulled.payload["invoice"]
        for page in pull_purchases(client, read[-1].cursor)
        for pulled in page.documents
        if pulled.source_id == last
    ]
    assert [invoice["payment_reference"] for invoice in again] == ["changed meanwhile"]


def test_a_list_in_another_order_is_read_to_its_end_and_old_invoices_are_left_alone(
    banqup: Banqup, sandbox: Sandbox
) -> None:
    sandbox.banqup.switch(sorts=False)
    pages = list(pull_purchases(banqup, ""))
    assert sorted(ids(pages)) == sorted(accepted(sandbox))
    [new] = sandbox.banqup.make("purchase_be")
    calls = len(sandbox.calls("banqup"))
    again = ids(list(pull_purchases(banqup, pages[-1].cursor)))
    assert str(new) in again
    assert len(again) < 10
    assert {"0", "1"} <= set(listed(sandbox))
    assert len(sandbox.calls("banqup")) - calls < 50


def test_a_token_that_expires_in_the_middle_is_renewed(banqup: Banqup, sandbox: Sandbox, tokens: Renewing) -> None:
    pages = pull_purchases(banqup, "")
    read = while_reading(pages, 3)
    sandbox.banqup.realm.expire()
    read += list(pages)
    assert sorted(ids(read)) == sorted(accepted(sandbox))
    assert tokens.renewed == 1


def test_a_pause_in_the_middle_loses_nothing(banqup: Banqup, sandbox: Sandbox) -> None:
    pages = pull_purchases(banqup, "")
    read = while_reading(pages, 3)
    sandbox.fault("banqup", "429", seconds=7)
    with pytest.raises(Temporary) as raised:
        read += list(pages)
    assert (raised.value.code, raised.value.retry_after) == ("source.busy", 7.0)
    read += list(pull_purchases(banqup, read[-1].cursor))
    assert sorted(ids(read)) == sorted(accepted(sandbox))


@pytest.mark.parametrize(
    ("fault", "code"),
    [("html", "source.broken_answer"), ("empty", "source.broken_answer"), ("500", "source.broken_answer")],
)
def test_a_list_that_does_not_come_stops_the_reading_at_its_place(
    banqup: Banqup, sandbox: Sandbox, fault: str, code: str
) -> None:
    sandbox.fault("banqup", fault, call=f"GET {PURCHASES}")
    with pytest.raises(Temporary) as raised:
        list(pull_purchases(banqup, ""))
    assert raised.value.code == code


def test_no_answer_in_time_stops_the_reading(http: Http, sandbox: Sandbox) -> None:
    sandbox.fault("banqup", "slow", seconds=60, call=f"GET {PURCHASES}")
    http.patience = 0.3
    with pytest.raises(Temporary):
        list(pull_purchases(told(http), ""))


def test_an_admission_that_is_taken_back_stops_the_reading(banqup: Banqup, sandbox: Sandbox) -> None:
    pages = pull_purchases(banqup, "")
    while_reading(pages, 3)
    sandbox.banqup.switch(linked=False)
    with pytest.raises(NotAuthorized):
        list(pages)


def go_on(banqup: Banqup, read: list[Page]) -> None:
    """Read on from the last page, as the hub does."""
    for page in pull_purchases(banqup, read[-1].cursor if read else ""):
        read.append(page)  # noqa: PERF402  what was read before a trouble counts


@pytest.mark.parametrize("fault", ["html", "500", "drop_before_commit", "empty"])
def test_a_file_that_never_comes_parks_its_invoice_and_not_the_others(
    banqup: Banqup, sandbox: Sandbox, fault: str
) -> None:
    [bad] = sandbox.banqup.make("purchase_be")
    sandbox.fault("banqup", fault, times=TRIES + 1, call=FILES)
    read: list[Page] = []
    for _try in range(TRIES):
        with pytest.raises(Temporary):
            go_on(banqup, read)
    go_on(banqup, read)
    assert sorted(ids(read)) == sorted(accepted(sandbox))
    [pulled] = [pulled for page in read for pulled in page.documents if pulled.source_id == str(bad)]
    with pytest.raises(Rejected) as raised:
        read_purchase(pulled.payload)
    assert raised.value.code == "file.not_read"
    assert len(read_purchase(fetch_purchase(banqup, str(bad))).attachments) == 2


def test_a_pause_is_no_fault_of_a_file(banqup: Banqup, sandbox: Sandbox) -> None:
    sandbox.fault("banqup", "429", times=TRIES + 5, call=FILES)
    for _try in range(TRIES + 2):
        with pytest.raises(Temporary):
            list(pull_purchases(banqup, ""))
    sandbox.clear_faults()
    assert len(document(banqup).attachments) == 2


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("broken_ubl", "file.xml_broken"),
        ("external_entity", "file.xml_refused"),
        ("billion_laughs", "file.xml_refused"),
        ("html_as_ubl", "file.xml_broken"),
        ("wrong_total", "file.total_differs"),
        ("nameless", "source.no_party"),
    ],
)
def test_an_odd_invoice_is_refused_by_name(banqup: Banqup, sandbox: Sandbox, scenario: str, code: str) -> None:
    sandbox.banqup.make(scenario)
    with pytest.raises(Rejected) as raised:
        document(banqup)
    assert raised.value.code == code


def test_a_pdf_of_forty_megabytes_is_left_out(banqup: Banqup, sandbox: Sandbox) -> None:
    sandbox.banqup.make("huge_pdf")
    payload = newest(banqup)
    assert payload["files"] == {"pdf": "too_large"}
    assert len(json.dumps(payload, default=str)) < LARGEST_FILE
    read = read_purchase(payload)
    assert ([file.label for file in read.attachments], codes(read)) == (["UBL"], {"file.left_out_too_large"})


def test_a_file_that_is_gone_and_one_in_another_encoding(banqup: Banqup, sandbox: Sandbox) -> None:
    sandbox.banqup.make("file_gone")
    gone = document(banqup)
    assert ([file.label for file in gone.attachments], codes(gone)) == (["UBL"], {"file.left_out_missing"})
    sandbox.banqup.make("latin_ubl")
    assert "Óleo".encode("latin-1") in document(banqup).attachments[0].content


def test_a_pdf_within_the_e_invoice_is_the_invoices_where_banqup_has_none(banqup: Banqup, sandbox: Sandbox) -> None:
    sandbox.banqup.make("pdf_inside")
    read = document(banqup)
    assert [(file.name, file.label, file.media_type) for file in read.attachments[1:]] == [
        ("Fatura.pdf", "PDF", "application/pdf")
    ]
    assert read.attachments[1].content == pdf(f"Fatura {read.number} (e-invoice)")
    assert [(remark.code, dict(remark.params)) for remark in read.remarks] == [
        ("file.from_e_invoice", {"name": "Fatura.pdf", "of": read.number})
    ]


def test_of_the_files_within_an_e_invoice_those_that_are_what_they_say_are_kept(
    banqup: Banqup, sandbox: Sandbox
) -> None:
    sandbox.banqup.make("files_inside")
    read = document(banqup)
    stem = read.attachments[0].name.removesuffix(".xml")
    assert [(file.name, file.label, file.media_type) for file in read.attachments] == [
        (f"{stem}.xml", "UBL", "application/xml"),
        (f"{stem}-3.pdf", "PDF", "application/pdf"),
        ("foto.PNG", "", "image/png"),
        ("Março.csv", "", "text/csv"),
    ]
    assert read.attachments[3].content == "dia;horas\n2;7,5\n".encode("cp1252")
    assert [(remark.code, dict(remark.params)["name"]) for remark in read.remarks] == [
        ("file.left_out_other_kind", "oferta.pdf"),
        ("file.left_out_other_kind", "macro.docm"),
        ("file.left_out_broken", "cortado.pdf"),
        ("file.from_e_invoice", f"{stem}-3.pdf"),
    ]


def test_where_banqup_knows_no_call_for_files_invoices_come_without_and_say_so(
    banqup: Banqup, sandbox: Sandbox
) -> None:
    sandbox.banqup.switch(files=False)
    read = document(banqup)
    assert (read.attachments, codes(read)) == ((), {"document.no_files"})


def test_files_are_left_alone_where_nobody_wants_them(http: Http, sandbox: Sandbox) -> None:
    read = document(told(http, with_files=""))
    assert (read.attachments, read.remarks) == ((), ())
    assert not [call for call in sandbox.calls("banqup") if "files" in call["service"]]


def test_one_invoice_is_fetched_as_it_is_today(banqup: Banqup, sandbox: Sandbox) -> None:
    [id_] = sandbox.banqup.make("purchase_pt")
    sandbox.banqup.change(PURCHASES, id_, status="REFUSED")
    fetched = read_purchase(fetch_purchase(banqup, str(id_)))
    assert (fetched.source_id, fetched.cancelled, len(fetched.lines)) == (str(id_), True, 3)
    [sale] = sandbox.banqup.make("sale_sent")
    assert read_sale(fetch_sale(banqup, str(sale))).party.name == "Quinta das Amoreiras SA"


def test_an_invoice_that_is_gone_is_said_to_be(banqup: Banqup) -> None:
    with pytest.raises(Rejected) as raised:
        fetch_purchase(banqup, "1")
    assert raised.value.code == "source.not_found"
    with pytest.raises(Rejected) as raised:
        fetch_purchase(banqup, "../debtors/880012")
    assert raised.value.code == "source.no_id"


def test_a_pulled_and_a_fetched_invoice_say_the_same(banqup: Banqup) -> None:
    pulled = newest(banqup)
    fetched = json.loads(written(fetch_purchase(banqup, str(pulled["invoice"]["id"]))), parse_float=Decimal)
    assert fetched == pulled


def test_a_place_that_a_person_typed_wrongly_is_refused_in_words(banqup: Banqup) -> None:
    for cursor in ("yesterday", "[1]", '{"at": "x"}', "7"):
        with pytest.raises(Rejected) as raised:
            list(pull_purchases(banqup, cursor))
        assert raised.value.code == "source.refused"


def test_a_place_says_what_it_holds_and_nothing_of_what_it_does_not() -> None:
    place = Place(since="2026-04-03T08:00:00Z", at=7)
    assert (Place.read(place.text()), Place().text()) == (place, "{}")


def test_the_next_reading_begins_a_little_before_the_newest_and_never_after_its_own_beginning() -> None:
    hour_ago, in_an_hour = (
        (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ") for hours in (-1, 1)
    )
    began = Place().beginning()
    assert began.behind("1", hour_ago).done().since < hour_ago
    assert began.behind("1", in_an_hour).done().since < began.began
    assert Place(since=hour_ago).beginning().done().since == hour_ago


@pytest.mark.parametrize(
    ("stamps", "numbers", "known", "order"),
    [
        ("543", (7, 9, 8), "", "newest first"),
        ("543", (9, 8, 7), "", ""),
        ("543", (7, 8, 9), "", ""),
        ("543", (7, 8, 9), "newest first", "newest first"),
        ("55553", (7, 9, 8, 3, 5), "", ""),
        ("534", (7, 9, 8), "newest first", "other"),
        ("543", (7, 9, 8), "other", "other"),
        (("5", "3", ""), (7, 9, 8), "", "other"),
        ("", (), "", ""),
        ("", (), "newest first", "newest first"),
    ],
)
def test_the_order_of_a_list_is_believed_only_when_nothing_else_explains_it(
    stamps: str, numbers: tuple[int, ...], known: str, order: str
) -> None:
    assert order_of(list(zip(stamps, numbers, strict=True)), known) == order


def test_moments_are_compared_in_one_form() -> None:
    assert stamp_of("2026-04-03T10:00:00.123+02:00") == "2026-04-03T08:00:00Z"
    assert stamp_of("2026-04-03T08:00:00") == "2026-04-03T08:00:00Z"
    assert (stamp_of(None), stamp_of("soon")) == ("", "")
