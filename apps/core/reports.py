"""From an expense report to what is owed to the employee: titles as its owner wants them grouped, each with its day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from apps.core.account import Option
from apps.core.connector import Setting, Translator
from apps.core.days import business_day_before, business_days_after, days_from, next_business_day
from apps.core.documents import Allocation, Attachment, Coded, Document, Instalment, Kind, Line
from apps.core.errors import Place, Rejected
from apps.core.money import apportion

REPORTS = frozenset({Kind.EXPENSE_REPORT})
BY_REPORT, BY_TYPE, BY_EXPENSE = "report", "type", "expense"
DAYS, BUSINESS_DAYS, PAYMENT_DAY = "days", "business_days", "payment_day"
KEEP, NEXT, PREVIOUS = "keep", "next", "previous"
#: Longer than any company lets its people wait; a number above it is a slip of the keyboard.
MOST_DAYS = 365

GROUPING = Setting(
    slug="grouping",
    name=_("One title for each"),
    help=_("What an approved expense report becomes. Only expenses that the employee is paid back are counted."),
    default=BY_REPORT,
    choices=(
        Option(value=BY_REPORT, label=_("Report")),
        Option(value=BY_TYPE, label=_("Type of expense in a report")),
        Option(value=BY_EXPENSE, label=_("Expense")),
    ),
    kinds=REPORTS,
)
#: What every target of expense reports leaves to the owner of a flow.
REPORT_SETTINGS = (
    GROUPING,
    Setting(
        slug="due_rule",
        name=_("Due date"),
        help=_("Counted from the day on which the report was approved."),
        default=DAYS,
        choices=(
            Option(value=DAYS, label=_("A number of days after the approval")),
            Option(value=BUSINESS_DAYS, label=_("A number of business days after the approval")),
            Option(value=PAYMENT_DAY, label=_("The next day of payment of the company")),
        ),
        kinds=REPORTS,
    ),
    Setting(
        slug="due_days",
        name=_("Number of days"),
        help=_("For the first two due dates: from 0 to 365."),
        default="5",
        pattern=r"[0-9]{1,3}",
        kinds=REPORTS,
    ),
    Setting(
        slug="payment_days",
        name=_("Days of payment"),
        help=_("For the third due date: days of the month with commas, for example 5, 20. 31 is the last day."),
        default="10, 25",
        pattern=r"\s*[0-9]{1,2}\s*(,\s*[0-9]{1,2}\s*)*",
        kinds=REPORTS,
    ),
    Setting(
        slug="due_shift",
        name=_("Due on a day without banks"),
        help=_("Weekends, national holidays of Brazil, Carnival and Corpus Christi."),
        default=NEXT,
        choices=(
            Option(value=NEXT, label=_("The next business day")),
            Option(value=PREVIOUS, label=_("The business day before")),
            Option(value=KEEP, label=_("As it falls")),
        ),
        kinds=REPORTS,
    ),
)
SHIFTS: dict[str, Callable[[date], date]] = {
    KEEP: lambda day: day,
    NEXT: next_business_day,
    PREVIOUS: business_day_before,
}


def report_settings(*, grouping: str) -> tuple[Setting, ...]:
    """Give the settings of a target whose own integration groups expenses in another way than by report."""
    return (replace(GROUPING, default=grouping), *REPORT_SETTINGS[1:])


def payables(report: Document, translator: Translator, *, rule: str = "") -> Document:
    """Give a report with what is owed to the employee as its instalments, grouped and due as its flow says.

    Each instalment carries its allocations in exact amounts; an empty code of a cost centre says that none was told.
    ``rule`` says who bears cents that are left over. Files follow their expenses. Without any expense to be paid back
    there are no instalments. Raises `Rejected` where a title would not be above zero, and for a setting that makes no
    sense.
    """
    groups = grouped(report, translator.setting("grouping"))
    due = due_of(report.issued, translator) if groups else report.issued
    titles = [
        instalment(report, code, lines, number=number, of=len(groups), due=due, rule=rule)
        for number, (code, lines) in enumerate(groups.items(), start=1)
    ]
    homes = {line.code: code for code, lines in groups.items() for line in lines}
    return replace(report, instalments=tuple(titles), attachments=tuple(moved(report.attachments, homes)))


def grouped(report: Document, grouping: str) -> dict[str, list[Line]]:
    """Give the expenses that are paid back, by the code of the title that they belong to.

    The codes differ from those of other documents, which may count from one as well.
    """
    groups: dict[str, list[Line]] = {}
    for line in report.lines:
        if line.reimbursable and line.amount:
            groups.setdefault(code_of(report, line, grouping), []).append(line)
    return groups


def code_of(report: Document, line: Line, grouping: str) -> str:
    """Give the code of the title that an expense belongs to."""
    if grouping == BY_EXPENSE:
        return f"EXP{line.code}"
    if grouping == BY_TYPE:
        return f"RPT{report.source_id}-{code(line.category)}"
    return f"RPT{report.source_id}"


def instalment(
    report: Document, code: str, lines: Sequence[Line], *, number: int, of: int, due: date, rule: str = ""
) -> Instalment:
    """Give one title of a report."""
    amount = sum((line.amount for line in lines), Decimal(0))
    if amount <= 0:
        raise Rejected("source.nothing_to_pay", place=Place.SOURCE, value=amount, title=code)
    return Instalment(
        code=code,
        number=number,
        of=of,
        due=due,
        amount=amount,
        description=description_of(report, lines),
        category=same([line.category for line in lines]),
        payment_type=same([line.payment_type for line in lines]),
        allocations=allocations_of(lines, report.currency, rule=rule),
    )


def description_of(report: Document, lines: Sequence[Line]) -> str:
    """Give what people know a title by: the report, and what sets this title apart from its others."""
    category = same([line.category for line in lines])
    apart = lines[0].description if len(lines) == 1 else category.label if category else ""
    return " - ".join(part for part in (report.number, report.description, apart) if part)


def same(values: Iterable[Coded | None]) -> Coded | None:
    """Give the value that all share, or None."""
    known = {value.code if value else "": value for value in values}
    return next(iter(known.values())) if len(known) == 1 else None


def allocations_of(lines: Iterable[Line], currency: str, *, rule: str = "") -> tuple[Allocation, ...]:
    """Give what each cost centre bears under each category and project, in exact amounts that add up to the lines."""
    shares: dict[tuple[str, str, str], Allocation] = {}
    for line in lines:
        for part, amount in shared(line, currency, rule=rule):
            key = (code(part.category), part.cost_centre.code, code(part.project))
            known = shares.get(key)
            shares[key] = replace(part, share=amount + (known.share if known else 0))
    return tuple(part for part in shares.values() if part.share)


def code(value: Coded | None) -> str:
    """Give the code of a value, or an empty text."""
    return value.code if value else ""


def shared(line: Line, currency: str, *, rule: str = "") -> list[tuple[Allocation, Decimal]]:
    """Give one expense shared out to the cent."""
    parts = line.allocations or (Allocation(cost_centre=line.cost_centre or Coded(""), share=Decimal(1)),)
    amounts = apportion(line.amount, [part.share for part in parts], currency=currency, rule=rule)
    full = [
        replace(part, category=part.category or line.category, project=part.project or line.project) for part in parts
    ]
    return list(zip(full, amounts, strict=True))


def moved(files: Iterable[Attachment], homes: Mapping[str, str]) -> list[Attachment]:
    """Give the files of the whole report, and those of expenses beside their titles; the others are nobody's proof."""
    whole = [file for file in files if not file.belongs_to]
    own = [replace(file, belongs_to=homes[file.belongs_to]) for file in files if file.belongs_to in homes]
    return [*whole, *own]


