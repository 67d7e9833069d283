"""Two approved reports on their way into files, and every preset put to the proof."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from apps.core.connector import Connector
from apps.core.documents import Allocation, BankAccount, Coded, Direction, Document, Kind, Line, Party
from apps.core.layouts.batch import Frame, batch_of
from apps.core.layouts.layout import Layout
from apps.core.layouts.reading import reread
from apps.core.layouts.writing import refusals, render
from tests.connectors.factories import Words

ON = date(2026, 3, 16)
MARIA = Party(
    code="501",
    name="MARIA APARECIDA DE SOUZA",
    tax_id="52998224725",
    street="RUA DOS IPES",
    street_number="20",
    district="CENTRO",
    city="CAMPINAS",
    state="SP",
    postal_code="13010-001",
    bank=BankAccount(bank="104", branch="1679", account="12345678-9"),
)
JOAO = replace(
    MARIA,
    code="502",
    name="JOAO BATISTA PEREIRA",
    tax_id="11144477735",
    bank=BankAccount(bank="104", branch="0238", account="22334455-1"),
)
WORDS = {
    ("party", "501"): "10457",
    ("party", "502"): "10233",
    ("category", "travel"): "4110203",
    ("category", "hotel"): "4110301",
    ("category", "fair"): "4110205",
    ("cost_centre", "A"): "1201002",
    ("cost_centre", "B"): "1301001",
    ("cost_centre", "C"): "1401005",
}


def expense(code: str, amount: str, category: str, *shares: tuple[str, str], **changes: Any) -> Line:
    made = Line(
        code=code,
        description="Expense",
        quantity=Decimal(1),
        unit_price=Decimal(amount),
        amount=Decimal(amount),
        category=Coded(category),
        allocations=tuple(Allocation(cost_centre=Coded(centre), share=Decimal(share)) for centre, share in shares),
    )
    return replace(made, **changes)


def report(number: str, party: Party, description: str, *lines: Line, **changes: Any) -> Document:
    made = Document(
        kind=Kind.EXPENSE_REPORT,
        source_id=number,
        direction=Direction.PAYABLE,
        number=number,
        party=party,
        issued=ON,
        total=sum((line.amount for line in lines), Decimal(0)),
        instalments=(),
        lines=lines,
        description=description,
    )
    return replace(made, **changes)


TRIP = report(
    "7700123",
    MARIA,
    "VIAGEM CAMPINAS 03/2026",
    expense("1", "150.40", "travel", ("A", "70"), ("B", "30")),
    expense("2", "125.00", "hotel", ("A", "100")),
)
FAIR = report(
    "7700124", JOAO, "FEIRA DO SETOR", expense("3", "1032.15", "fair", ("A", "33.33"), ("B", "33.33"), ("C", "33.34"))
)


def words(connector: Connector, **settings: str) -> Words:
    """Give a translator that knows the people and accounts above."""
    defaults = {setting.slug: setting.default for setting in connector.settings}
    return Words(dict(WORDS), {**defaults, "due_days": "4", "history_prefix": "VEXP", **settings})


def batch(connector: Connector, translator: Words, *documents: Document, number: int = 1) -> dict[str, Any]:
    """Give documents as layouts see them, once they were planned."""
    bodies = [(str(place), body) for place, body in enumerate(planned(connector, translator, *documents), start=1)]
    return batch_of(bodies, Frame(number=number, on=ON, settings=translator.settings))


def planned(connector: Connector, translator: Words, *documents: Document) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        for step in connector.target(document.kind).plan(document, translator):
            yield step.body


@st.composite
def many(draw: st.DrawFn, *, most: int) -> list[Document]:
    """Give reports of odd names and amounts, each split in up to four."""
    count = draw(st.sampled_from([1, 2, 3, most]))
    name = draw(st.text(min_size=1, max_size=60).map(lambda text: f"{text} Á"))
    cents = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=7))
    shares = draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=4))
    centres = [(centre, str(share)) for centre, share in zip("ABCA", shares, strict=False)]
    return [
        report(
            str(place),
            replace(MARIA, name=name),
            name,
            expense(str(place), str(Decimal(cents[place % len(cents)]) / 100), "travel", *centres),
            issued=ON + timedelta(days=place % 28),
        )
        for place in range(1, count + 1)
    ]


def prove(layout: Layout, told: Mapping[str, Any]) -> None:
    """Write a batch and read it again: equal totals, no line of another width, no cent lost."""
    assert refusals(layout, told) == ()
    found = reread(layout, render(layout, told))
    amounts = [Decimal(title["amount"]) for title in told["titles"]]
    assert found.total == sum(amounts)
    assert found.count in (len(amounts), len(told["entries"]))
