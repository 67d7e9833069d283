"""Yokoy as one object: its door, what it holds, and what people and tests can do to it."""

from typing import Any

from apps.sandbox.omie.state import UnknownTable
from apps.sandbox.store import Store
from apps.sandbox.yokoy import invoices, person
from apps.sandbox.yokoy.door import Door
from apps.sandbox.yokoy.seed import ORGANISATION, seed
from apps.sandbox.yokoy.shelf import Body, Shelf

TABLES = (
    "legal-entities", "suppliers", "entity-suppliers", "cost-centers", "tax-rates", "invoice-categories", "categories",
    "invoice-payment-terms", "users", "invoices", "expenses", "export-tasks",
)  # fmt: skip


class Yokoy:
    """The organisation behind its door."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.door = Door(store)

    def begin(self) -> None:
        """Fills an empty store."""
        with self.store.write() as tx:
            seed(Shelf(tx))

    def records(self, table: str) -> list[Body]:
        """What a register holds; of invoices also the sums, the file and how it came."""
        if table not in TABLES:
            raise UnknownTable(f"yokoy has no table {table!r}; it has {', '.join(TABLES)}")
        with self.store.read() as tx:
            shelf = Shelf(tx)
            rows = shelf.all(table)
            return [{**row, **invoices.filterable(shelf, row)} for row in rows] if table == "invoices" else rows

    def do(self, given: dict[str, Any]) -> Body:
        """Does what a person, or a test, can do besides calling the API.

        ``press`` a button on a document, ``fill_in`` an uploaded invoice, move a ``switch``,
        ``expire`` all tokens, ``revoke`` all pairs of credentials, ``narrow`` what they may do, or ``issue`` another
        pair with its ``secret``, also for another ``organisation``.
        """
        with self.store.write() as tx:
            return done(Shelf(tx), given)


def done(shelf: Shelf, given: dict[str, Any]) -> Body:
    """Does one of the things above, and tells what came of it."""
    match given:
        case {"press": button, "document": key, **rest}:
            return person.press(shelf, str(key), str(button), str(rest.get("comment", "")))
        case {"fill_in": dict(fields), "document": key}:
            return person.fill_in(shelf, str(key), fields)
        case {"switch": name, "value": value}:
            shelf.set_switch(str(name), value)
            return {str(name): shelf.switch(str(name))}
        case {"add": register, "body": dict(body)}:
            return shelf.add(str(register), body, key=str(body.get("id", "")))
    return done_with_keys(shelf, given)


def done_with_keys(shelf: Shelf, given: dict[str, Any]) -> Body:
    """Does something to the credentials or to the tokens that they opened."""
    match given:
        case {"expire": _}:
            shelf.remove_all("tokens")
        case {"revoke": _}:
            shelf.remove_all("credentials")
        case {"issue": client, "secret": secret, **more}:
            opened = [str(more.get("organisation", ORGANISATION))]
            shelf.add("credentials", {"secret": secret, "organisations": opened, "rights": "all"}, key=str(client))
        case {"narrow": rights}:
            for row in shelf.all("credentials"):
                shelf.put("credentials", row | {"rights": rights})
        case _:
            raise ValueError(f"nobody can do {', '.join(given)}")
    return given
