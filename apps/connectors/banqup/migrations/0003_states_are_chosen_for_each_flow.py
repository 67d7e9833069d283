"""Which states of invoices are taken is a choice of each flow; what its connection had chosen goes on for it."""

from typing import Any

from django.db import migrations

#: The kind of documents, the setting, which the field of the credentials is called like, and what is usual.
MOVED = (("bill", "bill_states", "ACCEPTED"), ("invoice", "invoice_states", "SENT, DELIVERED, ARCHIVED"))


def words(text: str) -> list[str]:
    """Give the words of a list with commas, each once."""
    return list(dict.fromkeys(word.strip().upper() for word in text.split(",") if word.strip()))


def to_flows(apps: Any, schema_editor: Any) -> None:
    """Give each flow the states of its connection."""
    flows, credentials = apps.get_model("hub", "Flow").objects, apps.get_model("banqup", "Credentials").objects
    for kind, slug, usual in MOVED:
        for source, states in credentials.values_list("connection_id", slug):
            for flow in flows.filter(source_id=source, kind=kind):
                flow.settings = {**flow.settings, slug: ", ".join(words(states)) or usual}
                flow.save(update_fields=["settings"])


def to_connections(apps: Any, schema_editor: Any) -> None:
    """Give each connection all states of its flows."""
    flows, credentials = apps.get_model("hub", "Flow").objects, apps.get_model("banqup", "Credentials").objects
    for kind, slug, usual in MOVED:
        for source in credentials.values_list("connection_id", flat=True):
            taking = list(flows.filter(source_id=source, kind=kind))
            chosen = words(",".join(str(flow.settings.pop(slug, usual)) for flow in taking)) or words(usual)
            credentials.filter(connection_id=source).update(**{slug: ", ".join(chosen)})
            flows.bulk_update(taking, ["settings"])


class Migration(migrations.Migration):

    dependencies = [
        ("hub", "0026_amount_in_a_file"),
        ("banqup", "0002_kind_of_sign_in"),
    ]

    operations = [
        migrations.RunPython(to_flows, to_connections),
        migrations.RemoveField(model_name="credentials", name="bill_states"),
        migrations.RemoveField(model_name="credentials", name="invoice_states"),
    ]
