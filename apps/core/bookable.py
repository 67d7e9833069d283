"""What no ledger of titles takes, whichever system keeps it."""

from apps.core.documents import Document
from apps.core.errors import Place, Rejected


def refuse_unbookable(document: Document, *, currency: str) -> None:
    """Raise `Rejected` for a document in another currency, or whose instalments are no titles of their own."""
    if document.currency != currency:
        raise Rejected("source.currency_unsupported", place=Place.SOURCE, currency=document.currency)
    if not document.instalments:
        raise Rejected("source.no_instalments", place=Place.SOURCE)
    for instalment in document.instalments:
        if instalment.amount <= 0:
            raise Rejected("source.nothing_to_pay", place=Place.SOURCE, value=instalment.amount, title=instalment.code)
        if any(allocation.share < 0 for allocation in instalment.allocations):
            raise Rejected("source.negative_share", place=Place.SOURCE, title=instalment.code)
