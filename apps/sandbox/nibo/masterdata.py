"""Categories, cost centres, accounts, and the organisations that the token's user sees."""

from werkzeug.wrappers import Response

from apps.sandbox.nibo.asked import Asked, json_answer, no_content
from apps.sandbox.nibo.listing import ACCOUNTS, BALANCES, CATEGORIES, COST_CENTRES, ORGANIZATIONS
from apps.sandbox.nibo.refusal import invalid
from apps.sandbox.nibo.shelf import Body


def public(row: Body) -> Body:
    """An object without what the vendor keeps to itself."""
    return {name: value for name, value in row.items() if not name.startswith("_")}


def categories(asked: Asked) -> Response:
    """The list with the richest records."""
    return asked.listed([public(row) for row in asked.lagging("categories")], CATEGORIES)


def category(asked: Asked) -> Response:
    """One category."""
    return json_answer(public(known(asked, "categories", "Categoria não encontrada")))


def groups(asked: Asked) -> Response:
    """The groups of categories."""
    found = {row["group"]["id"]: row["group"] for row in asked.shelf.all("categories")}
    return json_answer({"items": list(found.values()), "count": len(found)})


def tree(asked: Asked) -> Response:
    """The groups with their categories below them; a bare array."""
    rows = [public(row) for row in asked.shelf.all("categories")]
    found = {row["group"]["id"]: row["group"] for row in rows}
    below = {key: [row for row in rows if row["group"]["id"] == key] for key in found}
    return json_answer([{**group, "categories": below[key]} for key, group in found.items()])


def add_category(asked: Asked) -> Response:
    """A new category, for ever."""
    given = asked.json()
    group = next(
        (
            row["group"]
            for row in asked.shelf.all("categories")
            if row["group"]["id"] == str(given.get("categoryGroupId")).lower()
        ),
        None,
    )
    if group is None or not given.get("name") or given.get("type") not in ("in", "out"):
        raise invalid("Grupo de categoria não encontrado")
    name = str(given["name"])
    told = {"name": name, "shortName": name, "referenceCode": "", "type": given["type"], "order": 99, "group": group}
    rest = {"groupType": 6, "isEditable": True, "subgroupId": given.get("subGroupId"), "subgroupName": None}
    return json_answer(asked.shelf.add("categories", {**told, **rest}))


def cost_centres(asked: Asked) -> Response:
    """The list of cost centres."""
    return asked.listed(asked.lagging("costcenters"), COST_CENTRES)


def cost_centre(asked: Asked) -> Response:
    """One cost centre."""
    return json_answer(known(asked, "costcenters", "Centro de custo não encontrado"))


def add_cost_centre(asked: Asked) -> Response:
    """A new cost centre."""
    return json_answer(asked.shelf.add("costcenters", cost_centre_of(asked)))


def change_cost_centre(asked: Asked) -> Response:
    """Full replace."""
    before = known(asked, "costcenters", "Centro de custo não encontrado")
    asked.shelf.put("costcenters", asked.key, {**before, **cost_centre_of(asked)})
    return no_content()


def remove_cost_centre(asked: Asked) -> Response:
    """Takes a cost centre away."""
    known(asked, "costcenters", "Centro de custo não encontrado")
    asked.shelf.remove("costcenters", asked.key)
    return no_content()


def cost_centre_of(asked: Asked) -> Body:
    """What a request says of a cost centre."""
    given = asked.json()
    if not given.get("description"):
        raise invalid("A descrição é obrigatório.")
    return {"description": str(given["description"]), "externalCode": str(given.get("externalCode") or "")}


def accounts(asked: Asked) -> Response:
    """The money accounts, which do not lag."""
    return asked.listed(asked.shelf.all("accounts"), ACCOUNTS)


def balances(asked: Asked) -> Response:
    """What stands on each account."""
    entries = asked.shelf.all("entries")
    rows = []
    for account in asked.shelf.all("accounts"):
        moved = sum(
            row["value"] if row["side"] == "credit" else -row["value"]
            for row in entries
            if row["accountId"] == account["id"]
        )
        told = {"accountId": account["id"], "accountName": account["name"], "bankBalance": 0}
        rows.append({**told, "balance": account["openBalance"] + moved, "isVirtual": False, "isReconcilable": True})
    return asked.listed(rows, BALANCES)


def organizations(asked: Asked) -> Response:
    """Every organisation that the token's user sees, not only the token's own."""
    return asked.listed(asked.shelf.all("organizations"), ORGANIZATIONS)


def known(asked: Asked, register: str, missing: str) -> Body:
    """The object of the address."""
    body = asked.shelf.find(register, asked.key)
    if body is None:
        raise invalid(missing)
    return body
