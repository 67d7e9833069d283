"""Give the files that exist the number that stands in them, so that each series goes on after its highest one."""

from bisect import bisect_right

from django.db import migrations

from apps.core.connector import registry

#: Kinds of file in which no number stands.
UNNUMBERED = ("original", "csv", "json")


def fill(apps, schema_editor):
    """Go through the files of every flow that shares numbers; where two bear the same one, the earlier keeps it."""
    flows = numbered(apps)
    files = apps.get_model("hub", "Batch").objects.filter(flow__in=flows).exclude(written_as__in=UNNUMBERED)
    for pk, flow, number, at in files.order_by("pk").values_list("pk", "flow", "number", "produced_at"):
        series, connection, told = flows[flow]
        settings = told.at(at)
        keep(apps, pk, connection, series.key(settings), number + series.given(settings))


def keep(apps, pk, connection, agreement, number):
    """Raise a series to the number of a file, and write that down with the file unless another one bears it."""
    every = apps.get_model("hub", "FileSeries").objects
    files = apps.get_model("hub", "Batch").objects
    row, _new = every.get_or_create(connection_id=connection, agreement=agreement)
    every.filter(pk=row.pk, last__lt=number).update(last=number)
    if not files.filter(series=row, file_number=number).exists():
        files.filter(pk=pk).update(series=row, file_number=number)


def numbered(apps):
    """Give by its key every flow that shares numbers: how, with which connection, and its settings."""
    found = {}
    for flow in apps.get_model("hub", "Flow").objects.select_related("target"):
        connector, series = declared(flow)
        if series is not None:
            found[flow.pk] = series, flow.target_id, Told(apps, flow, connector)
    return found


def declared(flow):
    """Give the connector of a flow's target and how it numbers files; nothing where it is not installed."""
    try:
        connector = registry.get(flow.target.connector_slug)
        return connector, connector.target(flow.kind).series
    except KeyError:
        return None, None


class Told:
    """The settings of a flow as they were at any time: those of now where nothing older is known."""

    def __init__(self, apps, flow, connector):
        self.defaults = {one.slug: one.default for one in connector.settings}
        self.now = flow.settings
        told = apps.get_model("hub", "HistoricalFlow").objects.filter(id=flow.pk).order_by("history_date", "history_id")
        self.past = list(told.values_list("history_date", "settings"))

    def at(self, moment):
        """Give what had been chosen at a moment, else the defaults."""
        before = bisect_right([since for since, _settings in self.past], moment)
        chosen = self.past[before - 1][1] if before else self.now
        return {**self.defaults, **{slug: str(value) for slug, value in chosen.items()}}


class Migration(migrations.Migration):
    dependencies = [("hub", "0028_file_numbers_by_agreement")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
