"""Files that are written by a layout: which version is in force, what it refuses, and the proof of what it wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from apps.core.errors import Rejected
from apps.core.layouts.batch import Frame, batch_of, file_name_of
from apps.core.layouts.layout import Layout
from apps.core.layouts.reading import Reread, reread
from apps.core.layouts.writing import refusals, render
from apps.hub.batches import series
from apps.hub.batches.choices import layouts_of
from apps.hub.batches.writers import Filed, Refused, Writer, Written
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Connection, Flow, LayoutVersion, Shelf


@dataclass(frozen=True, slots=True)
class InForce:
    """The layout by which a flow's files are written; ``usable``: there are no real books, or it was confirmed."""

    layout: Layout
    version: LayoutVersion | None
    usable: bool


def in_force(connection: Connection, preset: Layout) -> InForce:
    """Give the layout in force of a connection: one query.

    Where there are real books it is the latest that was confirmed, or the preset where that rests on no assumption;
    what nobody has confirmed yet is only looked at.
    """
    versions = list(LayoutVersion.objects.for_connection(connection, preset.slug))
    rehearsal = is_rehearsal(connection)
    confirmed = [version for version in versions if version.confirmed]
    chosen = next(iter(versions if rehearsal else confirmed), None)
    if chosen:
        return InForce(chosen.layout, chosen, usable=True)
    if versions and preset.assumed:
        return InForce(versions[0].layout, versions[0], usable=False)
    return InForce(preset, None, usable=rehearsal or not preset.assumed)


def is_rehearsal(connection: Connection) -> bool:
    """Tell whether a connection leads to no real books; one that is not declared any more may do so."""
    try:
        return connection.connector.environment(connection.environment).rehearsal
    except KeyError:
        return False


def layout_writer(flow: Flow, slug: str) -> Writer:
    """Give how files are written by a layout of the flow's target; KeyError for one that there is not."""
    preset = layouts_of(flow.target.connector, flow.kind)[slug]
    found = in_force(flow.target, preset)
    frame = frame_of(flow)
    return Writer(write=partial(write, found, frame), refuse=partial(refuse, found, frame))


def frame_of(flow: Flow) -> Frame:
    """Give what the next file of a flow is beside its documents."""
    last = Shelf.objects.filter(flow=flow).values_list("number", flat=True).first()
    chosen = {setting.slug: flow.setting(setting.slug) for setting in flow.declared}
    now = timezone.localtime()
    number = (last or 0) + 1
    return Frame(number=number, file_number=series.coming(flow), on=now.date(), at=now.time(), settings=chosen)


def batch_data(documents: Sequence[Filed], frame: Frame) -> dict[str, Any]:
    """Give documents as layouts see them."""
    return batch_of([(str(one.transfer), one.content) for one in documents], frame)


def refuse(found: InForce, frame: Frame, documents: Sequence[Filed], decimal_mark: str) -> Refused:
    """Give which documents the layout cannot hold, and why; what is wrong with the file stops all of them."""
    told: dict[int, Rejected] = {}
    for refusal in refusals(found.layout, batch_data(documents, frame)) if documents else ():
        about = [int(refusal.ref)] if refusal.ref else [one.transfer for one in documents]
        told |= {transfer: refusal.error for transfer in about if transfer not in told}
    return told


def write(found: InForce, frame: Frame, documents: Sequence[Filed], decimal_mark: str) -> Written:
    """Give a file that the second reader has read with equal totals; else raise `NotPossible`."""
    if not found.usable:
        raise NotPossible("batch.layout_unconfirmed")
    batch = batch_data(documents, frame)
    try:
        data = render(found.layout, batch)
        must_agree(reread(found.layout, data), batch)
    except Rejected as error:
        raise NotPossible(error.code) from error
    name = file_name_of(found.layout, batch)
    version = found.version.pk if found.version else None
    return Written(
        data,
        found.layout.media_type,
        name.rpartition(".")[2],
        name,
        number=frame.number,
        file_number=frame.file_number,
        version=version,
    )


def must_agree(found: Reread, batch: Mapping[str, Any]) -> None:
    """Refuse a file in which the second reader found other titles than there are in the batch."""
    amounts = [Decimal(title["amount"]) for title in batch["titles"]]
    if found.total != sum(amounts) or found.count not in (len(amounts), len(batch["entries"])):
        raise NotPossible("batch.layout_differs")
