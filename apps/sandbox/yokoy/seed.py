"""The organisation as it stands on the first day."""

from apps.sandbox.yokoy.exports import event
from apps.sandbox.yokoy.shelf import Body, Shelf

ORGANISATION = "AbcDeF1234"
CLIENT_ID, CLIENT_SECRET = "3f0a8c52-ponte", "yk_secret_7d1a4c63b8e2f47190ad36c5e0b9"
ENTITIES = (
    ("aB9jQoE3HE", "Serra Azul Portugal, Lda", "PT01", "PT"),
    ("wrOWz6e_33I0vNzQPMWyY", "Serra Azul España, S.L.", "ES01", "ES"),
    ("cK2mZpW8Lq", "Serra Azul Schweiz AG", "CH01", "CH"),
)
FIRST = ENTITIES[0][0]
FACILITY, EXPORTER = "dfP59n4vLVvO6KWj27pS", "zbRCb62OlcF8WcuOKVs9"
NET_30, NET_60 = "06x2u4nagAMEq3gGMoch", "7tQmV2bYd9LrXw4hKcZs"
CLOUD = "8ef7a04a-ce91-4b60-a624-e209f748f86a"
CLOUD_LINK = "bbebb9a0-87ef-439c-9ac3-e320e47d85d5"


def seed(shelf: Shelf) -> None:
    """Fills empty registers."""
    if shelf.all("legal-entities"):
        return
    shelf.add("credentials", {"secret": CLIENT_SECRET, "organisations": [ORGANISATION], "rights": "all"}, key=CLIENT_ID)
    for key, name, code, country in ENTITIES:
        shelf.add("legal-entities", {"name": name, "code": code, "country": country, "statusActive": True}, key=key)
    seed_words(shelf)
    seed_people(shelf)
    seed_suppliers(shelf)
    seed_documents(shelf)


def seed_words(shelf: Shelf) -> None:
    """Cost objects, tax rates, categories and payment terms of the first legal entity."""
    for key, code, name in (("Y6cp2G30M", "C100", "Operations"), ("CZwA376CfxtOyjg43LRU", "C200", "Sales")):
        add(shelf, "cost-centers", key, code=code, name=name, statusActive=True, approvalLimit="1000")
    add(shelf, "cost-centers", "cOld", code="C900", name="Closed branch", statusActive=False)
    for rate, kind in ((23, "standard"), (13, "reduced"), (6, "specialReduced"), (0, "exempt")):
        told = {"name": f"IVA {rate}%", "code": f"PT{rate:02d}", "accountReference": f"2432{rate:02d}", "rate": rate}
        add(shelf, "tax-rates", f"tax{rate}", **told, country="PT", statusActive=True, type=kind)
    for key, account, name in (("hm0qUnb8s", "6220", "IT and software"), ("pZ31vQnb2", "6241", "Fuel and energy")):
        add(shelf, "invoice-categories", key, name=name, accountReference=account, statusActive=True)
    for key, account, name in (("cat6300", "6300", "Meals"), ("cat6251", "6251", "Travel")):
        add(shelf, "categories", key, name=name, accountReference=account, statusActive=True)
    for key, external, days in ((NET_30, "N30", 30), (NET_60, "N60", 60)):
        told = {"name": f"{days} days net", "netPaymentPeriod": days, "supplierSpecific": False}
        add(shelf, "invoice-payment-terms", key, externalId=external, **told)


def seed_people(shelf: Shelf) -> None:
    """Two employees, one of whom may export, and the facility for invoices."""
    shelf.add("facilities", {"_entity": FIRST}, key=FACILITY)
    for key, first, last in (("9L7rovNzNhTCsJSTkbfq", "Rita", "Alves"), (EXPORTER, "Alex", "Perez")):
        mail = f"{first}.{last}@serra-azul.example".lower()
        told = {"firstName": first, "lastName": last, "email": mail, "employeeId": f"E-{last.upper()}"}
        shelf.add("users", {**told, "legalEntityId": FIRST, "statusActive": True}, key=key)


def seed_suppliers(shelf: Shelf) -> None:
    """One supplier that the accountant has entered and attached, and one that is only the organisation's."""
    told = {"name": "Nuvem Clara, Lda", "externalId": "S33998", "taxNumbers": ["PT 501 234 560"], "countryCode": "PT"}
    shelf.add("suppliers", {**told, "statusActive": True}, key=CLOUD)
    link = {"supplierId": CLOUD, "statusActive": True, "codingType": "smart", "_entity": FIRST}
    shelf.add("entity-suppliers", link, key=CLOUD_LINK)
    other = {"name": "Papelaria Central, Lda", "externalId": "S34001", "taxNumbers": ["507654321"], "countryCode": "PT"}
    shelf.add("suppliers", {**other, "statusActive": True}, key="5d0b1b39-3c07-4a8c-8f8e-1d5e6f8b9a10")


def seed_documents(shelf: Shelf) -> None:
    """Three expenses: two of them ready, one with its approver."""
    for key, description, amount, tax, status in (
        ("uhmkC9zMzn", "Client lunch", 46.2, 8.64, "forExpenseExport"),
        ("pQ7sT2vWx1", "Train to Porto", 31.5, 1.78, "forExpenseExport"),
        ("zB4nM8kLp0", "Taxi", 12.0, 0.68, "forApproval"),
    ):
        shelf.add("expenses", expense(shelf, key, description, amount=amount, tax=tax, status=status), key=key)


def expense(shelf: Shelf, key: str, description: str, *, amount: float, tax: float, status: str) -> Body:
    """An expense with a receipt."""
    now, lunch = shelf.stamp(), description == "Client lunch"
    return {
        "legalEntityId": FIRST, "userId": "9L7rovNzNhTCsJSTkbfq", "tripId": None, "expenseType": "receipt",
        "status": status, "description": description, "expenseDate": "2026-04-02", "postingDate": "2026-04-05",
        "country": "PT", "currency": "EUR", "totalAmount": amount, "additionalCharges": 0, "totalClaim": amount,
        "isCreditNote": False, "categoryId": "cat6300" if lunch else "cat6251", "additionalCategoryItems": [],
        "costCenterItems": [{"id": "CZwA376CfxtOyjg43LRU", "pctWeight": 100}],
        "taxItems": [{"rateId": "tax23" if lunch else "tax6", "gross": amount, "tax": tax}],
        "taxNumber": "PT501234560", "paymentMethod": "companyCreditCard" if lunch else "paidPrivately",
        "approverIds": [EXPORTER], "currentApproverIds": [], "numberOfParticipants": 1, "attachments": [],
        "tags": {}, "customInformation": None, "fxRates": None, "exportJobId": None,
        "eventLog": [event(shelf, "submit")], "created": now, "lastModified": now, "_organisation": ORGANISATION,
    }  # fmt: skip


def add(shelf: Shelf, register: str, key: str, **told: object) -> None:
    """An object of the first legal entity."""
    shelf.add(register, {**told, "_entity": FIRST}, key=key)
