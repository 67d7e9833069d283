"""Titles to be paid (debit schedules): found by our reference, written, and read back after every write.

By id everything is read below ``schedules/credit``, also what is to be paid; changes go below
``schedules/debit``. Lists show what was written some seconds later, a look by id at once.
"""

from collections.abc import Mapping
from typing import Any

from apps.connectors.nibo.answers import MESSAGES, Missing
from apps.connectors.nibo.client import Nibo, text_literal
from apps.connectors.nibo.parties import seen
from apps.connectors.nibo.verifying import difference, read_amount
from apps.connectors.nibo.words import guid
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Rejected, Temporary

Body = Mapping[str, Any]

DEBITS = "schedules/debit"


def read_path(target_id: str) -> str:
    """Give the address at which a title of either side is read."""
    return f"schedules/credit/{target_id}"


def find(client: Nibo, key: str, body: Body) -> Booked | None:
    """Give the title that carries our reference; the list is not believed about one that was deleted meanwhile.

    A person who duplicates a title duplicates its reference: the oldest is ours.
    """
    rows = client.some(DEBITS, "scheduleId", f"reference eq {text_literal(key)}")
    for row in sorted(rows, key=lambda row: str(row.get("createDate") or "")):
        title = consult(client, str(row["scheduleId"]))
        if title and title.get("reference") == key:
            return booked(title)
    return None


def consult(client: Nibo, target_id: str) -> Body | None:
    """Give a title as it is this very moment, or None where it is gone."""
    try:
        title: Body = client.get(read_path(target_id))
    except Missing:
        return None
    return title


def create(client: Nibo, key: str, body: Body) -> Booked:
    """Book a title and see that it is there as it was sent; the answer alone proves nothing."""
    answer = client.write("POST", DEBITS, body)
    target_id = guid(answer)
    if not target_id:
        raise OutcomeUnknown("target.broken_answer", vendor_code=200, answer=str(answer)[:200])
    title = seen(client, read_path(target_id), handle=target_id)
    refuse_difference(title, body)
    return booked(title)


def resume(client: Nibo, key: str, handle: str, body: Body) -> Booked | None:
    """Give the title whose id was answered, which is seen at once; without it whatever carries our reference.

    An undoing knows the request only as it was planned, and asks no more than whether the title is there.
    """
    title = consult(client, handle)
    if title is None:
        return find(client, key, body)
    if guid(body.get("stakeholderId")):
        refuse_difference(title, body)
    return booked(title)


def update(client: Nibo, key: str, target_id: str, body: Body) -> Booked:
    """Bring a title to our content, unless it is paid or was deleted at Nibo.

    A change replaces the whole record, so what others keep there is sent back as it was read.
    """
    before = client.get(read_path(target_id))
    if difference(before, body) is None and before.get("description") == body["description"]:
        return booked(before)
    if paid(before):
        raise Rejected("update.paid", number=words_of(before))
    answer = client.write("PUT", f"{DEBITS}/{target_id}", {**before, **with_signs(body)})
    if isinstance(answer, Mapping) and MESSAGES in answer:
        raise Rejected("target.not_written", number=words_of(before))
    after = client.get(read_path(target_id))
    if difference(after, body) and after.get("updateDate") == before.get("updateDate"):
        raise Temporary("target.not_written", number=words_of(before))
    refuse_difference(after, body)
    return booked(after)


def cancel(client: Nibo, key: str, target_id: str, body: Body) -> None:
    """Delete a title of which nothing is paid: its payments would go with it. One that is gone is as good."""
    title = consult(client, target_id)
    if title is None:
        return
    if paid(title):
        raise Rejected("undo.paid", number=words_of(title))
    client.write("DELETE", f"{DEBITS}/{target_id}")
    if consult(client, target_id) is not None:
        raise Temporary("target.not_written", number=words_of(title))


def refuse_difference(title: Body, body: Body) -> None:
    """Raise `Rejected` for a title that is not what was sent, naming the first field that differs."""
    if found := difference(title, body):
        field, expected, told = found
        raise Rejected("target.written_differently", field=field, expected=expected, found=told)


def with_signs(body: Body) -> dict[str, Any]:
    """Give a request as a record is read by id: what is to be paid is negative there."""
    return {**body, "categories": [{**line, "value": -line["value"]} for line in body["categories"]]}


def paid(title: Body) -> bool:
    """Tell whether any money has moved for a title."""
    return bool(title.get("isPaid")) or read_amount(title.get("paidValue")) > 0


def booked(title: Body) -> Booked:
    """Give what is known of a title."""
    return Booked(target_id=str(title["scheduleId"]), number=str(title.get("reference") or ""))


def words_of(title: Body) -> str:
    """Give that by which people find a title: its description, or our reference."""
    return str(title.get("description") or title.get("reference") or title.get("scheduleId"))[:80]
