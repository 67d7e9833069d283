"""Filters of the working pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timesince import timeuntil
from django.utils.translation import gettext_lazy as _

from apps.core.connector import Connector
from apps.core.secrets import without_keys
from apps.hub import formats
from apps.hub.models.transfer import TransferState

register = template.Library()

DONE = {
    "booked": _("booked"),
    "adopted": _("found there and taken over"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "kept": _("kept as another document wrote it"),
    "undone": _("undone"),
}

STATE_NAMES = dict(TransferState.choices)
#: What the parameters of a cause are called where they stand alone.
PARAMETERS = {
    "answer": _("answer"),
    "currency": _("currency"),
    "error": _("error"),
    "expected": _("expected"),
    "field": _("field"),
    "found": _("found"),
    "largest": _("largest size in bytes"),
    "last": _("last problem"),
    "number": _("number"),
    "of": _("entry"),
    "other": _("other document"),
    "rule": _("rule"),
    "title": _("entry"),
    "url": _("address"),
    "value": _("value"),
    "vendor_code": _("code at the target"),
}


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """Give an amount with its currency in the reader's form."""
    return formats.money(amount, currency)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Give a moment as a ``time`` element; whose time it is shows on pointing at it."""
    if at is None:
        return "—"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), formats.zone(), formats.moment(at))


@register.filter
def ago(at: datetime) -> SafeString:
    """Give how long ago a moment was, in its largest unit; the moment itself shows on pointing at it."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), formats.moment(at), formats.lasting(at)
    )


@register.filter
def until(at: datetime) -> str:
    """Give how long until a moment, in its largest unit."""
    return timeuntil(at, depth=1)


@register.filter
def day(on: date | None) -> str:
    """Give a date in the reader's form."""
    return formats.day(on)


@register.filter
def duration(milliseconds: int) -> str:
    """Give a duration in the unit that fits."""
    return formats.duration(milliseconds)


@register.filter
def tone(state: str) -> str:
    """Give the tone of a state's badge."""
    return formats.tone(state)


@register.filter
def done(what: str) -> str:
    """Say what a step of an attempt did."""
    return str(DONE.get(what, what))


@register.filter
def called(parameter: str) -> str:
    """Give what a parameter of a cause is called."""
    return capfirst(str(PARAMETERS.get(parameter, parameter)))


@register.simple_tag(takes_context=True)
def callback_for(context: dict[str, Any], connector: Connector) -> str:
    """Give the address to which a vendor sends people back, where one signs in on its page; an empty text elsewhere."""
    asks = connector.oauth is not None and connector.oauth.consent is not None
    address: str = context["request"].build_absolute_uri(reverse("oauth-callback")) if asks else ""
    return address


@register.simple_tag
def page_of(thing: Any, page: str = "change") -> str:
    """Give the address of a thing's page, or an empty text where there is none."""
    if thing is None:
        return ""
    try:
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=(thing.pk,))
    except NoReverseMatch:
        return ""


@register.filter
def state_name(state: str) -> str:
    """Give a transfer's state in words; for two hundred rows the model's own way takes a tenth of a second."""
    return str(STATE_NAMES[state])


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changed: Any) -> str:
    """Give the page's query with some parameters changed."""
    parameters = context["request"].GET.copy()
    for name, value in changed.items():
        parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.filter
def keyless(value: Any) -> Any:
    """Give a value to show, an address without what opens a file for whoever has it."""
    return without_keys(value) if isinstance(value, str) else value
