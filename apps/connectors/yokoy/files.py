"""Files of documents: an invoice's own, and an expense's receipt behind a link that lives a quarter of an hour."""

from apps.connectors.yokoy.answers import Missing
from apps.connectors.yokoy.client import Yokoy

LARGEST = 10 * 1024 * 1024


def invoice_file(client: Yokoy, invoice: str) -> bytes:
    """Give the PDF of an invoice."""
    return client.answer(client.entity(f"invoices/{invoice}/presentation")).body


def receipt(client: Yokoy, expense: str) -> bytes:
    """Give the receipt of an expense.

    The link leads to another host, so it is followed without the token, and at once.
    """
    answer = client.answer(client.own(f"expenses/{expense}/receipt"))
    link = answer.headers.get("location", "")
    if not link:
        raise Missing("target.not_found", vendor_code=answer.status, answer="receipt")
    return client.http.download(link, largest=LARGEST).body
