"""Whole invoices with the vendor's full set of fields."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from apps.sandbox.banqup import cast
from apps.sandbox.banqup.money import Position, cents, position, totals

Body = dict[str, Any]
CURRENCY_TWINS = (
    "amount_in_creditor_currency",
    "amount_in_client_currency",
    "vat_amount_in_creditor_currency",
    "vat_amount_in_client_currency",
    "exclusive_amount_in_creditor_currency",
    "exclusive_amount_in_client_currency",
)
HOSTING = (position("HOST-01", "Cloud hosting", "1", "1000.00", "21"),)
REPAIR = (
    position("OLEO", "Óleo 5W30", "4.5", "11.37", "23"),
    position("MAO-OBRA", "Mão de obra, hora", "2.25", "38.90", "23"),
    position("INSPECAO", "Taxa de inspeção", "1", "31.80", "6"),
)
RENT = (position("ALUGUER", "Aluguer mensal 42-XR-17", "1", "640.50", "23"),)


class Builder:
    """Makes invoices that are all different; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - invented data, the same for the same seed

    def purchase(
        self, id_: int, *, creditor: int, positions: Sequence[Position], changed: datetime, **more: Any
    ) -> Body:
        """An invoice of a supplier: accepted, unless something else is told."""
        party, (net, vat) = cast.CREDITORS[creditor], totals(positions)
        day = changed.date() - timedelta(days=1)
        return {
            "id": id_,
            "purchase_invoice_uuid": self._uuid(),
            "purchase_invoice_number": f"P-{day.year}-{id_ % 1_000_000:06}",
            "client_creditor_purchase_invoice_number": f"FT {day.year}/{id_ % 100_000}",
            "client_creditor_number": party["client_creditor_number"],
            "creditor_number": party["creditor_number"],
            "creditor_id": creditor,
            **_owner(),
            **_states("ACCEPTED"),
            **_amounts(net, vat),
            "creditor_currency_code": "EUR",
            "client_currency_code": "EUR",
            **dict.fromkeys(CURRENCY_TWINS),
            "purchase_invoice_date": _day(day),
            "purchase_invoice_due_date": _day(day + timedelta(days=30)),
            "supply_date": _day(day),
            "payment_term": "30",
            "payment_date": None,
            "last_payment_date": None,
            "payment_reference": self._reference(),
            "po_number": "NA",
            "original_invoice_number": None,
            "original_invoice_date": None,
            "original_document_type": "UBL",
            "created_at": stamp(changed),
            "last_updated_at": stamp(changed),
            "invoice_lines": [_line(id_, turn, one) for turn, one in enumerate(positions, start=1)],
            **more,
        }

    def sale(self, id_: int, *, positions: Sequence[Position], changed: datetime, **more: Any) -> Body:
        """An invoice to a customer: sent, unless something else is told."""
        debtor, (net, vat) = cast.DEBTORS[880012], totals(positions)
        day = changed.date()
        return {
            "id": id_,
            "sales_invoice_uuid": self._uuid(),
            "sales_invoice_number": f"V-{day.year}-{id_ % 10_000:04}",
            "client_debtor_invoice_number": None,
            "client_debtor_number": debtor["client_debtor_number"],
            "debtor_number": debtor["debtor_number"],
            "debtor_id": debtor["id"],
            "debtor_uuid": debtor["debtor_uuid"],
            **_owner(),
            **_states("SENT"),
            **_amounts(net, vat),
            "debtor_currency_code": "EUR",
            "sales_invoice_date": _day(day),
            "sales_invoice_due_date": _day(day + timedelta(days=15)),
            "supply_date": _day(day),
            "payment_reference": self._reference(),
            "payment_date": None,
            "last_payment_date": None,
            **dict.fromkeys(("po_number", "buyer_reference", "customer_reference", "contract_number"), "NA"),
            "disputed": False,
            "comments": None,
            "created_at": stamp(changed),
            "last_updated_at": stamp(changed),
            "invoice_lines": [
                {**_line(id_, turn, one), "service_subtotal": float(one.net), "service_unit": "C62"}
                for turn, one in enumerate(positions, start=1)
            ],
            **more,
        }

    def varied(self, positions: Sequence[Position]) -> tuple[Position, ...]:
        """The same positions at other prices."""
        return tuple(replace(one, price=cents(one.price * self.random.randrange(60, 180) / 100)) for one in positions)

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def _reference(self) -> str:
        # A structured reference of Belgium: ten digits, then the rest of dividing by 97.
        stem = self.random.randrange(10**9, 10**10)
        text = f"{stem}{stem % 97 or 97:02}"
        return f"+++{text[:3]}/{text[3:7]}/{text[7:]}+++"


def stamp(moment: datetime) -> str:
    """A moment as the vendor writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _owner() -> Body:
    return {"client_id": cast.COMPANY, "client_number": cast.COMPANY, "platform_id": cast.PLATFORM}


def _states(status: str) -> Body:
    return {
        "type": "INVOICE",
        "status": status,
        "accounting_status": "NOT_EXPORTED",
        "payment_status": "UNPAID",
        "source": "PEPPOL",
        "delivery_channel": "PEPPOL",
    }


def _amounts(net: Decimal, vat: Decimal) -> Body:
    total = float(net + vat)
    return {
        "amount": total,
        "exclusive_amount": float(net),
        "vat_amount": float(vat),
        "open_balance": total,
        "amount_paid": 0.0,
        "currency_code": "EUR",
    }


def _line(id_: int, turn: int, one: Position) -> Body:
    return {
        "id": id_ * 100 + turn,
        "service_name": one.code,
        "service_description": one.text,
        "service_quantity": float(one.quantity),
        "service_price": float(one.price),
        "service_vat": float(one.vat),
    }
