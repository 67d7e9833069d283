"""Who the credentials are, which legal entities they open, and the values that Yokoy accepts today."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.connectors.yokoy.answers import Missing
from apps.connectors.yokoy.client import Yokoy
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized, Trouble


def organisation(client: Yokoy) -> Identity:
    """Give the organisation that the credentials open; its API tells no name, so its companies stand for it.

    Raises `NotAuthorized` by what is wrong: a token that the API does not know although it was just
    given belongs to another environment; an organisation that is not ours is unknown; one without a
    legal entity opens nothing; and where one is chosen, its invoices must be open too.
    """
    try:
        found = client.listed(client.own("legal-entities"), "legalEntities")
    except NotAuthorized as refusal:
        raise account_trouble(refusal) from refusal
    except Missing as refusal:
        raise NotAuthorized("account.unknown", **named(refusal)) from refusal
    if not found:
        raise NotAuthorized("target.no_company")
    if client.unit:
        look_into(client)
    return Identity(account_id=client.organisation, name=name_of(found, client.organisation))


def account_trouble(refusal: NotAuthorized) -> NotAuthorized:
    """Name a refusal of the whole organisation for what it is; a refused secret has its own name already."""
    if refusal.code == "account.no_right":
        return NotAuthorized("account.unknown", **named(refusal))
    names = {"auth.token_refused": "account.environment_wrong"}
    return NotAuthorized(names.get(refusal.code, refusal.code), **refusal.params)


def named(refusal: Trouble) -> dict[str, str]:
    """Give what is known of a refusal, with the credential that it is about."""
    return {**refusal.params, "field": "organisation_id"}


def look_into(client: Yokoy) -> None:
    """Ask for one invoice: credentials that only see names would fail at the first document."""
    try:
        client.get(client.entity("invoices"), count=1)
    except Missing as refusal:
        raise NotAuthorized("account.no_unit", **refusal.params) from refusal


def name_of(entities: list[Mapping[str, Any]], otherwise: str) -> str:
    """Give the name of the first legal entity, and how many more there are."""
    more = f" +{len(entities) - 1}" if len(entities) > 1 else ""
    return f"{entities[0].get('name') or otherwise}{more}"


def legal_entities(client: Yokoy) -> Iterator[Option]:
    """Give the legal entities by name, with the code by which accountants know them."""
    for row in client.listed(client.own("legal-entities"), "legalEntities"):
        words = (row.get("name"), row.get("code"))
        yield Option(value=str(row["id"]), label=" · ".join(str(word) for word in words if word) or str(row["id"]))


def tax_rates(client: Yokoy) -> Iterator[Option]:
    """Give the active tax rates, by country."""
    for row in active(client, "tax-rates", "taxRates"):
        label = f"{row.get('code', '')} {row.get('name', '')} ({row.get('rate', '')} %)".strip()
        yield Option(value=str(row["id"]), label=label, group=str(row.get("country") or ""))


def categories(client: Yokoy) -> Iterator[Option]:
    """Give the active categories of invoices: each is an account of the general ledger."""
    for row in active(client, "invoice-categories", "invoice-categories"):
        yield Option(value=str(row["id"]), label=f"{row.get('accountReference', '')} {row.get('name', '')}".strip())


def cost_centres(client: Yokoy) -> Iterator[Option]:
    """Give the active cost objects."""
    for row in active(client, "cost-centers", "costCenters"):
        yield Option(value=str(row["id"]), label=f"{row.get('code', '')} {row.get('name', '')}".strip())


def payment_terms(client: Yokoy) -> Iterator[Option]:
    """Give the payment terms; these cannot be switched off."""
    for row in client.listed(client.entity("invoice-payment-terms"), "invoice-payment-terms"):
        label = " ".join(str(word) for word in (row.get("externalId"), row.get("name")) if word)
        yield Option(value=str(row["id"]), label=label or str(row["id"]))


def active(client: Yokoy, path: str, key: str) -> list[Mapping[str, Any]]:
    """Give what a register of the legal entity has, without what was switched off."""
    rows = client.listed(client.entity(path), key)
    return [row for row in rows if row.get("statusActive", True)]