def due_of(approved: date, translator: Translator) -> date:
    """Give the day on which a report is to be paid that was approved on a day."""
    rule = translator.setting("due_rule")
    if rule == PAYMENT_DAY:
        day = next_payment_day(approved, days_of_payment(translator.setting("payment_days")))
    else:
        day = after(approved, rule, number_of(translator.setting("due_days"), "due_days"))
    return SHIFTS[translator.setting("due_shift")](day)


def after(approved: date, rule: str, count: int) -> date:
    """Give the day that is so many days, or business days, behind a day."""
    return business_days_after(approved, count) if rule == BUSINESS_DAYS else approved + timedelta(days=count)


def number_of(text: str, setting: str) -> int:
    """Give a number of days; raises `Rejected` for what is none."""
    if not text.strip().isdecimal() or int(text) > MOST_DAYS:
        raise Rejected("setting.wrong", place=Place.HERE, setting=setting, value=text)
    return int(text)


def days_of_payment(text: str) -> frozenset[int]:
    """Give the days of the month on which a company pays; raises `Rejected` where there is none."""
    days = frozenset(number_of(part, "payment_days") for part in text.split(","))
    if not days or min(days) < 1 or max(days) > 31:
        raise Rejected("setting.wrong", place=Place.HERE, setting="payment_days", value=text)
    return days


def next_payment_day(approved: date, days: frozenset[int]) -> date:
    """Give the first day of payment behind a day; a month that is too short pays on its last day."""
    ahead = days_from(approved + timedelta(days=1))
    return next(day for day in ahead if day.day in days or (is_last(day) and max(days) > day.day))


def is_last(day: date) -> bool:
    """Tell whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1
