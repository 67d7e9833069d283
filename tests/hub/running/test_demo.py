"""The demo: made once, kept as its owner changed it, and never made in a hub that the world can reach."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import ApiKey, User
from apps.connectors.yokoy.options import payment_terms
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Batch, Connection, Event, Flow, Mapping, Pull, Transfer
from apps.hub.running.demo import Demo, ask_first
from apps.sandbox.server import Sandbox
from tests.factories import TransferFactory

pytestmark = pytest.mark.django_db
SANDBOX = "http://127.0.0.1:8801"


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(url="http://127.0.0.1:8800", sandbox=SANDBOX, file=tmp_path / "demo.json")


def told(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.file.read_text())
    return found


def signs_in(client: Client, name: str, password: str) -> bool:
    answer = client.post("/admin/login/?next=/admin/", {"username": name, "password": password})
    client.logout()
    return answer.status_code == 302


def test_the_file_says_all_that_a_script_needs_and_only_its_owner_reads_it(demo: Demo, client: Client) -> None:
    demo.ensure()
    known = told(demo)
    assert list(known) == ["url", "user", "password", "api_token", "hooks"]
    assert demo.file.stat().st_mode & 0o777 == 0o600
    assert signs_in(client, known["user"], known["password"])
    answer = client.get("/api/v1/flows/", headers={"Authorization": f"Bearer {known['api_token']}"})
    assert answer.status_code == 200


def test_the_hook_of_the_file_takes_documents(demo: Demo, client: Client) -> None:
    demo.ensure()
    hook = told(demo)["hooks"]["bluefleet"]
    path = hook["url"].removeprefix(demo.url) + "/debt-note"
    body = {"DebtNoteId": 4711}
    assert client.post(path, body, "application/json", headers=hook["headers"]).status_code == 200
    assert client.post(path, body, "application/json").status_code == 401
    assert Event.objects.filter(state=Event.State.ACCEPTED).count() == 1


def test_ten_flows_run_and_four_values_are_left_for_the_newcomer(demo: Demo) -> None:
    demo.ensure()
    flows = Flow.objects.filter(active=True)
    assert sorted(flows.values_list("source__connector_slug", "target__connector_slug", "kind")) == [
        ("banqup", "yokoy", "bill"),
        ("bluefleet", "omie", "bill"),
        ("bluefleet", "omie", "financial_entry"),
        ("bluefleet", "omie", "invoice"),
        ("vexpenses", "contaazul", "expense_report"),
        ("vexpenses", "datasul", "expense_report"),
        ("vexpenses", "matera", "expense_report"),
        ("vexpenses", "nibo", "expense_report"),
        ("vexpenses", "omie", "expense_report"),
        ("vexpenses", "pagnet", "expense_report"),
    ]
    mapped = set(Mapping.objects.values_list("vocabulary", "value"))
    assert mapped >= {("cost_centre", "20"), ("payment_term", "30")}
    assert not mapped & {("cost_centre", "30"), ("category", "expense-group:Multas")}
    lodging = Mapping.objects.filter(vocabulary="category", value="4110204")
    assert not lodging.filter(target__connector_slug="omie").exists()
    assert ("payment_term", "60") not in mapped
    for flow in Flow.objects.all():
        flow.clean()


def test_people_have_the_rights_of_their_roles(demo: Demo) -> None:
    demo.ensure()
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="finance").has_perm("hub.resolve")
    assert not User.objects.get(username="support").has_perm("hub.resolve")


def test_a_second_start_changes_nothing_that_its_owner_changed(demo: Demo) -> None:
    demo.ensure()
    before = told(demo)
    Flow.objects.filter(kind="bill").update(active=False)
    Pull.objects.update(every=60)
    Mapping.objects.filter(vocabulary="payment_type").delete()
    counts = [model.objects.count() for model in (User, ApiKey, Connection, Flow, Mapping)]
    demo.ensure()
    assert told(demo) == before
    assert [model.objects.count() for model in (User, ApiKey, Connection, Flow, Mapping)] == counts
    assert not Flow.objects.filter(kind="bill", active=True).exists()
    assert set(Pull.objects.values_list("every", flat=True)) == {60}


def test_the_target_follows_the_simulated_vendors_to_another_port(demo: Demo) -> None:
    demo.ensure()
    Demo(url=demo.url, sandbox="http://127.0.0.1:9999", file=demo.file).ensure()
    assert Connection.objects.get(connector_slug="omie").address == "http://127.0.0.1:9999/omie/api/v1/"


def test_a_connection_needs_no_address_of_its_own_where_the_settings_know_the_vendors(
    demo: Demo, settings: Settings
) -> None:
    settings.SANDBOX_URL = SANDBOX
    demo.ensure()
    assert set(Connection.objects.values_list("base_url", flat=True)) == {""}
    assert Connection.objects.get(connector_slug="omie").address == f"{SANDBOX}/omie/api/v1/"


def test_a_lost_file_gives_a_new_password_and_a_new_key_and_the_old_ones_are_over(demo: Demo, client: Client) -> None:
    demo.ensure()
    lost = told(demo)
    demo.file.unlink()
    demo.ensure()
    known = told(demo)
    assert not signs_in(client, "admin", lost["password"])
    assert signs_in(client, "finance", known["password"])
    assert not ApiKey.objects.filter(digest=ApiKey.digest_of(lost["api_token"])).exists()
    assert ApiKey.objects.filter(digest=ApiKey.digest_of(known["api_token"])).count() == 1
    assert known["hooks"] == lost["hooks"]


def test_a_password_that_somebody_chose_is_left_alone(demo: Demo, client: Client) -> None:
    demo.ensure()
    admin = User.objects.get(username="admin")
    admin.set_password("chosen by a person")
    admin.save()
    demo.ensure()
    assert signs_in(client, "admin", "chosen by a person")


def test_the_first_documents_are_sent_once_in_the_life_of_a_database(demo: Demo) -> None:
    demo.ensure()
    made = {(one.address, one.scenario) for one in demo.first_documents()}
    assert (f"{SANDBOX}/bluefleet/send", "new_cost_centre") in made
    assert (f"{SANDBOX}/banqup/make", "purchase_in_sixty_days") in made
    connection = Connection.objects.get(connector_slug="bluefleet")
    Event.objects.create(connection=connection, path="debt-note", digest="d", received_at=timezone.now())
    assert {one.source for one in demo.first_documents()} == {"Banqup (demo)", "VExpenses (demo)"}
    for slug in ("banqup", "vexpenses"):
        flow = Flow.objects.filter(source__connector_slug=slug).first()
        TransferFactory.create(flow=flow)
    assert demo.first_documents() == []


def test_a_source_is_asked_once_its_first_documents_are_made_and_then_regularly(demo: Demo) -> None:
    demo.ensure()
    rows = Pull.objects.order_by("connection__connector_slug")
    assert [(row.connection.connector_slug, row.every, row.due_at) for row in rows] == [
        ("banqup", 15, None),
        ("vexpenses", 15, None),
    ]
    for source in ("Banqup (demo)", "Blue Fleet (demo)", "VExpenses (demo)"):
        ask_first(source)
    assert Pull.objects.filter(due_at=None).count() == 0
    assert Pull.objects.count() == 2


def test_the_demos_accounts_are_those_of_the_simulated_vendors(demo: Demo, sandbox: Sandbox) -> None:
    Demo(url=demo.url, sandbox=sandbox.url, file=demo.file).ensure()
    for slug in ("banqup", "contaazul", "nibo", "omie", "vexpenses", "yokoy"):
        row = Connection.objects.with_credentials().get(connector_slug=slug)
        identity = row.connector.check(open_line(row).client) if row.connector.check else None
        assert identity
        assert row.account_id in ("", identity.account_id)
    yokoy = Connection.objects.get(connector_slug="yokoy")
    options = yokoy.connector.unit.options(open_line(yokoy).client) if yokoy.connector.unit else ()
    assert (yokoy.unit_id, yokoy.unit_name) in [(option.value, option.label) for option in options]
    terms = {option.value: option.label for option in payment_terms(open_line(yokoy).client)}
    chosen = Mapping.objects.get(vocabulary="payment_term")
    assert terms[chosen.target_value] == chosen.target_label


def test_a_file_for_datasul_is_ready_once_the_first_reports_came(
    demo: Demo, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1  # a test's transaction is seen by its own thread only
    sandbox.contaazul.switch(protocol_seconds=0)
    here = Demo(url=demo.url, sandbox=sandbox.url, file=demo.file)
    here.ensure()
    for one in here.first_documents():
        if one.source == "VExpenses (demo)":
            sandbox.vexpenses.make(one.scenario)
    ask_first("VExpenses (demo)")
    pull.pull_due()
    work.work()
    for _start in range(2):
        here.first_files()
    batch = Batch.objects.get()
    assert (batch.flow.target.connector_slug, batch.count) == ("datasul", 4)
    assert batch.payload.raw.startswith(b"0;HUBAP1;1;1;101;")
    reports = Transfer.objects.filter(flow__source__connector_slug="vexpenses")
    assert dict(Counter(reports.values_list("flow__target__connector_slug", "state"))) == {
        ("contaazul", "delivered"): 4,
        ("nibo", "delivered"): 4,
        ("omie", "delivered"): 3,
        ("omie", "waiting"): 1,
        ("datasul", "filed"): 4,
        ("matera", "ready"): 4,
        ("pagnet", "ready"): 4,
    }


def test_what_may_be_tried_names_the_addresses_that_there_are(demo: Demo) -> None:
    told = " ".join(demo.to_try())
    assert f"{SANDBOX}/banqup/" in told
    assert "{" not in told


def test_a_hub_that_the_world_can_reach_gets_no_demo(demo: Demo, settings: Settings) -> None:
    settings.ON_THIS_MACHINE = False
    with pytest.raises(CommandError):
        call_command("demo", file=demo.file)
    assert not User.objects.exists()
    assert not demo.file.exists()
