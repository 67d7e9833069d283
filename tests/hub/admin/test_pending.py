"""Causes: found by money and age, fixed once for all that wait behind them."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.hub.engine.access import options as live
from apps.hub.models import AuditEntry, Blocker, Mapping, OptionList, PendingError, Transfer
from tests.factories import ConnectionFactory, OmieCredentialsFactory, PendingErrorFactory, TransferFactory, UserFactory
from tests.hub.admin.conftest import SignIn, waiting
from tests.hub.conftest import Bridge

LIST = "/admin/hub/pendingerror/"
EVIL = "<script>alert(1)</script>"
DEPARTMENTS = [
    {"value": "101", "label": "001.001 Operações", "group": ""},
    {"value": "102", "label": "001.002 Filial Sul", "group": ""},
]


def address(cause: PendingError, what: str = "change") -> str:
    return f"{LIST}{cause.pk}/{what}/"


def listed(cause: PendingError, options: list[dict[str, str]] | None = None) -> None:
    """Let the target have told its list a moment ago."""
    assert cause.target
    OptionList.objects.create(
        connection=cause.target, vocabulary=cause.vocabulary, options=options or DEPARTMENTS, fetched_at=timezone.now()
    )


def queries(client: Client, where: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as counted:
        assert client.get(where).status_code == 200
    return len(counted)


def test_all_is_well_when_nothing_waits(sign_in: SignIn) -> None:
    assert "All is well" in sign_in().get(LIST).content.decode()


def test_a_card_tells_the_cause_how_many_wait_and_how_much_money(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(label="Filial Sul")
    waiting(cause, 3)
    text = sign_in().get(LIST).content.decode()
    assert "Cost centre “Filial Sul” has no counterpart yet" in text
    assert "3 documents" in text
    assert "R$\xa03,751.50" in text


def test_sums_of_different_currencies_are_never_added_up(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    euros = TransferFactory.create(state="waiting", currency="EUR", amount=99)
    Blocker.objects.create(transfer=euros, pending_error=cause)
    [(_, _, figures)] = sign_in().get(LIST).context["cards"]
    assert {(amount, currency) for amount, currency in figures.sums} == {
        (Decimal("1250.5"), "BRL"),
        (Decimal(99), "EUR"),
    }
    assert figures.waiting == 2


def test_most_money_comes_first_and_what_stops_a_connection_before_all(sign_in: SignIn) -> None:
    small, large = PendingErrorFactory.create_batch(2)
    waiting(small, 1)
    waiting(large, 2)
    closed = PendingErrorFactory.create(asks="reconnect", code="target.credentials_refused", vocabulary="", params={})
    cards = sign_in().get(LIST).context["cards"]
    assert [cause.pk for cause, _, _ in cards] == [closed.pk, large.pk, small.pk]


def test_a_paused_connections_queue_is_counted_behind_its_cause(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(asks="reconnect", code="target.credentials_refused", vocabulary="", params={})
    TransferFactory.create_batch(4, flow__target=cause.target)
    client = sign_in("resolve")
    [(_, _, figures)] = client.get(LIST).context["cards"]
    assert figures.waiting == 4
    assert "Sign in to" in client.get(address(cause)).content.decode()


def test_the_list_costs_the_same_for_many_causes_as_for_few(sign_in: SignIn) -> None:
    client = sign_in()
    waiting(PendingErrorFactory.create(), 1)
    client.get(LIST)
    few = queries(client, LIST)
    for cause in PendingErrorFactory.create_batch(20):
        waiting(cause, 2)
    assert queries(client, LIST) == few


def test_ten_thousand_causes_are_shown_in_pages(sign_in: SignIn) -> None:
    first = PendingErrorFactory.create()
    copies = PendingErrorFactory.build_batch(9_999, source=first.source, target=first.target)
    PendingError.objects.bulk_create(copies)
    transfer = TransferFactory.create(state="waiting")
    Blocker.objects.bulk_create(
        [Blocker(transfer=transfer, pending_error=cause) for cause in PendingError.objects.all()]
    )
    client = sign_in()
    client.get(LIST)
    response = client.get(LIST)
    assert response.context["portion"].paginator.count == 10_000
    assert len(response.context["cards"]) == 25


def test_ten_thousand_waiting_transfers_are_shown_in_pages(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    [one] = waiting(cause, 1)
    copies = [
        TransferFactory.build(flow=one.flow, target=one.target, payload=None, state="waiting", digest="0" * 64)
        for _ in range(9_999)
    ]
    rows = Transfer.objects.bulk_create(copies)
    Blocker.objects.bulk_create([Blocker(transfer=row, pending_error=cause) for row in rows])
    client = sign_in("resolve")
    response = client.get(address(cause))
    assert response.context["figures"].waiting == 10_000
    newest = client.get(address(cause), {"page": "last"}).context["portion"]
    assert [row.pk for row in newest.rows] == list(Transfer.objects.order_by("pk").values_list("pk", flat=True)[9_975:])
    assert queries(client, address(cause)) < 25


def test_choosing_a_value_releases_all_that_waited(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(label="Filial Sul")
    rows = waiting(cause, 3)
    listed(cause)
    client = sign_in("resolve")
    response = client.post(address(cause, "map"), {"target_value": "102"}, follow=True)
    assert "3 transfers go on" in response.content.decode()
    assert Transfer.objects.filter(pk__in=[row.pk for row in rows], state="queued").count() == 3
    mapping = Mapping.objects.get()
    assert (mapping.value, mapping.target_value, mapping.target_label) == (cause.value, "102", "001.002 Filial Sul")
    assert mapping.author == User.objects.get(pk=client.session["_auth_user_id"])
    assert AuditEntry.objects.get().verb == "mapped"


def test_a_double_click_maps_once_and_says_kindly_that_it_is_done(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    client = sign_in("resolve")
    client.post(address(cause, "map"), {"typed": "101"})
    again = client.post(address(cause, "map"), {"typed": "102"}, follow=True)
    assert "You have resolved this already. Nothing was done twice." in again.content.decode()
    assert Mapping.objects.get().target_value == "101"
    assert AuditEntry.objects.count() == 1


def test_the_slower_of_two_people_is_told_kindly(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    sign_in("resolve").post(address(cause, "map"), {"typed": "101"})
    slower = sign_in("resolve").post(address(cause, "map"), {"typed": "102"}, follow=True)
    assert "Somebody else was faster" in slower.content.decode()
    assert Mapping.objects.get().target_value == "101"


def test_no_value_is_no_decision(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    response = sign_in("resolve").post(address(cause, "map"), {"typed": " \0 "}, follow=True)
    assert "Choose a value first" in response.content.decode()
    assert Mapping.objects.count() == 0


def test_one_value_for_everything_answers_the_other_causes_of_its_kind(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    same = PendingErrorFactory.create(source=cause.source, target=cause.target)
    other = PendingErrorFactory.create(source=cause.source, target=cause.target, vocabulary="project")
    for each in (cause, same, other):
        waiting_behind(each)
    sign_in("resolve").post(address(cause, "map"), {"typed": "101", "everywhere": "1"})
    assert Mapping.objects.get().value == "*"
    assert list(PendingError.objects.open()) == [other]
    assert Transfer.objects.filter(state="queued").count() == 2


def waiting_behind(cause: PendingError) -> None:
    """Let one transfer wait behind a cause, in a flow of its own."""
    transfer = TransferFactory.create(state="waiting")
    Blocker.objects.create(transfer=transfer, pending_error=cause)


@pytest.mark.parametrize("what", ["map", "retry", "assign"])
def test_nobody_resolves_without_the_right(sign_in: SignIn, what: str) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    assert sign_in("decide").post(address(cause, what), {"typed": "1", "to": "1"}).status_code == 403
    assert PendingError.objects.open().count() == 1
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("what", ["map", "retry", "assign", "comment"])
def test_nothing_is_decided_by_following_a_link(sign_in: SignIn, what: str) -> None:
    cause = PendingErrorFactory.create()
    answer = sign_in("resolve").get(address(cause, what), {"typed": "1", "to": "1", "text": "x"}, follow=True)
    assert answer.redirect_chain == [(address(cause), 302)]
    assert "Nothing was changed: what you had filled in did not arrive." in answer.content.decode()
    assert PendingError.objects.open().exists()
    assert not AuditEntry.objects.exists()


def test_a_corrected_cause_is_tried_again_with_its_reason(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(asks="target", code="target.rejected", vocabulary="", params={"answer": EVIL})
    rows = waiting(cause, 2)
    client = sign_in("resolve")
    text = client.get(address(cause)).content.decode()
    assert "Try 2 transfers again" in text
    assert EVIL not in text
    client.post(address(cause, "retry"), {"reason": "category reopened"})
    assert Transfer.objects.filter(pk__in=[row.pk for row in rows], state="queued").count() == 2
    assert AuditEntry.objects.values_list("verb", "reason").get() == ("retried", "category reopened")


def test_somebody_can_be_made_responsible_and_filters_for_it(sign_in: SignIn) -> None:
    cause, other = PendingErrorFactory.create_batch(2)
    client = sign_in("resolve")
    me = client.get(LIST).wsgi_request.user
    client.post(address(cause, "assign"), {"to": me.pk})
    cards = client.get(f"{LIST}?mine=1").context["cards"]
    assert [row.pk for row, _, _ in cards] == [cause.pk]
    assert AuditEntry.objects.get().verb == "assigned"
    client.post(address(other, "assign"), {"to": UserFactory.create(is_staff=False).pk})
    other.refresh_from_db()
    assert other.assigned_to is None


def test_options_are_searched_without_regard_to_accents_and_proposed_by_name(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(label="Fleet > Filial Sul")
    listed(cause)
    client = sign_in("resolve")
    text = client.get(address(cause)).content.decode()
    assert "same name" in text
    part = client.get(address(cause, "options"), {"q": "operacoes"}).context["choice"]
    assert [option["value"] for option in part.options] == ["101"]


def test_a_chosen_option_stays_while_somebody_searches_on(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    listed(cause)
    choice = sign_in("resolve").get(address(cause, "options"), {"q": "sul", "target_value": "101"}).context["choice"]
    assert [option["value"] for option in choice.options] == ["101", "102"]


def test_a_long_list_is_shown_in_part_and_says_so(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    listed(cause, [{"value": str(n), "label": f"Department {n}", "group": ""} for n in range(10_000)])
    text = sign_in("resolve").get(address(cause, "options")).content.decode()
    assert "The first 100 of 10000" in text or "The first 100 of 10,000" in text


def test_the_page_never_waits_for_the_target(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    text = sign_in("resolve").get(address(cause)).content.decode()
    assert 'hx-trigger="load"' in text
    assert OptionList.objects.count() == 0


def test_a_target_that_cannot_be_reached_is_said_clearly_and_a_value_can_be_typed(sign_in: SignIn) -> None:
    target = ConnectionFactory.create(base_url="http://127.0.0.1:9/")
    OmieCredentialsFactory.create(connection=target)
    cause = PendingErrorFactory.create(target=target)
    text = sign_in("resolve").get(address(cause, "options")).content.decode()
    assert "does not give its list right now" in text
    assert 'name="typed"' in text


def test_refused_credentials_are_not_tried_again_for_a_list(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(target__state="paused")
    text = sign_in("resolve").get(address(cause, "options")).content.decode()
    assert "no longer accepts our sign-in" in text


def test_live_options_come_from_the_target_and_are_kept(bridge: Bridge) -> None:
    first = live.options(bridge.target, "cost_centre")
    assert {"value": "619153908", "label": "001.002 MANUTENCAO", "group": ""} in first.options
    asked = len(bridge.sandbox.calls("omie"))
    assert live.options(bridge.target, "cost_centre").fetched_at == first.fetched_at
    assert len(bridge.sandbox.calls("omie")) == asked
    assert live.options(bridge.target, "cost_centre", fresh=True).fetched_at > first.fetched_at


def test_names_from_outside_are_shown_and_not_run(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(label=EVIL, value="=1+1")
    waiting(cause, 1)
    listed(cause, [{"value": "1", "label": EVIL, "group": EVIL}])
    client = sign_in("resolve", "decide", "close")
    for where in (LIST, address(cause), address(cause, "options")):
        text = client.get(where).content.decode()
        assert EVIL not in text
        assert "&lt;script&gt;" in text


def test_a_resolved_cause_tells_who_and_how(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create()
    waiting(cause, 1)
    client = sign_in("resolve")
    client.post(address(cause, "map"), {"typed": "101"})
    assert "Value chosen" in client.get(address(cause)).content.decode()
    [(row, _, _)] = client.get(f"{LIST}?show=resolved").context["cards"]
    assert row == cause
