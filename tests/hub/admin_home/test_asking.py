"""How a flow's source is asked: said in words, decided with a reason, and written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from apps.core.connector import registry
from apps.hub.models import AuditEntry, Connection, Flow, Pull, SyncRun
from tests.factories import FlowFactory, TransferFactory
from tests.hub.admin_home.conftest import Crossing
from tests.hub.engine.pulled_vendor import connector


@pytest.fixture
def pulling(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> Flow:
    """A flow whose source can be asked."""
    monkeypatch.setitem(registry._connectors, "bluefleet", connector())
    return crossing.flow


def page_of(flow: Flow) -> str:
    return f"/admin/hub/flow/{flow.pk}/change/"


def address(flow: Flow, verb: str) -> str:
    return f"/admin/hub/flow/{flow.pk}/{verb}/"


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_flow_whose_source_sends_by_itself_says_nothing_of_asking(admin_page: Client, crossing: Crossing) -> None:
    assert "Asking the source" not in text(admin_page.get(page_of(crossing.flow)))
    for verb in ("ask", "asking"):
        answer = admin_page.post(address(crossing.flow, verb), follow=True)
        assert said(answer) == ["This source cannot be asked: it sends its documents by itself."]
    assert not Pull.objects.exists()


def test_nobody_has_asked_yet(admin_page: Client, pulling: Flow) -> None:
    page = text(admin_page.get(page_of(pulling)))
    assert "Fleet is asked only when somebody asks" in page
    assert "Nothing is planned." in page


def test_asking_now_makes_it_due_rings_and_is_written_down(
    admin_page: Client, pulling: Flow, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_page.post(address(pulling, "ask"), follow=True)
    assert said(answer) == ["The source is asked as soon as a worker is free."]
    row = Pull.objects.get()
    assert (row.connection, row.kind, row.trigger, row.due_at) == (pulling.source, "invoice", "person", timezone.now())
    assert [bell.func() for bell in OrmQ.objects.all()] == ["apps.hub.tasks.pull"]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.noun, entry.noun_id, entry.actor_name) == ("asked", "flow", str(pulling.pk), "bia")
    assert "asked the source of" in text(admin_page.get(f"/admin/hub/auditentry/{entry.pk}/change/"))


def test_what_is_being_asked_is_not_asked_twice_and_tells_how_far_it_is(admin_page: Client, pulling: Flow) -> None:
    now = timezone.now()
    Pull.objects.create(
        connection=pulling.source,
        kind=pulling.kind,
        lease_owner="x",
        lease_until=now + timedelta(minutes=1),
        started_at=now,
        read=12_500,
        stored=300,
    )
    answer = admin_page.post(address(pulling, "ask"), follow=True)
    assert said(answer) == ["Nothing was changed: it is being asked right now."]
    assert not AuditEntry.objects.exists()
    assert "12,500 documents read so far, 300 of them new or changed." in text(answer)


def test_an_interval_is_kept_for_all_flows_of_the_source(admin_page: Client, pulling: Flow) -> None:
    other = FlowFactory.create(source=pulling.source)
    answer = admin_page.post(address(pulling, "asking"), {"every": "15", "begin": "go_on", "place": ""}, follow=True)
    assert said(answer) == ["The source is asked every 15 minutes."]
    row = Pull.objects.get()
    assert (row.every, row.due_at, row.cursor) == (15, timezone.now(), "")
    assert AuditEntry.objects.get().detail == {"every": 15}
    assert "Fleet is asked every 15 minutes" in text(admin_page.get(page_of(other)))
    admin_page.post(address(other, "asking"), {"every": "", "begin": "go_on"})
    row.refresh_from_db()
    assert (row.every, row.due_at) == (None, None)


@pytest.mark.parametrize(("begin", "place", "expected"), [("beginning", "7", ""), ("place", "7", "7")])
def test_asking_again_needs_a_reason_stops_whoever_asks_and_begins_there(
    admin_page: Client, pulling: Flow, begin: str, place: str, expected: str
) -> None:
    now = timezone.now()
    held = {"lease_owner": "x", "lease_until": now + timedelta(minutes=1), "started_at": now}
    Pull.objects.create(connection=pulling.source, kind=pulling.kind, cursor="41", code="source.refused", **held)
    told = {"every": "", "begin": begin, "place": place}
    answer = admin_page.post(address(pulling, "asking"), told)
    assert "Say why it is asked again." in text(answer)
    assert Pull.objects.get().cursor == "41"
    admin_page.post(address(pulling, "asking"), {**told, "reason": "Half of March is missing"})
    row = Pull.objects.get()
    assert (row.cursor, row.lease_owner, row.started_at, row.due_at, row.code) == (expected, "", None, now, "")
    entry = AuditEntry.objects.get()
    assert (entry.reason, entry.detail) == ("Half of March is missing", {"place": expected, "place_before": "41"})


def test_the_form_offers_an_interval_that_somebody_set_otherwise(admin_page: Client, pulling: Flow) -> None:
    Pull.objects.create(connection=pulling.source, kind=pulling.kind, every=7, cursor="41")
    page = text(admin_page.get(address(pulling, "asking")))
    assert "every 7 minutes" in page
    assert "every hour" in page
    assert "every 24 hours" in page
    assert 'value="41"' in page


def test_what_went_wrong_is_said_in_words_with_what_to_do(admin_page: Client, pulling: Flow) -> None:
    due = timezone.now() + timedelta(minutes=5)
    told = {"code": "source.busy", "params": {"answer": "slow down"}, "failures": 2, "due_at": due}
    Pull.objects.create(connection=pulling.source, kind=pulling.kind, **told)
    page = text(admin_page.get(page_of(pulling)))
    assert "The source is busy, or wants a pause — The answer was: slow down" in page
    assert "Nothing to do: the hub tries again by itself." in page
    assert "It is asked at" in page


def test_a_paused_source_says_that_somebody_has_to_sign_in(admin_page: Client, pulling: Flow) -> None:
    Pull.objects.create(connection=pulling.source, kind=pulling.kind, due_at=timezone.now(), every=15)
    Connection.objects.filter(pk=pulling.source_id).update(state="paused")
    assert "Nothing is asked until somebody signs in to Fleet again." in text(admin_page.get(page_of(pulling)))


def test_who_may_only_look_sees_how_it_is_asked_and_no_button(finance_page: Client, pulling: Flow) -> None:
    page = text(finance_page.get(page_of(pulling)))
    assert "Asking the source" in page
    assert "Ask now" not in page
    for verb in ("ask", "asking"):
        assert finance_page.post(address(pulling, verb)).status_code == 403


def test_who_was_signed_out_before_pressing_is_told_that_nothing_was_sent(admin_page: Client, pulling: Flow) -> None:
    assert "Nothing was changed" in said(admin_page.get(address(pulling, "ask"), follow=True))[0]
    assert not Pull.objects.exists()


def test_a_flow_that_is_gone_is_not_found(admin_page: Client, db: None) -> None:
    assert admin_page.post("/admin/hub/flow/4711/ask/").status_code == 404


def test_a_run_tells_what_was_read_and_what_the_documents_were(admin_page: Client, pulling: Flow) -> None:
    counts = {"read": 10, "new": 5, "changed": 1, "unchanged": 3, "unreadable": 1}
    SyncRun.objects.update(**counts, cursor_before="", cursor_after="p3")
    run = SyncRun.objects.get()
    page = text(admin_page.get(f"/admin/hub/syncrun/{run.pk}/change/"))
    assert "Read at the source" in page
    assert "The source was asked from the place — to the place p3." in page


def test_the_list_of_flows_says_first_that_a_source_cannot_be_asked(admin_page: Client, pulling: Flow) -> None:
    Pull.objects.create(connection=pulling.source, kind=pulling.kind, code="source.refused", failures=1)
    page = text(admin_page.get("/admin/hub/flow/"))
    assert "Asking fails" in page
    assert "The source refuses the question" in page


def test_a_transfer_tells_that_it_came_when_the_source_was_asked(admin_page: Client, pulling: Flow) -> None:
    transfer = TransferFactory.create(flow=pulling)
    page = text(admin_page.get(f"/admin/hub/transfer/{transfer.pk}/change/"))
    assert "It came when the source was asked." in page
