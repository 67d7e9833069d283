"""Row 5: pages with very many transfers behind them, and whether they ask the database more often for that."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from tests.bench.bench import Bench
from tests.bench.figures import Measured, percentile
from tests.bench.million import Million
from tests.bench.stage import say

#: With so few transfers the queries are counted too.
FEW = 2_000
#: Seconds that the requests of one page may take in one run; a slow page is asked less often.
PATIENCE = 2.0
#: What a request is preceded by.
Before = Callable[[], None]


@dataclass(slots=True)
class Page:
    """One page: its address, which may differ from request to request, and how often it asked with few transfers.

    With a form it is no page to look at but something that is decided, and answered by leading elsewhere.
    """

    name: str
    address: Callable[[int], str]
    before: Before = field(default=lambda: None)
    form: Mapping[str, str] | None = None
    queries: int = 0


def measure(bench: Bench) -> list[Measured]:
    """Count the queries with few transfers, then measure with all."""
    client = signed_in()
    rows = Million(bench.world, bench.serials(10_000_000), bench.plan.transfers)
    rows.fill(FEW)
    pages = all_pages(rows)
    for page in pages:
        page.queries = queries(client, page)
    began = time.monotonic()
    rows.fill(bench.plan.transfers)
    say(f"{connection.vendor}: {bench.plan.transfers:,} transfers made in {time.monotonic() - began:.0f} s")
    return [measured(bench, client, page) for page in pages]


def signed_in() -> Client:
    """Give an administrator's browser."""
    user = User.objects.create_superuser("bench", password="only-for-the-bench")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def all_pages(rows: Million) -> list[Page]:
    """Give home, every list of the hub, single pages, the searches, and what is decided."""
    lists = [model for model in admin.site._registry if model._meta.app_label == "hub"]
    transfers, causes, attempts = (
        reverse(f"admin:hub_{name}_changelist") for name in ("transfer", "pendingerror", "attempt")
    )
    return [
        Page("home", lambda turn: reverse("admin:index")),
        Page("home, nothing cached", lambda turn: reverse("admin:index"), before=cache.clear),
        *(Page(f"list of {model._meta.verbose_name_plural}", list_of(model._meta.model_name)) for model in lists),
        Page("list of transfers that wait", lambda turn: f"{transfers}?state__exact=waiting"),
        Page("list of transfers, last page", lambda turn: f"{transfers}?p=last"),
        Page("list of transfers up to a day long ago", lambda turn: f"{transfers}?received_at_to={rows.day}"),
        Page("list of transfers of one amount", lambda turn: f"{transfers}?amount_from=777.77&amount_to=777.77"),
        Page("list of attempts with a rare outcome", lambda turn: f"{attempts}?outcome__exact=unknown"),
        Page("list of pending errors, oldest first", lambda turn: f"{causes}?sort=age"),
        Page("list of pending errors, last page", lambda turn: f"{causes}?page={len(rows.causes) // 25}"),
        Page("cause with a crowd behind it", lambda turn: address_of("pendingerror", rows.causes[0])),
        Page("sync run", lambda turn: address_of("syncrun", rows.run)),
        Page("transfer", lambda turn: address_of("transfer", rows.pk(some(rows, turn)))),
        Page("search by number", lambda turn: f"{transfers}?q={rows.number(some(rows, turn))}"),
        Page("search by a number that is not there", lambda turn: f"{transfers}?q=FAT-{turn}-2026"),
        Page("asking about 200 transfers", lambda turn: f"{transfers}decide/hold/?{many(rows.waiting_ones(200))}"),
        Page(
            "choosing a value", lambda turn: address_of("pendingerror", rows.next_cause(), "map"), form={"typed": "1"}
        ),
    ]


def address_of(noun: str, key: int, what: str = "change") -> str:
    """Give the address of one row's page, or of what can be done there."""
    return reverse(f"admin:hub_{noun}_{what}", args=[key])


def many(keys: list[int]) -> str:
    """Give the query that names so many rows."""
    return urlencode([("id", key) for key in keys])


def list_of(name: str | None) -> Callable[[int], str]:
    """Give the address of a list, always the same."""
    return lambda turn: reverse(f"admin:hub_{name}_changelist")


def some(rows: Million, turn: int) -> int:
    """Give one of the transfers, far from the one before."""
    return 1 + turn * 7_919 * 31 % rows.made


def measured(bench: Bench, client: Client, page: Page) -> Measured:
    """Ask for one page again and again, in several runs."""
    runs = [times(client, page, bench.plan.page_requests) for _ in range(bench.plan.runs)]
    now = queries(client, page)
    same = "" if now == page.queries else f", {page.queries} with {FEW:,} transfers"
    return Measured(
        row="pages",
        what=f"{page.name}, p95 with {bench.plan.transfers:,} transfers",
        unit="ms",
        values=tuple(percentile(run, 0.95) for run in runs),
        goal=bench.goal(300),
        at_most=True,
        note=f"{now} queries{same}; {sum(map(len, runs))} requests",
    )


def times(client: Client, page: Page, number: int) -> list[float]:
    """Ask so many times, or until patience is over; give the milliseconds of each answer."""
    ask(client, page, 0)
    found: list[float] = []
    while len(found) < number and sum(found) < PATIENCE * 1000:
        found.append(ask(client, page, len(found) + 1))
    return found


def ask(client: Client, page: Page, turn: int) -> float:
    """Ask once; anything but the page is an error."""
    page.before()
    address = page.address(turn)
    began = time.perf_counter()
    answer = client.get(address) if page.form is None else client.post(address, page.form)
    if answer.status_code != (200 if page.form is None else 302):
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return (time.perf_counter() - began) * 1000


def queries(client: Client, page: Page) -> int:
    """Count the queries of one request; the one before it has filled whatever is kept."""
    ask(client, page, 1)
    with CaptureQueriesContext(connection) as captured:
        ask(client, page, 2)
    return len(captured)
