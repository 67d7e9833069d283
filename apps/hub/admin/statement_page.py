"""What the page of a transfer shows of a bank statement: its balances, what moved, page by page."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator

from apps.core.documents import Document, Movement, Statement

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A statement with one page of its movements, and what came in and went out in all of it."""

    statement: Statement
    movements: "Page[Movement]"
    came_in: Decimal
    went_out: Decimal


def sheet_of(document: Document | None, page: str) -> Sheet | None:
    """Give what is shown of a statement; None for any other document, or one that cannot be read."""
    if document is None or document.statement is None:
        return None
    told = document.statement
    amounts = [movement.amount for movement in told.movements]
    return Sheet(
        statement=told,
        movements=Paginator(told.movements, PER_PAGE).get_page(page),
        came_in=sum((amount for amount in amounts if amount > 0), Decimal(0)),
        went_out=sum((amount for amount in amounts if amount < 0), Decimal(0)),
    )
