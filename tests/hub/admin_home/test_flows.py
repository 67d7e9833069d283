"""Flows: only what both ends can do is offered, and the switch says what it set in motion."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from apps.hub.models import AuditEntry, Connection, Flow, Rule, Transfer
from tests.factories import ConnectionFactory, RuleFactory, TransferFactory
from tests.hub.admin_home.conftest import Crossing

LIST = "/admin/hub/flow/"


def page_of(flow: Flow) -> str:
    return f"{LIST}{flow.pk}/change/"


def form(**changed: str) -> dict[str, str]:
    """What the browser sends for a flow without rules."""
    settings = {"due_date_floor": "N", "attach_files": "S", "post_payments": "S", "document_type_default": "99999"}
    management = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    sent = {"name": "Debit notes"} | {f"setting_{name}": value for name, value in settings.items()}
    return sent | {f"rules-{name}": value for name, value in management.items()} | changed


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_offered_is_what_the_source_sends_the_target_books_and_nobody_made_yet(
    admin_page: Client, crossing: Crossing
) -> None:
    page = admin_page.get(f"{LIST}add/").content.decode()
    ends = f"?source={crossing.source.pk}&amp;target={crossing.target.pk}&amp;kind="
    assert f"{ends}bill" in page
    assert f"{ends}financial_entry" in page
    assert f"{ends}invoice" not in page
    assert f"?source={crossing.target.pk}&amp;" not in page


def test_without_two_ends_it_says_to_connect_another_system(admin_page: Client) -> None:
    ConnectionFactory.create()
    assert "Connect another one first" in admin_page.get(f"{LIST}add/").content.decode()


def test_a_flow_is_made_switched_off_with_the_target_s_settings(admin_page: Client, crossing: Crossing) -> None:
    ends = f"?source={crossing.source.pk}&target={crossing.target.pk}&kind=bill"
    page = admin_page.get(f"{LIST}add/{ends}").content.decode()
    assert "Raise past due dates" in page
    assert 'name="kind"' not in page
    admin_page.post(f"{LIST}add/{ends}", form(name="Fiscal invoices", setting_attach_files="N"))
    made = Flow.objects.get(name="Fiscal invoices")
    assert (made.kind, made.active, made.settings["attach_files"]) == ("bill", False, "N")
    assert (made.source, made.target) == (crossing.source, crossing.target)


def test_a_choice_that_the_target_does_not_declare_is_refused(admin_page: Client, crossing: Crossing) -> None:
    answer = admin_page.post(page_of(crossing.flow), form(setting_attach_files="perhaps"))
    assert answer.status_code == 200
    assert Flow.objects.get().settings == {}


def test_switching_on_tells_how_many_go_on_and_is_written_down(admin_page: Client, crossing: Crossing) -> None:
    Flow.objects.update(active=False)
    TransferFactory.create_batch(3, flow=crossing.flow, state="received")
    answer = admin_page.post(f"{LIST}{crossing.flow.pk}/switch/", {"active": "on"}, follow=True)
    assert said(answer) == ["The flow is on. 3 documents that were kept are on their way."]
    assert Flow.objects.get().active
    assert set(Transfer.objects.values_list("state", flat=True)) == {"queued"}
    assert AuditEntry.objects.get().detail == {"active": True}


def test_switching_on_before_the_target_is_connected_says_so(admin_page: Client, crossing: Crossing) -> None:
    Connection.objects.filter(pk=crossing.target.pk).update(state="new")
    answer = admin_page.post(f"{LIST}{crossing.flow.pk}/switch/", {"active": "on"}, follow=True)
    assert "“Books” is not connected: documents wait until it is." in said(answer)


def test_switching_needs_the_right_and_a_pressed_button(finance_page: Client, crossing: Crossing) -> None:
    assert finance_page.post(f"{LIST}{crossing.flow.pk}/switch/", {"active": "off"}).status_code == 403
    assert finance_page.get(f"{LIST}{crossing.flow.pk}/switch/").status_code == 403
    assert Flow.objects.get().active


def test_a_followed_link_switches_nothing(admin_page: Client, crossing: Crossing) -> None:
    answer = admin_page.get(f"{LIST}{crossing.flow.pk}/switch/", {"active": "off"}, follow=True)
    assert "Nothing was changed: what you had filled in did not arrive." in answer.content.decode()
    assert Flow.objects.get().active


def test_of_two_people_who_edit_a_flow_the_slower_overwrites_nothing(admin_page: Client, crossing: Crossing) -> None:
    seen = re.search(r'name="seen" value="(\d+)"', admin_page.get(page_of(crossing.flow)).content.decode())
    assert seen
    assert admin_page.post(page_of(crossing.flow), form(name="Faster", seen=seen[1])).status_code == 302
    slower = admin_page.post(page_of(crossing.flow), form(name="Slower", seen=seen[1]))
    assert "This was saved meanwhile" in slower.content.decode()
    assert Flow.objects.get().name == "Faster"


def test_whoever_may_only_look_sees_a_flow_without_its_switch(finance_page: Client, crossing: Crossing) -> None:
    page = finance_page.get(page_of(crossing.flow)).content.decode()
    assert "Documents are booked as they come." in page
    assert "Raise past due dates" in page
    assert "Switch off" not in page


def test_a_flow_that_documents_took_cannot_be_deleted(admin_page: Client, crossing: Crossing) -> None:
    assert admin_page.get(f"{LIST}{crossing.flow.pk}/delete/").status_code == 403


def test_a_rule_is_added_on_the_page_of_its_flow(admin_page: Client, crossing: Crossing) -> None:
    rule = {"name": "Large", "path": "total", "operator": "above", "value": "5000", "action": "hold", "position": "1"}
    sent = form(**{"rules-TOTAL_FORMS": "1"}) | {f"rules-0-{name}": value for name, value in rule.items()}
    admin_page.post(page_of(crossing.flow), sent | {"rules-0-flow": str(crossing.flow.pk), "rules-0-active": "on"})
    assert Rule.objects.get().flow == crossing.flow


def test_a_rule_whose_field_cannot_be_read_or_that_lacks_a_value_is_refused(
    finance_page: Client, crossing: Crossing
) -> None:
    rule = {"flow": crossing.flow.pk, "name": "Odd", "path": "party..[", "operator": "equals", "action": "skip"}
    answer = finance_page.post("/admin/hub/rule/add/", rule | {"position": 0, "value": ""})
    page = answer.content.decode()
    assert "This is not the name of a field." in page
    assert "This condition needs a value." in page
    assert not Rule.objects.exists()


def test_a_rule_reads_as_a_sentence_and_its_history_tells_who_changed_it(
    finance_page: Client, crossing: Crossing
) -> None:
    rule = RuleFactory.create(flow=crossing.flow, name="Large")
    assert "is more than" in finance_page.get("/admin/hub/rule/").content.decode()
    changed = {
        "name": "Larger",
        "path": "total",
        "operator": "above",
        "value": "20000",
        "action": "hold",
        "position": 0,
    }
    finance_page.post(f"/admin/hub/rule/{rule.pk}/change/", changed | {"active": "on"})
    page = finance_page.get(f"/admin/hub/rule/{rule.pk}/history/").content.decode()
    assert "<s>10000</s>" in page
    assert "<strong>20000</strong>" in page
    assert "ana" in page


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_flow_of_a_connector_that_is_gone_is_refused_and_breaks_nothing(crossing: Crossing, end: str) -> None:
    gone = ConnectionFactory.create(connector_slug="gone", name="Gone")
    setattr(crossing.flow, end, gone)
    with pytest.raises(ValidationError, match="Gone does not handle these documents"):
        crossing.flow.clean()
