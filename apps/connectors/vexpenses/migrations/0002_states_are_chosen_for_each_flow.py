"""Which states of reports are taken is a choice of each flow; what its connection had chosen goes on for it."""

from typing import Any

from django.db import migrations

SLUG, KIND, USUAL = "report_states", "expense_report", "APROVADO"


def words(text: str) -> list[str]:
    """Give the words of a list with commas, each once."""
    return list(dict.fromkeys(word.strip().upper() for word in text.split(",") if word.strip()))


def to_flows(apps: Any, schema_editor: Any) -> None:
    """Give each flow the states of its connection."""
    flows = apps.get_model("hub", "Flow").objects
    for source, states in apps.get_model("vexpenses", "Credentials").objects.values_list("connection_id", "states"):
        for flow in flows.filter(source_id=source, kind=KIND):
            flow.settings = {**flow.settings, SLUG: ", ".join(words(states)) or USUAL}
            flow.save(update_fields=["settings"])


def to_connections(apps: Any, schema_editor: Any) -> None:
    """Give each connection all states of its flows."""
    flows, credentials = apps.get_model("hub", "Flow").objects, apps.get_model("vexpenses", "Credentials").objects
    for source in credentials.values_list("connection_id", flat=True):
        taking = list(flows.filter(source_id=source, kind=KIND))
        chosen = words(",".join(str(flow.settings.pop(SLUG, USUAL)) for flow in taking)) or [USUAL]
        credentials.filter(connection_id=source).update(states=", ".join(chosen))
        flows.bulk_update(taking, ["settings"])


class Migration(migrations.Migration):

    dependencies = [
        ("hub", "0026_amount_in_a_file"),
        ("vexpenses", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(to_flows, to_connections),
        migrations.RemoveField(model_name="credentials", name="states"),
    ]
