"""From an expense report to what is owed to the employee."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.documents import Allocation, Attachment, Coded, Direction, Document, Kind, Line, Party
from apps.core.errors import Rejected
from apps.core.reports import REPORT_SETTINGS, payables, report_settings

APPROVED = date(2026, 3, 12)
FINANCE, SALES = Coded("1201002", "FINANCEIRO"), Coded("1301001", "COMERCIAL")
FOOD, ROAD = Coded("4110203", "ALIMENTAÇÃO"), Coded("4110301", "QUILOMETRAGEM")


@dataclass
class Chosen:
    """The choices of a flow, over what is declared."""

    changed: dict[str, str] = field(default_factory=dict)

    def setting(self, slug: str) -> str:
        return self.changed.get(slug, {one.slug: one.default for one in REPORT_SETTINGS}[slug])

    def required(self, vocabulary: str, value: Coded) -> str:
        raise AssertionError

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        raise AssertionError


def expense(code: str, amount: str, **told: Any) -> Line:
    value = Decimal(amount)
    known: dict[str, Any] = {"description": f"Expense {code}", "category": FOOD, "cost_centre": FINANCE} | told
    return Line(quantity=Decimal(1), unit_price=value, amount=value, code=code, **known)


LUNCH = expense(
    "1",
    "150.40",
    allocations=(
        Allocation(cost_centre=FINANCE, share=Decimal(70)),
        Allocation(cost_centre=SALES, share=Decimal(30)),
    ),
)
DRIVE = expense("2", "125.00", category=ROAD)
DINNER = expense("3", "80.10")
CARD = expense("4", "999.00", reimbursable=False)


def report(*lines: Line, **told: Any) -> Document:
    known: dict[str, Any] = {"issued": APPROVED, "number": "7700123", "description": "CAMPINAS 03/2026"} | told
    return Document(
        kind=Kind.EXPENSE_REPORT,
        source_id="7700123",
        direction=Direction.PAYABLE,
        party=Party(code="10457", name="Maria Aparecida de Souza"),
        total=sum((line.amount for line in lines), Decimal(0)),
        instalments=(),
        lines=lines,
        **known,
    )


def titles(*lines: Line, **chosen: str) -> list[tuple[str, Decimal, str]]:
    made = payables(report(*lines), Chosen(chosen)).instalments
    return [(one.code, one.amount, one.category.code if one.category else "") for one in made]


def test_a_report_becomes_one_title_and_leaves_out_what_the_company_paid() -> None:
    assert titles(LUNCH, DRIVE, DINNER, CARD) == [("RPT7700123", Decimal("355.50"), "")]


def test_a_report_becomes_one_title_for_each_type_of_expense() -> None:
    assert titles(LUNCH, DRIVE, DINNER, CARD, grouping="type") == [
        ("RPT7700123-4110203", Decimal("230.50"), "4110203"),
        ("RPT7700123-4110301", Decimal("125.00"), "4110301"),
    ]


def test_a_report_becomes_one_title_for_each_expense() -> None:
    made = payables(report(LUNCH, DRIVE, CARD), Chosen({"grouping": "expense"})).instalments
    assert [(one.code, one.number, one.of) for one in made] == [("EXP1", 1, 2), ("EXP2", 2, 2)]
    assert made[0].description == "7700123 - CAMPINAS 03/2026 - Expense 1"


def test_what_a_cost_centre_bears_under_a_category_is_an_exact_amount() -> None:
    [title] = payables(report(LUNCH, DRIVE, DINNER), Chosen()).instalments
    shares = [(one.category and one.category.code, one.cost_centre.code, one.share) for one in title.allocations]
    assert shares == [
        ("4110203", "1201002", Decimal("185.38")),
        ("4110203", "1301001", Decimal("45.12")),
        ("4110301", "1201002", Decimal("125.00")),
    ]


def test_an_expense_without_a_cost_centre_keeps_its_category() -> None:
    [title] = payables(report(expense("1", "10.00", cost_centre=None)), Chosen()).instalments
    assert [(one.cost_centre.code, one.share) for one in title.allocations] == [("", Decimal("10.00"))]


def test_files_follow_their_expenses_and_those_of_the_company_stay_behind() -> None:
    files = tuple(
        Attachment(name=name, url="https://x", belongs_to=of) for name, of in (("a", "1"), ("b", "4"), ("c", ""))
    )
    made = payables(replace(report(LUNCH, CARD), attachments=files), Chosen({"grouping": "expense"}))
    assert [(file.name, file.belongs_to) for file in made.attachments] == [("c", ""), ("a", "EXP1")]


def test_a_report_of_card_expenses_owes_nothing() -> None:
    assert payables(report(CARD), Chosen()).instalments == ()


def test_a_title_below_zero_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        payables(report(LUNCH, expense("9", "-200.00")), Chosen())
    assert refused.value.code == "source.nothing_to_pay"


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        ({"due_days": "5"}, date(2026, 3, 17)),
        ({"due_days": "2"}, date(2026, 3, 16)),  # 14 March is a Saturday
        ({"due_days": "2", "due_shift": "previous"}, date(2026, 3, 13)),
        ({"due_days": "2", "due_shift": "keep"}, date(2026, 3, 14)),
        ({"due_rule": "business_days", "due_days": "2"}, date(2026, 3, 16)),
        ({"due_rule": "payment_day", "payment_days": "10, 25"}, date(2026, 3, 25)),
        ({"due_rule": "payment_day", "payment_days": "12"}, date(2026, 4, 13)),  # not the day of the approval
        ({"due_rule": "payment_day", "payment_days": "31", "due_shift": "keep"}, date(2026, 3, 31)),
    ],
)
def test_the_due_date_follows_the_rule_of_the_flow(chosen: dict[str, str], due: date) -> None:
    assert payables(report(LUNCH), Chosen(chosen)).instalments[0].due == due


def test_a_month_that_is_too_short_pays_on_its_last_day() -> None:
    approved = report(LUNCH, issued=date(2026, 2, 3))
    chosen = Chosen({"due_rule": "payment_day", "payment_days": "5,30", "due_shift": "keep"})
    assert payables(approved, chosen).instalments[0].due == date(2026, 2, 5)
    later = replace(approved, issued=date(2026, 2, 6))
    assert payables(later, chosen).instalments[0].due == date(2026, 2, 28)


@pytest.mark.parametrize("chosen", [{"due_days": "soon"}, {"due_days": "366"}, {"due_days": ""}])
def test_a_number_of_days_that_makes_no_sense_asks_for_the_setting(chosen: dict[str, str]) -> None:
    with pytest.raises(Rejected) as refused:
        payables(report(LUNCH), Chosen(chosen))
    assert (refused.value.code, refused.value.params["setting"]) == ("setting.wrong", "due_days")


@pytest.mark.parametrize("days", ["", "0", "32", "5;20"])
def test_days_of_payment_that_do_not_exist_are_refused(days: str) -> None:
    with pytest.raises(Rejected):
        payables(report(LUNCH), Chosen({"due_rule": "payment_day", "payment_days": days}))


def test_a_target_may_group_in_another_way_unless_its_owner_says_otherwise() -> None:
    assert [one.default for one in report_settings(grouping="type")] == ["type", "days", "5", "10, 25", "next"]


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99999), places=2),
            st.lists(st.integers(1, 10_000), min_size=1, max_size=40),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["report", "type", "expense"]),
)
def test_not_a_cent_is_lost_however_expenses_are_grouped_and_shared(
    told: list[tuple[Decimal, list[int]]], grouping: str
) -> None:
    lines = [
        expense(
            str(number),
            str(amount),
            category=Coded(str(number % 3)),
            allocations=tuple(
                Allocation(cost_centre=Coded(str(centre)), share=Decimal(share)) for centre, share in enumerate(shares)
            ),
        )
        for number, (amount, shares) in enumerate(told)
    ]
    made = payables(report(*lines), Chosen({"grouping": grouping})).instalments
    assert sum(one.amount for one in made) == sum(amount for amount, _shares in told)
    for one in made:
        assert sum(part.share for part in one.allocations) == one.amount
        assert len({(part.category, part.cost_centre) for part in one.allocations}) == len(one.allocations)
