"""Reading reports: by the day of their approval with an overlap, and those that are no longer approved.

No call tells what has changed since a moment, nothing is sent to us, and a list has no order that is promised. So each
reading goes over the last days again; whatever it meets as it was is nothing new to the hub.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apps.connectors.vexpenses.client import LAST_PAGE, PAGE, Sheet, VExpenses
from apps.connectors.vexpenses.place import PAID, Place, Window
from apps.connectors.vexpenses.receipts import with_receipt, without_receipt
from apps.core.connector import Page, Payload, Pulled
from apps.core.errors import Place as Where
from apps.core.errors import Rejected, Temporary

#: All that a report needs to be booked.
RELATIONS = (
    "expenses",
    "expenses.apportionment",
    "expenses.expense_type",
    "expenses.costs_center",
    "expenses.payment_method",
    "user",
    "payment_method",
)
INCLUDE = ",".join(RELATIONS)
#: A list that lost rows between its pages is read so often in all.
ROUNDS = 3

Fields = Mapping[str, Any]


def fetch(client: VExpenses, source_id: str) -> Payload:
    """Give one report as it is today; raises `Rejected` (``source.no_id``) for what is no number."""
    if not (source_id.isascii() and source_id.isdigit()):
        raise Rejected("source.no_id", place=Where.SOURCE, field="id", value=source_id[:80])
    asked = client.as_source
    report = asked.get(f"reports/{source_id}", include=INCLUDE)
    if not isinstance(report, Mapping):
        raise Temporary("source.broken_answer", place=Where.SOURCE, answer=str(report)[:300])
    return Papers(asked).payload(report)


def pull(client: VExpenses, cursor: str) -> Iterator[Page]:
    """Give the reports of every list that there is to read from a place on, page by page."""
    asked, place = client.as_source, Place.read(cursor).beginning()
    papers = Papers(asked)
    windows = place.windows(client.states, overlap=client.overlap_days, look_back=client.look_back_days)
    for window in place.left_of(windows):
        walk = Walk(asked, window, place.of(window.state), papers)
        yield from walk.rounds()
        place = walk.place
    yield Page((), place.done().text())


@dataclass(slots=True)
class Walk:
    """One list under way; ``given`` are the reports that it has given, each in one version."""

    client: VExpenses
    window: Window
    place: Place
    papers: "Papers"
    given: set[tuple[str, str]] = field(default_factory=set)
    met: set[str] = field(default_factory=set)

    def rounds(self) -> Iterator[Page]:
        """Read the list to its end; once more where a page has pushed rows out between two others.

        A list that is the same twice is what it is, whatever length it tells. Raises `Temporary`
        (``source.broken_answer``) where it goes on moving: nothing behind it counts as read.
        """
        yield from self.pages()
        before: set[str] = set()
        while self.place.met < self.place.total and self.met != before:
            if self.place.turn >= ROUNDS - 1:
                raise standstill(f"{self.window.state}: {self.place.met} of {self.place.total}")
            self.place, self.met, before = self.place.again(), set(), self.met
            yield from self.pages()

    def pages(self) -> Iterator[Page]:
        """Read page by page, and stop where there is no more or a page is the one before it.

        A list that tells nothing of its pages may know none, and gives everything each time; one that says that there
        are more is broken: raises `Temporary` (``source.broken_answer``).
        """
        before: Sequence[str] = ()
        while self.place.page <= LAST_PAGE:
            sheet = self.sheet()
            ids = [id_of(row) for row in sheet.rows]
            if ids and ids == before and sheet.last is not None:
                raise standstill(f"{self.window.state}: page {self.place.page} repeats the one before")
            if not ids or ids == before:
                return
            yield from self.reports(sheet)
            before = ids
            if sheet.last is not None and self.place.page > sheet.last:
                return
        raise standstill(f"{self.window.state}: more than {LAST_PAGE} pages")

    def sheet(self) -> Sheet:
        """Give the page on which our place is."""
        return self.client.sheet(
            f"reports/status/{self.window.state}", self.place.page, size=PAGE, include=INCLUDE, **self.window.query
        )

    def reports(self, sheet: Sheet) -> Iterator[Page]:
        """Give the reports of a page that are wanted; one whose files were read is a page of its own."""
        bunch: list[Pulled] = []
        rows = list(enumerate(sheet.rows, start=1))[self.place.at :]
        self.place = replace(self.place, total=max(self.place.total, sheet.total or 0))
        for at, row in rows:
            bunch += self.pulled(row)
            if bunch and has_read_files(bunch[-1].payload):
                self.place = replace(self.place, at=at)
                yield Page(bunch, self.place.text())
                bunch = []
        self.place = replace(self.place, page=self.place.page + 1, at=0)
        yield Page(bunch, self.place.text())

    def pulled(self, row: Fields) -> list[Pulled]:
        """Give a report, unless this reading has given it as it is or nobody wants it."""
        id_, version = id_of(row), (id_of(row), str(row.get("updated_at")))
        if id_ not in self.met:
            self.met.add(id_)
            self.place = replace(self.place, met=self.place.met + 1)
        if id_ and version in self.given:
            return []
        self.given.add(version)
        payload = self.papers.payload(row)
        seen_only = "left" in payload or (is_paid(row) and PAID not in self.client.states)
        return [Pulled(id_, payload, only_known=seen_only)]


@dataclass(slots=True)
class Papers:
    """What makes payloads of reports: the company's currency, projects, receipts, and a mark on what has left."""

    client: VExpenses
    projects: dict[str, Fields] | None = None

    def payload(self, report: Fields) -> Payload:
        """Give what is kept of a report; one in a state that is not read says so, and its files are nobody's concern.

        A paid one is as good as approved, and one that is switched off was deleted.
        """
        left = state_left(report, self.client.states)
        files = self.client.with_files and not left
        told: dict[str, Any] = {"report": self.completed(report, files=files), "currency": self.client.currency}
        return {**told, **left, **({} if files else {"files": "none"})}

    def completed(self, report: Fields, *, files: bool) -> Fields:
        """Give a report whose expenses name their project, and hold their receipts where the links would end."""
        if "expenses" not in report:
            return report
        return {**report, "expenses": {"data": [self.expense(row, files=files) for row in rows_of(report)]}}

    def expense(self, row: Fields, *, files: bool) -> Fields:
        """Give an expense with what belongs to it."""
        told = with_receipt(self.client, row) if files else without_receipt(row)
        number = str(row.get("course_id") or "")
        if not (self.client.routes_are_projects and number):
            return told
        return {**told, "project": {"data": self.known_projects().get(number, {"id": number})}}

    def known_projects(self) -> dict[str, Fields]:
        """Give the projects by number, asked for when the first expense names one."""
        if self.projects is None:
            self.projects = {str(row.get("id")): row for row in self.client.all("projects")}
        return self.projects


def state_left(report: Fields, states: frozenset[str]) -> dict[str, str]:
    """Give what a payload says of a report that is in none of some states; nothing for one that is."""
    state = str(report.get("status") or "")
    left = report.get("on") is False or (state not in states and not is_paid(report))
    return {"left": state} if left else {}


def standstill(said: str) -> Temporary:
    """Give the error for a list that does not come to its end."""
    return Temporary("source.broken_answer", place=Where.SOURCE, answer=said)


def has_read_files(payload: Payload) -> bool:
    """Tell whether files of a report were read with it: they take their time."""
    return any("receipt" in row for row in rows_of(payload["report"]))


def rows_of(report: Fields) -> list[Fields]:
    """Give the expenses of a report, which lie in an envelope of their own."""
    found = report.get("expenses")
    rows = found.get("data") if isinstance(found, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def is_paid(report: Fields) -> bool:
    """Tell whether a report is paid: by its state or by the day alone, as VExpenses may do either."""
    return report.get("status") == PAID or bool(report.get("payment_date"))


def id_of(row: Fields) -> str:
    """Give VExpenses' number of an object."""
    return str(row.get("id") or "")
