"""Runs whose counts add up, and the single tries within them."""

import json
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.hub import formats
from apps.hub.admin.runs import shares
from apps.hub.models import AuditEntry, Payload
from tests.factories import AttemptFactory, RunFactory, TransferFactory
from tests.hub.admin.conftest import SignIn

RUNS, ATTEMPTS = "/admin/hub/syncrun/", "/admin/hub/attempt/"


def test_the_outcomes_of_a_run_fill_its_bar_exactly() -> None:
    run = RunFactory.build(taken=7, delivered=3, waiting=2, retrying=1, skipped=1, reversed=0)
    parts = shares(run)
    assert sum(part.count for part in parts) == run.taken
    assert abs(sum(part.width for part in parts) - 100) < 1e-9


def test_an_empty_run_has_an_empty_bar() -> None:
    assert {part.width for part in shares(RunFactory.build(taken=0, delivered=0))} == {0.0}


def test_the_list_tells_how_each_run_went(sign_in: SignIn) -> None:
    RunFactory.create(state="incomplete", taken=3, delivered=1, waiting=2)
    text = sign_in().get(RUNS).content.decode()
    assert "Finished, some need attention" in text
    assert "booked: 1, waiting for a person: 2" in text.replace(formats.NO_BREAK, " ")


def test_a_running_run_tells_what_is_left(sign_in: SignIn) -> None:
    now = timezone.now()
    run = RunFactory.create(state="running", finished_at=None, started_at=now - timedelta(seconds=90), active_at=now)
    TransferFactory.create_batch(4, flow=run.flow)
    text = sign_in().get(f"{RUNS}{run.pk}/change/").content.decode()
    assert "4 documents are still due" in text
    assert "1\xa0min" in text


def test_the_page_of_a_run_lists_its_attempts_in_pages(sign_in: SignIn) -> None:
    run = RunFactory.create(taken=60, delivered=60)
    client = sign_in()
    for transfer in TransferFactory.create_batch(60, flow=run.flow):
        AttemptFactory.create(transfer=transfer, run=run)
    response = client.get(f"{RUNS}{run.pk}/change/")
    shown = response.context["portion"]
    assert (len(shown.rows), shown.previous) == (50, "")
    rest = client.get(f"{RUNS}{run.pk}/change/", {"page": shown.next}).context["portion"]
    assert (len(rest.rows), rest.next) == (10, "")
    cache.clear()
    with CaptureQueriesContext(connection) as counted:
        client.get(f"{RUNS}{run.pk}/change/?page=last")
    assert len(counted) < 15


def test_an_attempt_tells_its_reason_in_words(sign_in: SignIn) -> None:
    attempt = AttemptFactory.create(
        outcome="waiting", code="target.rejected", params={"answer": "Categoria <b>inativa</b>"}
    )
    client = sign_in()
    for address in (ATTEMPTS, f"{ATTEMPTS}{attempt.pk}/change/"):
        text = client.get(address).content.decode()
        assert "The target refused the document" in text
        assert "Categoria &lt;b&gt;inativa&lt;/b&gt;" in text


def test_requests_and_answers_are_for_those_who_may_and_the_look_is_written_down(sign_in: SignIn) -> None:
    exchange = {
        "method": "POST", "url": "https://app.omie.com.br/x", "request": '{"app_key":"•••","valor":10.10}',
        "status": 500, "answer": "<html>", "milliseconds": 12,
    }  # fmt: skip
    payload = Payload.of(json.dumps([exchange]).encode())
    payload.save()
    attempt = AttemptFactory.create(exchanges=payload)
    address = f"{ATTEMPTS}{attempt.pk}/exchanges/"
    assert sign_in().get(address).status_code == 403
    text = sign_in("view_raw").get(address).content.decode()
    assert "&quot;valor&quot;: 10.10" in text
    assert "&lt;html&gt;" in text
    assert AuditEntry.objects.values_list("verb", "noun").get() == ("viewed", "attempt")


def test_the_list_of_attempts_costs_the_same_for_many_as_for_few(sign_in: SignIn) -> None:
    client = sign_in()
    AttemptFactory.create()
    client.get(ATTEMPTS)
    counts = []
    for more in (0, 15):
        AttemptFactory.create_batch(more)
        cache.clear()
        with CaptureQueriesContext(connection) as counted:
            client.get(ATTEMPTS)
        counts.append(len(counted))
    assert counts[0] == counts[1]
