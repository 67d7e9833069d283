"""Calls as they arrived, and their second chances."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from apps.hub.engine.doors import receive
from apps.hub.models import AuditEntry, Event, Transfer
from tests.factories import (
    BlueFleetCredentialsFactory,
    EventFactory,
    FlowFactory,
    TransferFactory,
)
from tests.hub.admin.conftest import SignIn
from tests.hub.conftest import TOKEN, Bridge

LIST = "/admin/hub/event/"
EVIL = "<script>alert(1)</script>"


def address(event: Event, what: str = "change") -> str:
    return f"{LIST}{event.pk}/{what}/"


def quarantined() -> Event:
    """Give a call that came with a secret which the connection learnt only afterwards."""
    secrets = BlueFleetCredentialsFactory.create(header_name="x-hub-token", header_value="the new secret")
    return EventFactory.create(
        connection=secrets.connection,
        state="quarantined",
        reason="signature.wrong",
        headers={"x-hub-token": "•••"},
        evidence={"x-hub-token": "the new secret"},
    )


def test_the_list_tells_the_verdict_and_why(sign_in: SignIn) -> None:
    event = quarantined()
    EventFactory.create(repeats=7)
    text = sign_in().get(LIST).content.decode()
    assert "Could not be verified" in text
    assert "The agreed proof of origin is wrong" in text
    assert event.connection.name in text
    assert ">7<" in text.replace(" ", "").replace("\n", "")


def test_the_list_costs_the_same_for_many_as_for_few(sign_in: SignIn) -> None:
    client = sign_in("decide")
    EventFactory.create()
    client.get(LIST)
    counts = []
    for more in (0, 20):
        EventFactory.create_batch(more)
        cache.clear()
        with CaptureQueriesContext(connection) as counted:
            client.get(LIST)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_call_is_found_by_its_documents_id_or_its_number(sign_in: SignIn) -> None:
    wanted, other = EventFactory.create(source_id="A-991"), EventFactory.create()
    client = sign_in()
    for text in ("A-991", str(wanted.pk)):
        assert wanted in client.get(LIST, {"q": text}).context["cl"].result_list
        assert other not in client.get(LIST, {"q": text}).context["cl"].result_list


def test_the_page_shows_headers_masked_and_what_was_made_of_the_call(sign_in: SignIn) -> None:
    event = quarantined()
    flow = FlowFactory.create(source=event.connection)
    transfer = TransferFactory.create(flow=flow, source_id=event.source_id)
    text = sign_in().get(address(event)).content.decode()
    assert "x-hub-token" in text
    assert "•••" in text
    assert "the new secret" not in text
    assert str(transfer) in text


def test_the_body_is_for_those_who_may_and_the_look_is_written_down(sign_in: SignIn) -> None:
    event = EventFactory.create(payload__raw=b'{"Name": "' + EVIL.encode() + b'"}')
    assert sign_in("decide").get(address(event, "body")).status_code == 403
    text = sign_in("view_raw").get(address(event, "body")).content.decode()
    assert "&quot;Name&quot;" in text
    assert EVIL not in text
    assert AuditEntry.objects.values_list("verb", "noun").get() == ("viewed", "event")


def test_a_mended_secret_lets_a_quarantined_call_in(
    sign_in: SignIn, django_capture_on_commit_callbacks: object
) -> None:
    event = quarantined()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        response = sign_in("decide").post(address(event, "verify"), follow=True)
    event.refresh_from_db()
    assert "genuine now" in response.content.decode()
    assert event.state == "accepted"
    assert AuditEntry.objects.values_list("verb", "detail").get() == ("verified", {"outcome": "accepted"})
    assert OrmQ.objects.count() == 1


def test_a_call_that_is_still_not_genuine_stays_outside(sign_in: SignIn) -> None:
    event = quarantined()
    Event.objects.filter(pk=event.pk).update(evidence={"x-hub-token": "wrong"})
    response = sign_in("decide").post(address(event, "verify"), follow=True)
    event.refresh_from_db()
    assert event.state == "quarantined"
    assert "The agreed proof of origin is wrong" in response.content.decode()
    assert AuditEntry.objects.get().detail == {"outcome": "signature.wrong"}


def test_a_second_click_verifies_nothing_twice(sign_in: SignIn) -> None:
    event = quarantined()
    client = sign_in("decide")
    client.post(address(event, "verify"))
    client.post(address(event, "verify"))
    assert AuditEntry.objects.count() == 1


def test_a_call_without_a_flow_is_handed_over_once_there_is_one(sign_in: SignIn) -> None:
    event = EventFactory.create(state="unrouted")
    FlowFactory.create(source=event.connection)
    sign_in("decide").post(address(event, "route"))
    receive.read_events()
    event.refresh_from_db()
    assert event.state == "routed"
    assert Transfer.objects.get().source_id == event.source_id
    assert AuditEntry.objects.get().verb == "routed"


def test_several_calls_get_their_second_chance_at_once(sign_in: SignIn) -> None:
    event, lost = quarantined(), EventFactory.create(state="unrouted")
    client = sign_in("decide")
    ticked = {"_selected_action": [event.pk, lost.pk]}
    assert (
        "1 call is genuine now"
        in client.post(LIST, {"action": "verify_selected", **ticked}, follow=True).content.decode()
    )
    assert (
        "1 call was handed" in client.post(LIST, {"action": "route_selected", **ticked}, follow=True).content.decode()
    )
    assert set(Event.objects.values_list("state", flat=True)) == {"accepted"}


@pytest.mark.parametrize("what", ["verify", "route"])
def test_nobody_gives_second_chances_without_the_right(sign_in: SignIn, what: str) -> None:
    event = quarantined()
    assert sign_in("resolve").post(address(event, what)).status_code == 403
    assert sign_in("decide").get(address(event, what)).status_code == 302
    event.refresh_from_db()
    assert event.state == "quarantined"


def test_a_call_with_a_wrong_secret_is_let_in_after_the_connection_was_mended(bridge: Bridge, sign_in: SignIn) -> None:
    bridge.post("debt-note", {"DebtNoteId": "1"}, **{"X-Hub-Token": "tomorrow's secret"})
    secrets = bridge.source.credentials
    assert secrets is not None
    secrets.header_value = "tomorrow's secret"  # type: ignore[attr-defined]
    secrets.save()
    event = Event.objects.get()
    sign_in("decide").post(address(event, "verify"))
    event.refresh_from_db()
    assert (event.state, TOKEN in str(event.headers)) == ("accepted", False)
