"""Reading reports from the simulated VExpenses: every page, in every dialect, and what goes wrong between two."""

import json
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from apps.connectors.vexpenses import pull as pulling
from apps.connectors.vexpenses.choosing import narrowed, seen
from apps.connectors.vexpenses.client import VExpenses, open_client
from apps.connectors.vexpenses.connector import VEXPENSES
from apps.connectors.vexpenses.place import today
from apps.connectors.vexpenses.pull import fetch, pull
from apps.core.connector import Page, Pulled
from apps.core.documents import Document, Kind
from apps.core.errors import NotAuthorized, Rejected, Temporary
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget
from tests.connectors.vexpenses.conftest import Connect
from tests.connectors.vexpenses.vendor import page
from tests.contract import vendor

READ = VEXPENSES.source(Kind.EXPENSE_REPORT).read


def pulled(client: VExpenses, cursor: str = "") -> dict[str, Pulled]:
    """What came, by id; the later of two versions."""
    return {one.source_id: one for sheet in pull(client, cursor) for one in sheet.documents}


def documents(client: VExpenses, cursor: str = "") -> dict[str, Document]:
    return {key: READ(one.payload) for key, one in pulled(client, cursor).items() if not one.only_known}


def since(days: int = 0) -> str:
    """A reading that ended so many days ago."""
    return json.dumps({"since": (today() - timedelta(days=days)).isoformat()})


def make(sandbox: Sandbox, scenario: str) -> str:
    return str(sandbox.vexpenses.make(scenario)[0])


def approved(sandbox: Sandbox) -> set[str]:
    return {str(row["id"]) for row in sandbox.records("vexpenses", "reports") if row["status"] == "APROVADO"}


def asked(sandbox: Sandbox) -> list[str]:
    return [row["call"] for row in sandbox.calls("vexpenses")]


