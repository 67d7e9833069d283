"""The bodies that the benchmark sends: invoices of 1,400 bytes, each with an id of its own. Standard library only."""

import json

#: Bytes of one body.
SIZE = 1_400
#: Values of each vocabulary that invoices use in turn; three vocabularies make the fifty mappings.
VALUES = {"category": 20, "cost_centre": 20, "account": 10}


def number_of(serial: int) -> str:
    """Give the number that people would search an invoice by."""
    return f"INV-{serial:09d}"


def invoice(serial: int) -> bytes:
    """Give one invoice; the serial number decides everything in it."""
    body = json.dumps(content(serial), separators=(",", ":"))
    return body.replace('"notes":"', '"notes":"' + "x" * (SIZE - len(body)), 1).encode()


def content(serial: int) -> dict[str, object]:
    """Give what an invoice says."""
    cents = 10_000 + serial % 900_000
    return {
        "id": str(serial),
        "number": number_of(serial),
        "issued": "2026-03-10",
        "due": f"2026-04-{serial % 28 + 1:02d}",
        "total": f"{cents / 100:.2f}",
        "party": party(serial % 5_000),
        **{vocabulary: coded(vocabulary, serial % count) for vocabulary, count in VALUES.items()},
        "lines": [position(cents, index) for index in range(4)],
        "notes": "",
    }


def party(serial: int) -> dict[str, str]:
    """Give a customer."""
    return {
        "code": str(serial),
        "name": f"Transportes Aurora {serial} Ltda",
        "tax_id": f"{11_222_333_000_100 + serial}",
        "email": f"contas{serial}@aurora.example",
        "street": "Avenida Paulista",
        "street_number": "1000",
        "city": "Sao Paulo",
        "state": "SP",
        "postal_code": "01310-100",
    }


def coded(vocabulary: str, serial: int) -> dict[str, str]:
    """Give a value of a vocabulary."""
    return {"code": f"{vocabulary}-{serial}", "label": f"{vocabulary} {serial}"}


def position(cents: int, index: int) -> dict[str, str]:
    """Give one line of an invoice."""
    amount = f"{cents / 400:.2f}"
    return {"description": f"Rental of vehicle {index}", "quantity": "1", "unit_price": amount, "amount": amount}
