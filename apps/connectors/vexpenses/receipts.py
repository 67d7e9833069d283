"""Receipts: a plain address is handed on, and what lies behind a signed one is read at once.

A signed address ends after minutes and is another one in each answer: kept as it is, it would look like a change of the
report every time and lead nowhere when somebody follows it.
"""

import base64
from collections.abc import Mapping
from typing import Any

from apps.connectors.vexpenses.client import VExpenses
from apps.core.errors import Rejected, Temporary

#: A longer file is left out.
LARGEST = 10 * 1024 * 1024
#: What a payload says of a file that it does not have.
MISSING, TOO_LARGE, UNREACHABLE = "missing", "too_large", "unreachable"
ADDRESS = "reicept_url"

Fields = Mapping[str, Any]


def is_signed(address: object) -> bool:
    """Tell whether an address carries what opens it."""
    return isinstance(address, str) and "?" in address


def without_receipt(expense: Fields) -> Fields:
    """Give an expense without the address of its receipt, which nobody wants."""
    return {name: value for name, value in expense.items() if name != ADDRESS}


def with_receipt(client: VExpenses, expense: Fields) -> Fields:
    """Give an expense whose receipt can still be had tomorrow."""
    address = expense.get(ADDRESS)
    if not isinstance(address, str) or not is_signed(address):
        return expense
    return {**expense, ADDRESS: address.partition("?")[0], "receipt": read(client, address)}


def read(client: VExpenses, address: str) -> Mapping[str, str]:
    """Give a file as a payload carries it, or the word for why it is not there."""
    try:
        content = client.http.download(address, largest=LARGEST).body
    except Rejected as refusal:
        return {"none": TOO_LARGE if refusal.code == "file.too_large" else MISSING}
    except Temporary:
        return {"none": UNREACHABLE}
    return {"content": base64.b64encode(content).decode()}
