"""What was decided on the way, told once more before the flow is switched on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.hub import formats
from apps.hub.admin.flow_page import documents_of, settings_in_words
from apps.hub.engine.decisions import beginning
from apps.hub.models import Connection, Flow, Mapping, Transfer
from apps.hub.models.transfer import TransferState


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was decided; ``step`` is where it can be changed."""

    name: str
    value: str
    step: str = ""


def facts(flow: Flow) -> list[Fact]:
    """Give what goes from where to where, and how: two queries."""
    since = beginning.beginning(flow)
    mapped = Mapping.objects.between(flow.source_id, flow.target_id).count()
    return [
        Fact(_("Documents"), documents_of(flow), "what"),
        Fact(_("From"), account_of(flow.source)),
        Fact(_("To"), account_of(flow.target)),
        Fact(_("Issued"), _("from %(day)s on") % {"day": formats.day(since)} if since else _("on any day"), "since"),
        Fact(_("Values with a counterpart"), formats.whole(mapped), "mappings"),
        *(Fact(name, value, "settings") for name, value in settings_in_words(flow)),
    ]


def account_of(connection: Connection) -> str:
    """Name a connection, its account and the part of it, and say where it is none of the real one."""
    told = [connection.name, connection.account_name, connection.unit_name]
    if connection.where.rehearsal:
        told.append(_(connection.where.name))
    return " · ".join(dict.fromkeys(text for text in told if text))


def kept(flow: Flow) -> tuple[int, int]:
    """Give how many documents are booked as soon as the flow is on, and how many are skipped for their date."""
    came = Transfer.objects.filter(flow=flow, state=TransferState.RECEIVED)
    since = beginning.beginning(flow)
    early = came.filter(issued_on__lt=since).count() if since else 0
    return came.count() - early, early
