"""Writing the registers of VExpenses: looked for first, as it takes the same code twice.

https://developers.vexpenses.com/v2/
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from apps.connectors.vexpenses.client import VExpenses
from apps.connectors.vexpenses.faults import Missing
from apps.core.bodies import NOTHING, Body, json_body
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Place, Rejected
from apps.core.secrets import MASK

#: A register is read with few calls; VExpenses may give smaller pages than asked for.
SIZE = 500
#: What only a new person gets.
ONLY_NEW = frozenset({"send_welcome_email"})

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: where it is and what its entries are called by."""

    path: str
    name: str = "name"

    def find(self, client: VExpenses, key: str, body: Fields) -> Booked | None:
        """Give the entry with a code; else the one of that name which nobody has given a code yet."""
        rows = list(client.all(self.path, size=SIZE))
        found = by_code(rows, body) or by_name(rows, body, self.name)
        return booked(found) if found else None

    def create(self, client: VExpenses, key: str, body: Fields) -> Booked:
        """Enter an entry; one that may not be chosen is not entered only to be closed at once."""
        if not body["active"]:
            raise Rejected("source.entry_inactive", place=Place.SOURCE, value=body[self.name])
        return booked(client.send("POST", self.path, sent(body)))

    def update(self, client: VExpenses, key: str, target_id: str, body: Fields) -> Booked:
        """Bring an entry to what the ERP says.

        No page tells how one is closed: its flag ``on`` is sent where it must change, and the answer has to show that
        this was taken. Raises `Rejected` (``target.entry_stays_open``) where it was not.
        """
        answer = client.send("PUT", f"{self.path}/{target_id}", sent(body))
        if is_open(answer) != body["active"]:
            answer = client.send("PUT", f"{self.path}/{target_id}", {**sent(body), "on": body["active"]})
        if is_open(answer) != body["active"]:
            raise Rejected("target.entry_stays_open", place=Place.TARGET, value=body[self.name])
        return Booked(target_id=target_id, number=str(body["integration_id"]))

    def cancel(self, client: VExpenses, key: str, target_id: str, body: Fields) -> None:
        """Delete an entry; one that is gone already is as good."""
        try:
            client.send_body("DELETE", f"{self.path}/{target_id}", NOTHING)
        except Missing:
            return


COST_CENTRES = Register("costs-centers")
PROJECTS = Register("projects")
EXPENSE_TYPES = Register("expenses-type", "description")
PEOPLE = "team-members"


def find_person(client: VExpenses, key: str, body: Fields) -> Booked | None:
    """Give the person with an e-mail address or with a code; an address that has another code is somebody else's."""
    known = by_mail(client, str(body["email"]))
    if known and str(known.get("integration_id") or body["integration_id"]) == body["integration_id"]:
        return booked(known)
    found = by_code(client.all(PEOPLE, size=SIZE), body)
    return booked(found) if found else None


def by_mail(client: VExpenses, email: str) -> Fields | None:
    """Give the person with an e-mail address."""
    try:
        found = client.get(f"{PEOPLE}/email/{quote(email, safe='@')}")
    except Missing:
        return None
    return found if isinstance(found, Mapping) and found.get("id") else None


def create_person(client: VExpenses, key: str, body: Fields) -> Booked:
    """Enter a person with a password that nobody knows: they ask VExpenses for another one.

    Raises `Rejected` (``source.value_missing``) where the day of birth is not told, which VExpenses wants.
    """
    if not body.get("birth_date"):
        raise Rejected("source.value_missing", place=Place.SOURCE, field="birth_date", value=body["name"])
    return booked(client.send_body("POST", PEOPLE, with_password(body)))


def with_password(body: Fields) -> Body:
    """Give the request for a new person; its record does not tell the password."""
    request = json_body({**body, "password": f"{secrets.token_urlsafe(18)}aA1!"})
    told = json.dumps({**body, "password": MASK}, ensure_ascii=False)
    return Body(media_type=request.media_type, data=request.data, told=told)


def update_person(client: VExpenses, key: str, target_id: str, body: Fields) -> Booked:
    """Bring a person to what the ERP says; whoever has left is no longer active."""
    told = {name: value for name, value in body.items() if name not in ONLY_NEW}
    client.send("PUT", f"{PEOPLE}/{target_id}", told)
    return Booked(target_id=target_id, number=str(body["integration_id"]))


def deactivate_person(client: VExpenses, key: str, target_id: str, body: Fields) -> None:
    """Close a person's access: people cannot be deleted there, for their reports stay."""
    try:
        client.send("PUT", f"{PEOPLE}/{target_id}", {"active": False})
    except Missing:
        return


def sent(body: Fields) -> dict[str, Any]:
    """Give a request without what is ours in it."""
    return {name: value for name, value in body.items() if name != "active"}


def is_open(answer: object) -> bool:
    """Tell whether an entry may be chosen; an answer that does not say so tells of an open one."""
    return not isinstance(answer, Mapping) or bool(answer.get("on", True))


def by_code(rows: Iterable[Fields], body: Fields) -> Fields | None:
    """Give the first entry with the code."""
    return next((row for row in rows if str(row.get("integration_id") or "") == body["integration_id"]), None)


def by_name(rows: Iterable[Fields], body: Fields, name: str) -> Fields | None:
    """Give the first entry without a code that has the name."""
    wanted = folded(body[name])
    return next((row for row in rows if not row.get("integration_id") and folded(row.get(name)) == wanted), None)


def folded(text: object) -> str:
    """Give a name in one spelling."""
    return " ".join(str(text or "").casefold().split())


def booked(row: Any) -> Booked:
    """Give what is known of an entry; raises `OutcomeUnknown` for an answer that does not tell which it is."""
    if not isinstance(row, Mapping) or not row.get("id"):
        raise OutcomeUnknown("target.broken_answer", vendor_code=200, answer=str(row)[:200])
    return Booked(target_id=str(row["id"]), number=str(row.get("integration_id") or ""))
