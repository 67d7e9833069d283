"""Values as every answer writes them."""

from decimal import Decimal
from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.money import cent


class Amount(TypedDict):
    """An exact amount as text, so that no reader takes it for a binary number."""

    amount: str
    currency: str


MONEY_SCHEMA = {
    "type": "object",
    "nullable": True,
    "required": ["amount", "currency"],
    "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
    "example": {"amount": "1250.50", "currency": "BRL"},
}


def amount_of(amount: Decimal, currency: str) -> Amount:
    """Give an amount with at least the decimals of its currency, and none that say nothing."""
    shortest = amount.normalize()
    coin = cent(currency)
    told = amount.quantize(coin) if amount == amount.quantize(coin) else shortest
    return {"amount": format(told, "f"), "currency": currency}


@extend_schema_field(MONEY_SCHEMA)
class MoneyField(serializers.Field[Any, Any, Any, Any]):
    """The amount and currency of a row, null where it has none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> Amount | None:
        """Write the row's amount."""
        return None if value.amount is None else amount_of(value.amount, value.currency)
