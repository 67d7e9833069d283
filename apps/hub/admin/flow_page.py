"""What stands above the form of a flow."""

from django.db.models import Count
from django.utils.translation import gettext

from apps.hub.admin.connection_health import connector_of
from apps.hub.models import Flow, Transfer
from apps.hub.models.transfer import TransferState


def documents_of(row: Flow) -> str:
    """Give what the flow's documents are called."""
    source = connector_of(row.source)
    names = {entry.kind: gettext(entry.name) for entry in source.sources} if source else {}
    return names.get(row.kind, row.kind)


def states_of(row: Flow) -> list[tuple[str, str, int]]:
    """Give the flow's open transfers by state, with the state's name."""
    counts = Transfer.objects.filter(flow=row).exclude(state=TransferState.DELIVERED).order_by()
    rows = counts.values("state").annotate(count=Count("pk"))
    return [(entry["state"], str(TransferState(entry["state"]).label), entry["count"]) for entry in rows]


def settings_in_words(row: Flow) -> list[tuple[str, str]]:
    """Give what was chosen for the target, for those who may not change it."""
    found = []
    for setting in row.declared if connector_of(row.target) else ():
        labels = {option.value: gettext(option.label) for option in setting.choices}
        value = row.setting(setting.slug)
        found.append((gettext(setting.name), labels.get(value, value)))
    return found
