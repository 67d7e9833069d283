"""The companies as they stand on the first day."""

from decimal import Decimal

from apps.sandbox.nibo import contacts
from apps.sandbox.nibo.shelf import Body, Shelf

#: What opens the two companies.
TOKEN, OTHER_TOKEN = "7c1e4a90b2d84f3fa65e0d93c8f1b724", "e05b93d1476a4c28b1f70a6d52c94e83"
COMPANY, OTHER = "serra-azul", "horizonte"
NAMES = {COMPANY: "Serra Azul Viagens Ltda", OTHER: "Horizonte Consultoria Ltda"}
ORGANIZATIONS = {COMPANY: "5f0b6c8e-3a17-4d2e-9c40-8e1d7a2b6f01", OTHER: "a1c7d3e2-6b58-4f90-8d11-2f3e4a5b6c02"}

TRAVEL, MEALS, FUEL = (f"6f0c2b1a-0c55-4f4e-9c2b-5c8c8b1a2d1{n}" for n in (0, 1, 2))
SALES_INCOME, DISCOUNTS = (f"6f0c2b1a-0c55-4f4e-9c2b-5c8c8b1a2d2{n}" for n in (0, 1))
SOUTH, NORTH, OFFICE = (f"3f4c8a2e-77d1-4b0e-9d65-1c2b3a4d5e6{n}" for n in (1, 2, 3))
BANK, CASH = (f"8b7d1f3c-52aa-4e6b-8f90-0d1e2f3a4b5{n}" for n in (1, 2))
#: An employee and a supplier whom the company knows, and a customer whom it cannot owe.
RITA, HOTEL, CUSTOMER = (f"95f309e3-4b64-45df-8c57-ae4a1dbeedd{n}" for n in (1, 2, 3))
RITAS_CPF, HOTELS_CNPJ = "52998224725", "11222333000181"

A_YEAR = 365 * 86_400.0
CATEGORIES = (
    (TRAVEL, "Viagens", "2.04", "out"),
    (MEALS, "Alimentação em viagem", "2.05", "out"),
    (FUEL, "Combustível", "2.06", "out"),
    (SALES_INCOME, "Receita de serviços", "1.01", "in"),
    (DISCOUNTS, "Descontos obtidos", "1.09", "out"),
)
GROUPS = {
    "out": {"id": "1d5e0a77-9b1c-4c3d-8e2f-6a7b8c9d0e11", "name": "Despesas operacionais", "referenceCode": "2"},
    "in": {"id": "1d5e0a77-9b1c-4c3d-8e2f-6a7b8c9d0e12", "name": "Receitas operacionais", "referenceCode": "1"},
}


def seed(nobody: Shelf, companies: dict[str, Shelf]) -> None:
    """Fills empty registers."""
    if nobody.all("tokens"):
        return
    for token, company in ((TOKEN, COMPANY), (OTHER_TOKEN, OTHER)):
        nobody.add("tokens", {"company": company, "expired": False}, key=token)
        shelf = companies[company]
        shelf.add("organizations", {"name": NAMES[company]}, key=ORGANIZATIONS[company])
    seed_company(companies[COMPANY])
    companies[OTHER].add("categories", category("Viagens", "2.04", "out"), key=TRAVEL.replace("6f0c", "7a0c"))
    for shelf in companies.values():
        shelf.age(A_YEAR)


def seed_company(shelf: Shelf) -> None:
    """The masters and contacts of the first company."""
    for key, name, code, side in CATEGORIES:
        shelf.add("categories", category(name, code, side) | {"_discount": key == DISCOUNTS}, key=key)
    for key, name, code in ((SOUTH, "Vendas Sul", "VSUL"), (NORTH, "Vendas Norte", "VNOR"), (OFFICE, "ADM", "ADM")):
        shelf.add("costcenters", {"description": name, "externalCode": code}, key=key)
    for key, name, kind in ((BANK, "Inter PJ", "BankAccount"), (CASH, "Caixa", "Cash")):
        shelf.add("accounts", account(name, kind), key=key)
    for register, key, name, number in (
        ("employees", RITA, "Rita Alves de Souza", RITAS_CPF),
        ("suppliers", HOTEL, "Hotel Boa Vista Ltda", HOTELS_CNPJ),
        ("customers", CUSTOMER, "Aurora Transportes Ltda", "12345678000195"),
    ):
        shelf.add(register, contacts.record({"name": name, "document": {"number": number}}, register), key=key)


def category(name: str, code: str, side: str) -> Body:
    """A category that came with the company."""
    told = {"name": name, "shortName": name, "referenceCode": code, "type": side, "order": 1, "group": GROUPS[side]}
    return {**told, "groupType": 6, "isEditable": False, "subgroupId": None, "subgroupName": None}


def account(name: str, kind: str) -> Body:
    """A money account."""
    return {
        "name": name, "type": kind, "bankNumber": 77, "openBalance": Decimal(500), "isArchived": False,
        "dateOfOpenBalance": "2026-01-01T00:00:00Z", "balanceLockDate": None, "isReconcilable": True,
        "canBeAutomated": True, "updateDate": "2026-06-01T09:00:00Z",
    }  # fmt: skip
