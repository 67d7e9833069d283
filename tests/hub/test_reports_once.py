"""Expense reports into every ERP of the demo: read ten times, by several at once, with everything failing."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from apps.hub.engine.doors import pull
from apps.hub.engine.working import work
from apps.hub.models import Connection, Mapping, Pull, Transfer
from apps.hub.running.demo import Demo
from apps.sandbox.server import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)
TARGETS = ("omie", "contaazul", "nibo", "datasul", "matera", "pagnet")
#: What is owed to employees of the reports that VExpenses has approved on its first day.
OWED = {"275.40", "42.90", "569.75", "54.30"}
AT_VEXPENSES = ("500", "truncated", "duplicate_rows", "skipped_rows", "drop_before_commit", "429")
LOST_ANSWERS = {"omie": None, "nibo": "add_schedule", "contaazul": None}


@pytest.fixture
def demo(tmp_path: Any, sandbox: Sandbox, settings: Settings) -> Demo:
    settings.WORKER_THREADS = 1
    sandbox.contaazul.switch(protocol_seconds=0)
    demo = Demo(url="http://127.0.0.1:8800", sandbox=sandbox.url, file=tmp_path / "demo.json")
    demo.ensure()
    food = Mapping.objects.get(target__connector_slug="omie", vocabulary="category", value="4110203")
    food.pk, food.value = None, "4110204"  # the lodging that the demo leaves to a newcomer
    food.save()
    return demo


def at_once(number: int, call: Callable[[], Any]) -> None:
    """Make a call from several threads at the same time."""

    def one() -> None:
        try:
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        for future in [pool.submit(one) for _ in range(number)]:
            future.result()


def read_again() -> None:
    """Let every wait be over and have VExpenses asked from the beginning."""
    past = timezone.now() - timedelta(seconds=1)
    Pull.objects.filter(connection__connector_slug="vexpenses").update(due_at=past, cursor="")
    Transfer.objects.exclude(state="waiting").update(due_at=past)
    Connection.objects.update(breaker_until=None)
    at_once(2, pull.pull_due)
    at_once(2, work.work)


def states() -> dict[str, Counter[str]]:
    rows = Transfer.objects.filter(flow__source__connector_slug="vexpenses")
    told = rows.values_list("flow__target__connector_slug", "state")
    return {slug: Counter(state for target, state in told if target == slug) for slug in TARGETS}


def test_a_window_read_ten_times_by_several_with_faults_on_books_each_report_once(demo: Demo, sandbox: Sandbox) -> None:
    for turn in range(10):
        if turn < 4:
            sandbox.fault("vexpenses", AT_VEXPENSES[turn])
            for vendor, call in LOST_ANSWERS.items():
                sandbox.fault(vendor, "drop_after_commit", call=call)
        read_again()
    assert states() == {
        "omie": Counter(delivered=4),
        "contaazul": Counter(delivered=4),
        "nibo": Counter(delivered=4),
        **{slug: Counter(ready=4) for slug in ("datasul", "matera", "pagnet")},
    }
    assert total(sandbox.records("omie", "contapagar"), "valor_documento") == Decimal("942.35")
    assert len(sandbox.records("omie", "contapagar")) == 7  # one for each type of expense in a report
    assert {money(row["valor"]) for row in sandbox.records("contaazul", "eventos")} == OWED
    assert {money(row["value"]) for row in sandbox.records("nibo", "schedules")} == OWED
    for vendor, table in (("contaazul", "eventos"), ("nibo", "schedules")):
        assert len(sandbox.records(vendor, table)) == 4


def money(value: Any) -> str:
    return f"{Decimal(str(value)):.2f}"


def total(rows: list[dict[str, Any]], field: str) -> Decimal:
    return sum((Decimal(str(row[field])) for row in rows), Decimal(0))
