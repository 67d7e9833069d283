"""From which day on a flow books: a rule like any other, so that everybody sees it where rules are seen."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.hub import formats
from apps.hub.models import Flow, Rule

#: What such a rule looks like; its value is the day.
OLDER = {"path": "issued", "operator": Rule.Operator.BELOW, "action": Rule.Action.SKIP}


def beginning(flow: Flow) -> date | None:
    """Give the day before which documents are skipped by their date, or None where all are booked."""
    rule = flow.rules.filter(active=True, **OLDER).first()
    try:
        return date.fromisoformat(rule.value) if rule else None
    except ValueError:
        return None


@transaction.atomic
def begin(flow: Flow, since: date | None) -> None:
    """Have a flow skip what was issued before a day, or book everything whatever its date."""
    Flow.objects.select_for_update().get(pk=flow.pk)
    rule = flow.rules.filter(**OLDER).first() or Rule(flow=flow, **OLDER)
    if since is None:
        if rule.pk:
            rule.delete()
        return
    rule.value, rule.active = since.isoformat(), True
    rule.name = _("Issued before %(day)s") % {"day": formats.day(since)}
    rule.save()
