"""Payments of titles that the source says are paid: at most one of ours per title."""

from collections.abc import Mapping
from typing import Any

from apps.connectors.nibo import booking
from apps.connectors.nibo.answers import left_open
from apps.connectors.nibo.client import Nibo
from apps.connectors.nibo.mapping import PAYMENT_SUFFIX
from apps.connectors.nibo.verifying import read_amount
from apps.connectors.nibo.words import guid
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Temporary, Trouble

#: In our plans for the client, never sent: the title that is paid.
SCHEDULE = "scheduleId"


def find(client: Nibo, key: str, body: Mapping[str, Any]) -> Booked | None:
    """Tell whether as much is paid of the title already, by us or by somebody else.

    The title is read by id, so nothing lags; another payment would be one too many either way.
    """
    title = title_of(client, key, body)
    if title is None or not booking.paid(title):
        return None
    enough = title.get("isPaid") or read_amount(title.get("paidValue")) >= read_amount(body["value"])
    return Booked(target_id=key) if enough else None


def title_of(client: Nibo, key: str, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the title of a payment; an undoing knows the request only as it was planned, so it goes by our reference."""
    if target_id := guid(body.get(SCHEDULE)):
        return booking.consult(client, target_id)
    found = booking.find(client, key.removesuffix(PAYMENT_SUFFIX), {})
    return booking.consult(client, found.target_id) if found else None


def create(client: Nibo, key: str, body: Mapping[str, Any]) -> Booked:
    """Pay a title, and see by its paid value that it counts; raises `Missing` where the title is gone."""
    target_id = str(body[SCHEDULE])
    before = read_amount(client.get(booking.read_path(target_id)).get("paidValue"))
    told = {name: value for name, value in body.items() if name != SCHEDULE}
    entry = client.write("POST", f"{booking.DEBITS}/{target_id}/payments", told)
    if paid_since(client, target_id) <= before:
        raise OutcomeUnknown("target.write_not_seen", vendor_code=200, answer=str(entry)[:80])
    return Booked(target_id=guid(entry) or key)


def paid_since(client: Nibo, target_id: str) -> Any:
    """Give how much of a title is paid after a payment was sent; whatever goes wrong now leaves that open."""
    try:
        return read_amount(client.get(booking.read_path(target_id)).get("paidValue"))
    except Trouble as trouble:
        raise left_open(trouble) from trouble


def cancel(client: Nibo, key: str, target_id: str, body: Mapping[str, Any]) -> None:
    """Take our own payment back; somebody else's stays, and one that is not there needs no taking back."""
    title = title_of(client, key, body)
    if title is None or not guid(target_id) or not booking.paid(title):
        return
    path = f"{booking.DEBITS}/{title['scheduleId']}"
    client.write("DELETE", f"{path}/payments/{target_id}")
    after = booking.consult(client, str(title["scheduleId"]))
    if after and read_amount(after.get("paidValue")) >= read_amount(title.get("paidValue")):
        raise Temporary("target.not_written", number=booking.words_of(after))