def test_only_approved_reports_are_read(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    found = documents(vexpenses)
    assert set(found) == approved(sandbox)
    assert sorted(str(one.total) for one in found.values()) == ["275.40", "42.90", "434.30", "569.75"]
    assert asked(sandbox) == ["GET reports/status/APROVADO"]


def test_other_states_are_read_where_somebody_has_chosen_them(connect: Connect, sandbox: Sandbox) -> None:
    sent = make(sandbox, "handed_in")
    found = pulled(narrowed(connect(), [{"report_states": "enviado"}, {"report_states": "APROVADO"}]))
    assert found[sent].only_known is False
    assert "left" not in found[sent].payload
    assert set(found) > approved(sandbox)


@pytest.mark.parametrize("shape", ["root", "meta", "none"])
def test_every_page_is_read_in_every_dialect(vexpenses: VExpenses, sandbox: Sandbox, shape: str) -> None:
    sandbox.vexpenses.switch(pagination=shape)
    make(sandbox, "several_pages")
    ids = [one.source_id for sheet in pull(vexpenses, "") for one in sheet.documents]
    assert len(ids) == len(set(ids)) == 254
    assert len(asked(sandbox)) == (4 if shape == "none" else 3)


def test_a_vendor_that_gives_smaller_pages_than_asked_for_is_read_to_the_end(
    vexpenses: VExpenses, sandbox: Sandbox
) -> None:
    sandbox.vexpenses.switch(most=60, pagination="none")
    make(sandbox, "several_pages")
    assert len(pulled(vexpenses)) == 254


@pytest.mark.parametrize("fault", ["duplicate_rows", "skipped_rows", "reopened_between_pages"])
@pytest.mark.parametrize("times", [1, 2])
def test_rows_that_are_lost_between_pages_are_read_with_another_round(
    vexpenses: VExpenses, sandbox: Sandbox, fault: str, times: int
) -> None:
    make(sandbox, "several_pages")
    before = approved(sandbox)
    sandbox.fault("vexpenses", fault, times=times)
    ids = [one.source_id for sheet in pull(vexpenses, "") for one in sheet.documents]
    assert len(ids) == len(set(ids))
    assert set(ids) == before


def test_a_list_that_goes_on_moving_counts_as_not_read(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    make(sandbox, "several_pages")
    sandbox.fault("vexpenses", "reopened_between_pages", times=50)
    places = []
    with pytest.raises(Temporary, match=r"source\.broken_answer"):
        places = [sheet.cursor for sheet in pull(vexpenses, "")]
    assert places == []


def test_a_list_that_tells_a_wrong_length_is_read_twice_and_believed(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    make(sandbox, "several_pages")
    sandbox.fault("vexpenses", "skipped_rows", times=50)
    assert len(pulled(vexpenses)) == 253
    assert len(asked(sandbox)) == 6


@pytest.mark.parametrize("shape", ["root", "meta"])
def test_a_page_that_repeats_the_one_before_stops_the_reading(
    vexpenses: VExpenses, sandbox: Sandbox, shape: str
) -> None:
    sandbox.vexpenses.switch(pagination=shape)
    make(sandbox, "several_pages")
    sandbox.fault("vexpenses", "same_page", times=50)
    kept: list[Page] = []
    with pytest.raises(Temporary) as raised:
        kept.extend(pull(vexpenses, ""))
    assert "repeats" in raised.value.params["answer"]
    assert len(asked(sandbox)) == 2


def test_a_vendor_without_pages_gives_everything_at_once(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(pagination="none")
    sandbox.fault("vexpenses", "same_page", times=50)
    assert set(pulled(vexpenses)) == approved(sandbox)
    assert len(asked(sandbox)) == 2


def test_a_list_without_end_is_left(vexpenses: VExpenses, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "LAST_PAGE", 2)
    make(sandbox, "several_pages")
    with pytest.raises(Temporary):
        pulled(vexpenses)


@pytest.mark.parametrize("fault", ["500", "html", "truncated", "429", "drop_before_commit", "empty", "page"])
def test_a_reading_that_broke_off_goes_on_where_it_was(vexpenses: VExpenses, sandbox: Sandbox, fault: str) -> None:
    make(sandbox, "several_pages")
    reading = pull(vexpenses, "")
    first = next(reading)
    sandbox.fault("vexpenses", fault)
    with pytest.raises(Temporary):
        list(reading)
    rest = [one.source_id for sheet in pull(vexpenses, first.cursor) for one in sheet.documents]
    assert len(rest) == 154
    assert {one.source_id for one in first.documents}.isdisjoint(rest)


def test_a_token_that_is_revoked_in_the_middle_asks_for_another(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    make(sandbox, "several_pages")
    reading = pull(vexpenses, "")
    next(reading)
    sandbox.fault("vexpenses", "revoked")
    with pytest.raises(NotAuthorized, match=r"source\.credentials_refused"):
        list(reading)


def test_each_reading_begins_some_days_before_the_last_one(connect: Connect, sandbox: Sandbox) -> None:
    ids = sorted(approved(sandbox))
    for days, id_ in zip((1, 6, 8, 30), ids, strict=True):
        day = today() - timedelta(days=days)
        sandbox.vexpenses.change("reports", int(id_), approval_date=f"{day} 23:59:59")
    assert set(documents(connect(), since())) == set(ids[:2])
    assert set(documents(connect(overlap_days="10"), since())) == set(ids[:3])
    assert set(documents(connect(), since(days=25))) == set(ids)
    assert set(documents(connect(look_back_days="20"))) == set(ids[:3])
    assert set(documents(connect(look_back_days="20"), since(days=40))) == set(ids)


def test_what_was_approved_a_moment_ago_is_read(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    late = make(sandbox, "one_taxi")
    sandbox.vexpenses.change("reports", int(late), approval_date=f"{today()} 23:59:59")
    assert late in documents(vexpenses, since())


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize(
    ("presses", "state"), [(["reopen"], "REABERTO"), (["reject"], "REPROVADO"), (["reopen", "submit"], "ENVIADO")]
)
def test_a_report_that_is_no_longer_approved_is_told_of_where_it_is_known(
    vexpenses: VExpenses, sandbox: Sandbox, presses: list[str], state: str, keeps: bool
) -> None:
    sandbox.vexpenses.switch(keeps_approval=keeps)
    id_ = make(sandbox, "lunch_and_kilometres")
    cursor = list(pull(vexpenses, ""))[-1].cursor
    for press in presses:
        sandbox.vexpenses.press(int(id_), press)
    [found] = [one for key, one in pulled(vexpenses, cursor).items() if key == id_]
    assert (found.only_known, found.payload["left"]) == (True, state)
    document = READ(found.payload)
    assert (document.cancelled, str(document.total), document.attachments) == (True, "275.40", ())
    sandbox.vexpenses.change("reports", int(id_), status="APROVADO", approval_date=f"{today()} 10:00:00")
    again = pulled(vexpenses, cursor)[id_]
    assert (again.only_known, READ(again.payload).cancelled) == (False, False)


def test_a_report_that_was_switched_off_counts_as_one_that_has_left(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    id_ = make(sandbox, "one_taxi")
    sandbox.vexpenses.change("reports", int(id_), on=False)
    found = pulled(vexpenses)[id_]
    assert (found.only_known, READ(found.payload).cancelled) == (True, True)


def test_the_first_reading_has_nobody_to_watch(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    cursor = list(pull(vexpenses, ""))[-1].cursor
    list(pull(vexpenses, cursor))
    assert asked(sandbox) == [
        "GET reports/status/APROVADO",
        "GET reports/status/ENVIADO",
        "GET reports/status/REPROVADO",
        "GET reports/status/REABERTO",
        "GET reports/status/APROVADO",
    ]


@pytest.mark.parametrize("flips", [True, False])
def test_a_paid_report_is_nothing_new_and_reads_as_before(vexpenses: VExpenses, sandbox: Sandbox, flips: bool) -> None:
    sandbox.vexpenses.switch(pago_flip=flips)
    id_ = make(sandbox, "one_taxi")
    before = documents(vexpenses)[id_]
    sandbox.vexpenses.press(int(id_), "pay")
    found = pulled(vexpenses, since())
    assert id_ not in found or found[id_].only_known
    after = READ(fetch(vexpenses, id_))
    assert (after.cancelled, after.lines, after.total) == (False, before.lines, before.total)


def test_paid_reports_are_read_where_somebody_has_chosen_them(connect: Connect, sandbox: Sandbox) -> None:
    paid = make(sandbox, "already_paid")
    assert pulled(narrowed(connect(), [{"report_states": "APROVADO,PAGO"}]))[paid].only_known is False
    assert paid not in pulled(connect())


@pytest.mark.parametrize(
    ("report", "chosen", "left", "only_known"),
    [
        ({"status": "APROVADO"}, "aprovado", "", False),
        ({"status": "ENVIADO"}, "APROVADO", "ENVIADO", True),
        ({"status": "ENVIADO"}, "APROVADO, ENVIADO", "", False),
        ({"status": "PAGO"}, "APROVADO", "", True),
        ({"status": "PAGO"}, "APROVADO, PAGO", "", False),
        ({"status": "APROVADO", "on": False}, "APROVADO", "APROVADO", True),
    ],
)
def test_one_report_is_another_thing_to_flows_that_have_chosen_other_states(
    report: dict[str, object], chosen: str, left: str, only_known: bool
) -> None:
    told = seen(Pulled("1", {"report": report, "left": "stale", "currency": "BRL"}), {"report_states": chosen})
    assert (told.payload.get("left", ""), told.only_known) == (left, only_known)


def test_what_is_no_report_is_left_as_it_is() -> None:
    odd = Pulled("1", {"report": ["no"]})
    assert seen(odd, {"report_states": "APROVADO"}) == odd


def test_one_report_is_fetched_as_it_is_today(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    id_ = make(sandbox, "three_types")
    assert fetch(vexpenses, id_) == pulled(vexpenses)[id_].payload
    sandbox.vexpenses.press(int(id_), "reopen")
    assert READ(fetch(vexpenses, id_)).cancelled
    with pytest.raises(Rejected, match=r"source\.not_found"):
        fetch(vexpenses, "1")
    with pytest.raises(Rejected, match=r"source\.no_id"):
        fetch(vexpenses, "../team-members/1")


def test_a_place_that_is_none_is_refused(vexpenses: VExpenses) -> None:
    for cursor in ("x", "[]", '{"since": "yesterday"}', '{"page": "x"}'):
        with pytest.raises(Rejected, match=r"source\.refused"):
            list(pull(vexpenses, cursor))


def test_projects_are_put_beside_expenses_where_the_company_uses_them(connect: Connect, sandbox: Sandbox) -> None:
    id_ = make(sandbox, "for_a_project")
    assert documents(connect())[id_].lines[0].project is None
    project = documents(connect(routes_are_projects="True"))[id_].lines[0].project
    assert project is not None
    assert (project.code, project.label) == ("P-NORTE", "Implantação Norte")


def test_nothing_is_read_of_files_where_nobody_wants_them(connect: Connect, sandbox: Sandbox) -> None:
    found = documents(connect(with_files=""))
    assert all(one.attachments == () for one in found.values())


def test_plain_addresses_of_receipts_are_handed_on(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    id_ = make(sandbox, "one_taxi")
    receipt, pdf = documents(vexpenses)[id_].attachments
    for file, beginning in ((receipt, b"\xff\xd8"), (pdf, b"%PDF")):
        assert vexpenses.http.download(file.url, largest=100_000).body.startswith(beginning)


def test_what_lies_behind_a_signed_address_is_read_once_and_stays_the_same(
    vexpenses: VExpenses, sandbox: Sandbox
) -> None:
    sandbox.vexpenses.switch(links="signed")
    id_ = make(sandbox, "one_taxi")
    first, second = pulled(vexpenses)[id_], pulled(vexpenses)[id_]
    assert first.payload == second.payload
    assert "Signature" not in str(first.payload)
    receipt, _pdf = READ(first.payload).attachments
    assert receipt.content.startswith(b"\xff\xd8")
    assert (receipt.url, receipt.media_type) == ("", "image/jpeg")
    cursors = [sheet.cursor for sheet in pull(vexpenses, "")]
    assert len(cursors) == len(set(cursors)) > 4
    pages = list(pull(vexpenses, ""))
    for before, following in pairwise(pages[:3]):
        rest = next(pull(vexpenses, before.cursor)).documents
        assert [one.source_id for one in rest] == [one.source_id for one in following.documents]


def test_a_signed_receipt_that_is_gone_is_left_out(vexpenses: VExpenses, sandbox: Sandbox) -> None:
    sandbox.vexpenses.switch(links="signed")
    id_ = make(sandbox, "receipt_gone")
    assert [remark.code for remark in documents(vexpenses)[id_].remarks] == ["file.left_out_missing"]


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("no_expenses", "source.no_expenses"),
        ("nothing_left", "source.no_expenses"),
        ("negative_net", "source.negative_net"),
        ("dollars_without_rate", "source.no_rate"),
        ("shares_of_90", "source.shares_not_whole"),
    ],
)
def test_odd_reports_wait_for_a_person_and_stop_no_other(
    vexpenses: VExpenses, sandbox: Sandbox, scenario: str, code: str
) -> None:
    id_ = make(sandbox, scenario)
    found = pulled(vexpenses)
    with pytest.raises(Rejected) as raised:
        READ(found[id_].payload)
    assert raised.value.code == code
    assert len(found) == 5


def test_six_thousand_reports_are_read_within_a_minutes_calls(budget: OpenBudget) -> None:
    rows = [{"id": number, "status": "APROVADO", "updated_at": ""} for number in range(1, 6_001)]
    with vendor(lambda request: page(request, rows)) as url:
        session = open_session(frozenset({urlsplit(url).netloc}))
        found = pulled(open_client(Http(url, budget, session), {}))
        session.close()
    assert (len(found), len(budget.spent)) == (6_000, 60)
    [limit] = {limit for limits, _well in budget.spent for limit in limits}
    assert (limit.everywhere, limit.calls + limit.burst <= 100, limit.seconds) == (True, True, 60)
