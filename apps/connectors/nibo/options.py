"""Which organisation a token opens, and the values that it accepts today."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from apps.connectors.nibo.client import Nibo, rows_of
from apps.connectors.nibo.parties import EMPLOYEES, PARTNERS, SUPPLIERS
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized, Trouble

#: The only categories that a title to be paid may have.
EXPENSES = "type eq 'out'"
#: Nibo's own words for its registers.
REGISTERS = {EMPLOYEES: "Funcionário", SUPPLIERS: "Fornecedor", PARTNERS: "Sócio"}


def organisation(client: Nibo) -> Identity:
    """Give the organisation behind a token.

    Nothing tells its id: the list of organisations holds every one that the token's user sees. Ids of categories
    belong to one organisation, and those that came with it cannot be deleted, so the first of them stands for it.
    """
    try:
        found = client.some("categories", "id", "isEditable eq false") or rows_of(client.get("categories", top=1))
    except NotAuthorized as refusal:
        raise NotAuthorized(refusal.code, **{**refusal.params, "field": "api_token"}) from refusal
    if not found:
        raise NotAuthorized("target.no_company")
    return Identity(account_id=str(found[0]["id"]), name=name_of(client))


def name_of(client: Nibo) -> str:
    """Give the name of the only organisation that the token's user sees, else that of its first account.

    A name is for people only: where none is to be had, the token is good all the same.
    """
    with suppress(Trouble):
        seen = rows_of(client.get("organizations", top=2))
        if len(seen) == 1 and (name := first_of(seen[0], ("name", "organizationName", "companyName", "fantasyName"))):
            return name
        accounts = rows_of(client.get("accounts", orderby="id", top=1))
        return " · ".join(["Nibo", *(str(row["name"]) for row in accounts if row.get("name"))])
    return "Nibo"


def first_of(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Give the first of some fields that says something."""
    return next((str(row[name]) for name in names if row.get(name)), "")


def categories(client: Nibo) -> Iterator[Option]:
    """Give the categories of expenses, by group."""
    for row in client.all("categories", "id", EXPENSES):
        group = row.get("group") or {}
        yield Option(
            value=str(row["id"]), label=label(row, "referenceCode", "name"), group=str(group.get("name") or "")
        )


def cost_centres(client: Nibo) -> Iterator[Option]:
    """Give the cost centres."""
    for row in client.all("costcenters", "costCenterId"):
        yield Option(value=str(row["costCenterId"]), label=label(row, "externalCode", "description"))


def accounts(client: Nibo) -> Iterator[Option]:
    """Give the money accounts that are in use."""
    for row in client.all("accounts", "id"):
        if not row.get("isArchived"):
            yield Option(value=str(row["id"]), label=label(row, "name"), group=str(row.get("type") or ""))


def parties(client: Nibo) -> Iterator[Option]:
    """Give everybody who can be paid: employees, suppliers, partners."""
    for register, group in REGISTERS.items():
        for row in client.all(register, "id"):
            if not row.get("isDeleted") and not row.get("isArchived"):
                number = (row.get("document") or {}).get("number")
                words = " ".join(str(word) for word in (row.get("name"), number) if word)
                yield Option(value=str(row["id"]), label=words, group=group)


def label(row: Mapping[str, Any], *names: str) -> str:
    """Give the words of a row."""
    return " ".join(str(row[name]) for name in names if row.get(name))
