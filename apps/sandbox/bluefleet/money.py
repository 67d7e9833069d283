"""Amounts in cents, and the key of a fiscal invoice."""

from datetime import date
from random import Random

from apps.sandbox import tax_id


def amount(cents: int) -> float:
    """A JSON number with decimals, as the vendor sends."""
    return cents / 100


def split(cents: int, parts: int) -> list[int]:
    """Equal parts; the last takes the cents that are left."""
    part = cents // parts
    return [part] * (parts - 1) + [cents - part * (parts - 1)]


def access_code(random: Random, issued: date, number: str, invoice: int) -> str:
    """44 digits: state, month, issuer, model, series, number, kind, code, check digit."""
    stem = f"35{issued:%y%m}{tax_id.bare(number).zfill(14)}55001{invoice % 10**9:09}1{random.randrange(10**8):08}"
    weights = (2 + place % 8 for place in range(len(stem)))
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(stem), weights, strict=False)) % 11
    return f"{stem}{0 if rest < 2 else 11 - rest}"
