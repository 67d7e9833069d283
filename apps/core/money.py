"""Money as exact decimals: reading, and sharing out to the last cent."""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from apps.core.errors import Place, Rejected

#: Decimal places of a currency's smallest coin where it is not two (ISO 4217, table A.1).
MINOR_UNITS = {
    "BHD": 3, "CLP": 0, "ISK": 0, "JPY": 0, "JOD": 3, "KRW": 0, "KWD": 3, "OMR": 3,
    "PYG": 0, "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip

#: Sources send amounts as binary doubles; a distance to the cent below this is their noise.
DOUBLE_NOISE = Decimal("0.000001")

#: Below ten trillion with cents an amount survives a vendor's binary double unharmed.
LARGEST = Decimal(10) ** 13

#: Digits, a point, an exponent as doubles are written; nothing that only Python would take for a number.
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?")


def cent(currency: str) -> Decimal:
    """Give the smallest amount of a currency, e.g. ``Decimal("0.01")`` for BRL."""
    return Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))


def read_decimal(value: object, *, field: str) -> Decimal:
    """Give the exact number that a source sent as a number or as plain text.

    Raises `Rejected` (``source.not_a_number``) for NaN, infinity, words and local notations:
    guessing between ``1.234`` and ``1,234`` would be guessing with somebody's books.
    """
    text = str(value).strip()
    number = Decimal(text) if PLAIN_NUMBER.fullmatch(text) else LARGEST
    if isinstance(value, bool) or abs(number) >= LARGEST:
        raise Rejected("source.not_a_number", place=Place.SOURCE, field=field, value=str(value)[:80])
    return number


def read_amount(value: object, *, field: str, currency: str) -> Decimal:
    """Give an amount in whole cents of ``currency``.

    Noise of binary doubles (``33.330000000000002``) is rounded half-even to the cent; a real
    fraction of a cent raises `Rejected` (``source.fraction_of_cent``), for no rule says who
    would bear it.
    """
    number = read_decimal(value, field=field)
    rounded = number.quantize(cent(currency), rounding=ROUND_HALF_EVEN)
    if abs(number - rounded) > DOUBLE_NOISE:
        raise Rejected("source.fraction_of_cent", place=Place.SOURCE, field=field, value=str(value)[:80])
    return rounded


def apportion(total: Decimal, weights: Sequence[Decimal], *, currency: str, rule: str = "") -> list[Decimal]:
    """Share ``total`` by ``weights`` so that the parts add up exactly.

    Each part is cut down to the cent; the cents left over go to the largest share (the first
    of them when several are equal), unless another ``rule`` of `LEFT_OVER` says who bears them.
    Weights are not negative and not all zero.
    """
    if not weights or min(weights) < 0 or not sum(weights):
        raise ValueError("weights must be non-negative and not all zero")
    whole = sum(weights)
    return LEFT_OVER[rule or TO_LARGEST](total, [total * weight / whole for weight in weights], cent(currency))


def to_largest(total: Decimal, exact: Sequence[Decimal], coin: Decimal) -> list[Decimal]:
    """Cut every share down, and give what is left to the largest."""
    parts = [share.quantize(coin, rounding=ROUND_DOWN) for share in exact]
    parts[max(range(len(exact)), key=lambda place: abs(exact[place]))] += total - sum(parts)
    return parts


def to_last(total: Decimal, exact: Sequence[Decimal], coin: Decimal) -> list[Decimal]:
    """Round every share half up but the last that bears anything, and give it what is left."""
    last = max(place for place, share in enumerate(exact) if share)
    parts = [share.quantize(coin, rounding=ROUND_HALF_UP) for share in exact]
    parts[last] += total - sum(parts)
    return parts


def to_remainders(total: Decimal, exact: Sequence[Decimal], coin: Decimal) -> list[Decimal]:
    """Cut every share down, and give a cent each to those that lost most by it."""
    parts = [share.quantize(coin, rounding=ROUND_DOWN) for share in exact]
    left = total - sum(parts)
    lost = sorted(range(len(exact)), key=lambda place: abs(exact[place] - parts[place]), reverse=True)
    for place in lost[: int(abs(left) / coin)]:
        parts[place] += coin.copy_sign(left)
    return parts


TO_LARGEST, TO_LAST, TO_REMAINDERS = "largest", "last", "remainders"
#: Who bears the cents that are left over when an amount is shared out.
LEFT_OVER = {TO_LARGEST: to_largest, TO_LAST: to_last, TO_REMAINDERS: to_remainders}
