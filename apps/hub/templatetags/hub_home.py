"""Numbers, moments and addresses in the templates of the home and set-up pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from apps.hub import formats

register = template.Library()

#: Below so many seconds "0 minutes ago" would be the honest and useless answer.
MOMENT = 60


@register.filter
def grouped(value: int) -> str:
    """Give a number with the reader's thousands separator."""
    return formats.whole(value)


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """Give an amount with its currency in the reader's form."""
    return formats.money(amount, currency)


@register.filter
def short(value: int) -> str:
    """Give a number for the scale of a chart: 20k instead of 20,000."""
    return f"{value // 1000}k" if value >= 10_000 else str(value)


@register.filter
def ago(at: datetime | None) -> str:
    """Give how long ago something was, in the largest unit that fits."""
    if at is None:
        return ""
    if (timezone.now() - at).total_seconds() < MOMENT:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, depth=1)}


@register.filter
def lasting(since: datetime) -> str:
    """Give for how long something has been so, in the largest unit that fits."""
    return formats.lasting(since)


@register.filter
def day(on: date | None) -> str:
    """Give a date that nobody can misread."""
    return formats.day(on)


@register.filter
def moment(at: datetime | None) -> str:
    """Give a moment, short."""
    return formats.moment(at)


@register.filter
def tone(state: str) -> str:
    """Give the tone of a state's badge."""
    return formats.tone(state)


@register.simple_tag
def noun_url(noun: str, pk: Any = None) -> str:
    """Give the address of the list of a noun of the hub, or of one row's page."""
    if pk is None:
        return reverse(f"admin:hub_{noun}_changelist")
    return reverse(f"admin:hub_{noun}_change", args=(pk,))
