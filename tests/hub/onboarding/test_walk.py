"""From the catalogue to a flow that is on, step by step, against the sandbox."""

import json

from django.test import Client

from apps.connectors.omie.models import Credentials as OmieCredentials
from apps.hub.engine.working import work
from apps.hub.models import Acceptance, AuditEntry, Connection, Flow, Mapping, Transfer
from apps.sandbox.bluefleet import scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox
from tests.hub.conftest import APP_SECRET, TOKEN
from tests.hub.onboarding.conftest import Walker

CHOICES = {
    ("account", "*"): "630881258",
    ("category", "debt-note-type:1"): "1.01.02",
    ("cost_centre", "10"): "619153916",
    ("cost_centre", "11"): "619153916",
}


def answers(walker: Walker) -> dict[str, str]:
    """Choose a counterpart for every value in the table that the page shows."""
    form: dict[str, str] = {}
    for row in walker.page.context["rows"]:
        number, missing = row.number, row.missing
        chosen = CHOICES.get((missing.vocabulary, missing.value), "")
        form |= {f"vocabulary-{number}": missing.vocabulary, f"value-{number}": missing.value}
        form |= {f"label-{number}": missing.label, f"target-{number}": chosen}
    return form


def send(client: Client, builder: Builder) -> None:
    """Have Blue Fleet send a debit note to the address that the wizard shows."""
    row = Connection.objects.get(connector_slug="bluefleet")
    for notification in scenarios.debit_note_instalments(builder):
        url = f"/hooks/{row.public_id}/{notification.path.strip('/')}"
        client.post(url, json.dumps(notification.body), content_type="application/json", headers={"X-Hub-Token": TOKEN})


def test_two_systems_are_connected_from_nothing_to_the_first_booked_document(
    walker: Walker, builder: Builder, sandbox: Sandbox, client: Client
) -> None:
    walker.connect("bluefleet")
    assert walker.step == "what"
    walker.choose("source:invoice:omie:new")
    assert "Step 2 of 13: Name and environment of Blue Fleet" in walker.text
    walker.fill_fleet()
    assert walker.step == "target-name"
    walker.fill_omie()
    assert walker.step == "settings"
    assert set(Connection.objects.values_list("state", flat=True)) == {"connected"}
    walker.post(name="Debit notes", **settings_of(walker))
    assert walker.step == "mappings"
    assert "No document has come yet" in walker.text
    send(Client(), builder)
    work.work()
    walker.go("mappings")
    assert "every other value" in walker.text
    walker.post(**answers(walker))
    assert walker.step == "preview"
    assert "Receivable" in walker.text
    assert sandbox.records("omie", "contareceber") == []
    walker.post()
    assert walker.step == "activate"
    walker.post()
    assert walker.address == "/admin/"
    work.work()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(sandbox.records("omie", "contareceber")) > 0
    walker.row.refresh_from_db()
    assert (walker.row.finished_at is not None, Flow.objects.get().active) == (True, True)
    assert Acceptance.objects.count() == 2
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"began", "filled", "accepted", "reconnected", "mapped", "switched"}
    assert Mapping.objects.filter(author__username="bia").count() == 2
    assert OmieCredentials.objects.get().app_secret == APP_SECRET


def settings_of(walker: Walker) -> dict[str, str]:
    """Send back what the form of the settings proposes."""
    form = walker.page.context["form"]
    return {name: str(form.initial.get(name, "")) for name in form.fields if name not in ("name", "seen")}
