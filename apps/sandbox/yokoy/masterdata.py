"""Master data of a legal entity: cost objects, tax rates, categories, payment terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.fields import COUNTRY, FLAG, LIST, NUMBER, OBJECT, POSITIVE, TEXT, Check, checked, nullable
from apps.sandbox.yokoy.lists import listed, whole
from apps.sandbox.yokoy.refusal import missing
from apps.sandbox.yokoy.shelf import Body, public


@dataclass(frozen=True, kw_only=True)
class Register:
    """One kind of master data: its path, the name of its list, its fields."""

    path: str
    key: str
    fields: Mapping[str, Check]
    required: tuple[str, ...]
    paged: bool = False
    without: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def list(self, asked: Asked) -> Answer:
        """GET of the list."""
        rows = [public(row) for row in asked.shelf.all(self.path) if row["_entity"] == asked.entity]
        if self.paged:
            return 200, listed(rows, self.key, asked.query, without=self.without)
        return 200, whole(rows, self.key, asked.query)

    def one(self, asked: Asked) -> Answer:
        """GET of one object."""
        return 200, public(self.found(asked))

    def add(self, asked: Asked) -> Answer:
        """POST: a new object."""
        given = checked(asked.json(), self.fields, self.required)
        return 201, public(asked.shelf.add(self.path, {**self.defaults, **given, "_entity": asked.entity}))

    def replace(self, asked: Asked) -> Answer:
        """PUT: everything anew; what is not given is gone."""
        known = self.found(asked)
        given = checked(asked.json(), self.fields, self.required)
        kept = {"id": known["id"], **self.defaults, **given, "_entity": asked.entity}
        return 200, public(asked.shelf.put(self.path, kept))

    def change(self, asked: Asked) -> Answer:
        """PATCH: only what is given."""
        known = self.found(asked)
        return 200, public(asked.shelf.put(self.path, known | checked(asked.json(), self.fields)))

    def found(self, asked: Asked) -> Body:
        """The object of the address."""
        found = asked.shelf.find(self.path, asked.values["key"])
        if found is None or found["_entity"] != asked.entity:
            raise missing()
        return found


COST_CENTRES = Register(
    path="cost-centers",
    key="costCenters",
    fields={
        "code": TEXT, "name": TEXT, "description": nullable(TEXT), "parentId": nullable(TEXT),
        "approverId": nullable(TEXT), "approvalLimit": nullable(NUMBER), "autoApprovalLimit": nullable(NUMBER),
        "delegateId": nullable(TEXT), "accessType": TEXT, "scopes": LIST, "statusActive": FLAG,
        "customInformation": nullable(OBJECT),
    },
    required=("code", "name"),
    paged=True,
    without=("created", "lastModified", "accessType", "scopes"),
    defaults={"statusActive": False},
)  # fmt: skip
TAX_RATES = Register(
    path="tax-rates",
    key="taxRates",
    fields={
        "name": TEXT, "code": TEXT, "accountReference": TEXT, "rate": POSITIVE, "country": COUNTRY,
        "statusActive": FLAG, "type": TEXT, "validityStartDate": nullable(TEXT), "validityEndDate": nullable(TEXT),
    },
    required=("name", "code", "accountReference", "rate", "country", "statusActive"),
)  # fmt: skip
INVOICE_CATEGORIES = Register(
    path="invoice-categories",
    key="invoice-categories",
    fields={
        "name": TEXT, "accountReference": TEXT, "description": nullable(TEXT), "exportCostObject": FLAG,
        "isTaxOnly": FLAG, "statusActive": FLAG,
    },
    required=("name", "accountReference"),
)  # fmt: skip
CATEGORIES = Register(
    path="categories",
    key="categories",
    fields={"name": TEXT, "accountReference": TEXT, "statusActive": FLAG, "chargeToEmployee": FLAG},
    required=("name", "accountReference", "statusActive"),
)
PAYMENT_TERMS = Register(
    path="invoice-payment-terms",
    key="invoice-payment-terms",
    fields={
        "name": TEXT, "externalId": nullable(TEXT), "netPaymentPeriod": POSITIVE, "discounts": nullable(LIST),
        "supplierSpecific": FLAG,
    },
    required=("name", "netPaymentPeriod"),
)  # fmt: skip
REGISTERS = (COST_CENTRES, TAX_RATES, INVOICE_CATEGORIES, CATEGORIES, PAYMENT_TERMS)
