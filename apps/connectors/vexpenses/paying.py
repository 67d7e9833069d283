"""Telling VExpenses that a report was paid: once, and never over a payment that is there."""

from datetime import date

from django.utils.translation import gettext_noop as _

from apps.connectors.vexpenses.client import VExpenses
from apps.connectors.vexpenses.pull import is_paid
from apps.core.connector import Told
from apps.core.errors import Place, Rejected

DONE = Told(words=_("Marked as paid in VExpenses"), done=True)


def mark_paid(client: VExpenses, source_id: str, on: date) -> Told:
    """Mark a report as paid on a day; one that is paid already is as good, whoever has paid it."""
    if not (source_id.isascii() and source_id.isdigit()):
        raise Rejected("source.no_id", place=Place.SOURCE, field="id", value=source_id[:80])
    asked = client.as_source
    if is_marked(asked, source_id):
        return DONE
    try:
        asked.send("PUT", f"reports/{source_id}/pay", {"payment_date": f"{on} 00:00:00"})
    except Rejected:
        if not is_marked(asked, source_id):
            raise
    return DONE


def is_marked(client: VExpenses, source_id: str) -> bool:
    """Ask whether a report is paid: by its state or by the day, as VExpenses may tell either."""
    return is_paid(client.get(f"reports/{source_id}"))
