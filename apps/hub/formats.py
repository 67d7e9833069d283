"""Money, moments and states as people of each language write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.money import MINOR_UNITS

SYMBOLS = {"BRL": "R$", "EUR": "€", "USD": "US$", "GBP": "£"}
#: In these languages the currency follows the number.
AFTER = ("pt-pt",)
NO_BREAK = "\N{NO-BREAK SPACE}"


def money(amount: Decimal | None, currency: str = "") -> str:
    """Give an amount with its currency, e.g. ``R$ 1.284,37``; a dash where there is none."""
    if amount is None:
        return "—"
    number = number_format(amount, decimal_pos=MINOR_UNITS.get(currency, 2), use_l10n=True, force_grouping=True)
    symbol = SYMBOLS.get(currency, currency)
    if not symbol:
        return number
    pair = (number, symbol) if get_language() in AFTER and currency != "BRL" else (symbol, number)
    return NO_BREAK.join(pair)


def whole(number: int) -> str:
    """Give a whole number with the reader's thousands separator."""
    return number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)


def moment(at: datetime | None) -> str:
    """Give a moment short and in the reader's form, in the reader's own time."""
    if at is None:
        return "—"
    local = timezone.localtime(at)
    return f"{day(local)}{NO_BREAK}{local:%H:%M}"


def zone() -> str:
    """Name the place whose time the pages tell."""
    return timezone.get_current_timezone_name().replace("_", " ")


def day(on: date | None) -> str:
    """Give a date that nobody can misread: Django's English form would put the month first."""
    if on is None:
        return "—"
    return date_format(on, "d/m/Y" if (get_language() or "").startswith("pt") else "j M Y").replace(" ", NO_BREAK)


def lasting(since: datetime) -> str:
    """Give for how long something has been so, in its largest unit; "0 minutes" would say nothing."""
    if timezone.now() - since < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(since, depth=1)


def duration(milliseconds: int) -> str:
    """Give a duration in the unit that fits."""
    if milliseconds < 1_000:
        return f"{milliseconds}{NO_BREAK}ms"
    if milliseconds < 60_000:
        return f"{number_format(Decimal(milliseconds) / 1000, decimal_pos=1)}{NO_BREAK}s"
    minutes, rest = divmod(milliseconds // 1000, 60)
    return f"{minutes}{NO_BREAK}min {rest}{NO_BREAK}s"


#: State of anything to the tone of its badge.
TONES = {
    "delivered": "good",
    "succeeded": "good",
    "routed": "good",
    "connected": "good",
    "booked": "good",
    "confirmed": "good",
    "ready": "busy",
    "filed": "busy",
    "produced": "busy",
    "queued": "busy",
    "sending": "busy",
    "running": "busy",
    "accepted": "busy",
    "retrying": "warn",
    "unknown": "warn",
    "held": "warn",
    "incomplete": "warn",
    "unrouted": "warn",
    "planned": "warn",
    "waiting": "bad",
    "failed": "bad",
    "quarantined": "bad",
    "refused": "bad",
    "rejected": "bad",
    "paused": "bad",
}


def tone(state: str) -> str:
    """Give the tone of a state's badge; what is over and done with is calm."""
    return TONES.get(state, "calm")
