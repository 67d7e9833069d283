"""Files for the tests of the readers: the whole ones of this folder, and others made by the sandbox's own writer."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from apps.core.documents import Document, Statement
from apps.sandbox.banqup.bank.sheets import Moved, Sheet

FIXTURES = Path(__file__).parent / "fixtures"
DAY = date(2026, 11, 20)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def told(document: Document) -> Statement:
    assert document.statement is not None
    return document.statement


def sheet(*moved: Moved, number: int = 7, opening: Decimal = Decimal("10.00"), currency: str = "EUR") -> Sheet:
    return Sheet(
        account="BE68539007547034",
        currency=currency,
        number=number,
        bank="BKVDBEB1",
        holder="Vale do Tejo",
        opened=DAY - timedelta(days=1),
        closed=DAY,
        opening=opening,
        moved=moved,
    )


#: What both formats hold without loss: Latin-1, in one line, no longer than a CODA has room for.
WORDS = st.text(st.characters(codec="latin-1", categories=("L", "N", "P")), max_size=30)
AMOUNTS = st.decimals(min_value=Decimal("-99999.99"), max_value=Decimal("99999.99"), places=2)
MOVED = st.builds(
    Moved,
    on=st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 12, 31)),
    amount=AMOUNTS.filter(bool),
    name=WORDS,
    text=WORDS,
    end_to_end=st.from_regex(r"[A-Z0-9]{0,30}", fullmatch=True),
    reference=st.from_regex(r"[A-Z0-9]{0,20}", fullmatch=True),
    reversal=st.booleans(),
)


@st.composite
def batches(draw: st.DrawFn) -> Moved:
    """One movement that others of the same direction make up."""
    shares = tuple(draw(st.lists(MOVED, min_size=2, max_size=4)))
    total = sum((share.amount for share in shares), Decimal(0))
    return Moved(on=DAY, amount=total, text="batch", shares=shares)


SHEETS = st.lists(MOVED | batches(), max_size=8).flatmap(
    lambda moved: st.builds(
        lambda opening, number: sheet(*moved, number=number, opening=opening), AMOUNTS, st.integers(1, 999)
    )
)
