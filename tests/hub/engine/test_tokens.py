"""One access token for all workers, against a vendor whose refresh tokens rotate and count once."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.connectors.omie.models import Credentials
from apps.core.connector import registry
from apps.core.errors import NotAuthorized, Temporary, Throttled
from apps.core.http import Http, open_session
from apps.core.secrets import MASK
from apps.hub.engine.access import health
from apps.hub.engine.access.budget import SharedBudget
from apps.hub.engine.access.clients import open_line
from apps.hub.engine.access.tokens import SharedTokens
from apps.hub.models import Connection, Heartbeat, Token
from tests.factories import ConnectionFactory, OmieCredentialsFactory
from tests.hub.engine.oauth_vendor import CLIENT, SECRET, Vendor, book, connector, serving

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as started:
        yield started


@pytest.fixture
def connection(vendor: Vendor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Connection:
    settings.PRIVATE_ORIGINS = [vendor.url.removeprefix("http://")]
    declare(monkeypatch)
    row = ConnectionFactory.create(base_url=vendor.url)
    OmieCredentialsFactory.create(connection=row, app_key=CLIENT, app_secret=SECRET)
    return Connection.objects.get(pk=row.pk)


def declare(monkeypatch: pytest.MonkeyPatch, **declared: Any) -> None:
    """Install the connector, with its OAuth declared otherwise."""
    monkeypatch.setitem(registry._connectors, "omie", connector(**declared))


def tokens_of(connection: Connection, sleep: Callable[[float], None]) -> SharedTokens:
    """Give the tokens as one attempt sees them, with a clock of the test's own."""
    connector = connection.connector
    assert connector.oauth
    origin = connection.base_url.removeprefix("http://")
    http = Http(connection.base_url, SharedBudget("1", "omie"), open_session(frozenset({origin})))
    return SharedTokens(connection.pk, connector.oauth, connection.secrets(), http, sleep)


def expire(connection: Connection) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Token.objects.filter(connection=connection).update(expires_at=past, issued_at=past - timedelta(hours=1))


def long_ago(connection: Connection) -> None:
    """Let every rest and lease be over."""
    past = timezone.now() - timedelta(seconds=1)
    rows = Token.objects.filter(connection=connection)
    rows.exclude(rests_until=None).update(rests_until=past)
    rows.exclude(lease_until=None).update(lease_until=past)


def row_of(connection: Connection) -> Token:
    return Token.objects.get(connection=connection)


def test_a_token_is_asked_for_once_and_used_by_every_later_attempt(connection: Connection, vendor: Vendor) -> None:
    for key in "abc":
        book(connection, key)
    assert (vendor.asked, vendor.booked) == (1, ["a", "b", "c"])
    assert (row_of(connection).access, row_of(connection).refresh) == ("access-token-1", "refresh-token-1")


def test_an_old_token_is_renewed_before_it_is_refused(connection: Connection, vendor: Vendor) -> None:
    book(connection, "a")
    expire(connection)
    book(connection, "b")
    assert (vendor.asked, vendor.refused, vendor.booked) == (2, 0, ["a", "b"])
    assert row_of(connection).generation == 2


def test_a_refused_token_is_renewed_once_and_the_call_is_sent_once_more(connection: Connection, vendor: Vendor) -> None:
    book(connection, "a")
    vendor.access = "revoked at the vendor"
    line = book(connection, "b")
    assert (vendor.asked, vendor.refused, vendor.booked) == (2, 1, ["a", "b"])
    assert [exchange["status"] for exchange in line.exchanges()] == [401, 200, 200]


def test_a_call_that_is_refused_with_a_new_token_too_asks_for_a_person(connection: Connection, vendor: Vendor) -> None:
    book(connection, "a")
    vendor.refuses_all = True
    with pytest.raises(NotAuthorized) as refused:
        book(connection, "b")
    assert refused.value.code == "auth.token_refused"
    assert (vendor.asked, vendor.refused, vendor.booked) == (2, 2, ["a"])


def test_a_new_pair_is_committed_before_it_is_used(connection: Connection, vendor: Vendor) -> None:
    seen: list[tuple[str, str, bool]] = []

    def look() -> None:
        row = row_of(connection)
        seen.append((row.access, row.refresh, row.asked))
        database.close()

    vendor.while_booking = look
    book(connection, "a")
    assert seen == [("access-token-1", "refresh-token-1", False)]


def test_nothing_is_locked_while_the_vendor_takes_its_time(connection: Connection, vendor: Vendor) -> None:
    def write_elsewhere() -> None:
        Heartbeat.objects.create(name="somebody else", at=timezone.now())
        Token.objects.filter(connection=connection).update(rests_until=None)
        database.close()

    vendor.while_asked = write_elsewhere
    book(connection, "a")
    assert Heartbeat.objects.filter(name="somebody else").exists()


def test_an_answer_that_got_lost_after_the_vendor_rotated_asks_for_a_new_sign_in(
    connection: Connection, vendor: Vendor
) -> None:
    vendor.loses_answers = True
    with pytest.raises(Temporary) as first:
        book(connection, "a")
    assert (first.value.code, vendor.granted) == ("auth.unavailable", 1)
    vendor.loses_answers = False
    long_ago(connection)
    with pytest.raises(NotAuthorized) as second:
        book(connection, "a")
    assert (second.value.code, vendor.booked) == ("auth.renewal_lost", [])


def test_a_worker_that_died_while_asking_blocks_nobody_for_long(connection: Connection, vendor: Vendor) -> None:
    tokens = tokens_of(connection, waits := Waits())
    assert tokens._take_lease(0)
    with pytest.raises(Throttled) as busy:
        tokens_of(connection, waits).headers()
    assert (busy.value.code, vendor.asked) == ("auth.busy", 0)
    assert waits.total == pytest.approx(3.0, abs=0.1)
    long_ago(connection)
    book(connection, "a")
    assert (vendor.asked, vendor.booked) == (1, ["a"])


class Waits:
    """Counts the seconds that somebody would have slept."""

    def __init__(self) -> None:
        self.total = 0.0

    def __call__(self, seconds: float) -> None:
        self.total += seconds


def test_who_waited_uses_the_answer_that_another_one_got(connection: Connection, vendor: Vendor) -> None:
    asking = tokens_of(connection, Waits())
    ours = asking._take_lease(0)
    assert ours

    def while_waiting(seconds: float) -> None:
        asking._ask(ours)

    waiting = tokens_of(connection, while_waiting)
    assert waiting.headers() == {"Authorization": "Bearer access-token-1"}
    assert vendor.asked == 1


def test_whoever_lost_the_lease_still_stores_the_answer_that_counts(connection: Connection, vendor: Vendor) -> None:
    slow = tokens_of(connection, Waits())
    ours = slow._take_lease(0)
    assert ours
    long_ago(connection)
    assert tokens_of(connection, Waits())._take_lease(0)
    assert slow._ask(ours).access == "access-token-1"
    assert row_of(connection).access == "access-token-1"


def test_whoever_comes_back_too_late_uses_what_is_newer(connection: Connection, vendor: Vendor) -> None:
    slow = tokens_of(connection, Waits())
    ours = slow._take_lease(0)
    assert ours
    long_ago(connection)
    book(connection, "a")
    vendor.refresh = SECRET  # a vendor that takes the old one again
    assert slow._ask(ours).access == "access-token-1"
    assert (row_of(connection).generation, vendor.granted) == (1, 2)


def test_a_refused_consent_is_not_asked_about_by_all_who_waited(connection: Connection, vendor: Vendor) -> None:
    vendor.refresh = "withdrawn by the customer"
    for _ in range(3):
        with pytest.raises(NotAuthorized) as refused:
            book(connection, "a")
        assert refused.value.code == "auth.refused"
    assert vendor.asked == 1


def test_a_consent_that_is_refused_twice_was_refused_and_did_not_get_lost(
    connection: Connection, vendor: Vendor
) -> None:
    vendor.refresh = "withdrawn by the customer"
    for _ in range(2):
        with pytest.raises(NotAuthorized) as refused:
            book(connection, "a")
        assert refused.value.code == "auth.refused"
        long_ago(connection)
    assert vendor.asked == 2


def test_a_new_sign_in_begins_anew_at_once(connection: Connection, vendor: Vendor) -> None:
    vendor.secret = vendor.refresh = "another-consent"
    with pytest.raises(NotAuthorized):
        book(connection, "a")
    Credentials.objects.update(app_secret="another-consent")
    book(Connection.objects.get(pk=connection.pk), "a")
    assert (vendor.booked, row_of(connection).generation) == (["a"], 1)


def test_a_vendor_that_renews_late_is_not_asked_early(
    connection: Connection, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, not_before=570.0, leeway=300.0)
    vendor.lifetime = "600"
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as clock:
        book(connection, "a")
        vendor.access = "revoked at the vendor"
        clock.shift(timedelta(seconds=400))
        with pytest.raises(Throttled) as early:
            book(connection, "b")
        assert early.value.code == "auth.too_early"
        assert early.value.retry_after == pytest.approx(170)
        clock.shift(timedelta(seconds=171))
        book(connection, "b")
    assert (vendor.asked, vendor.booked) == (2, ["a", "b"])


def test_a_token_for_a_minute_is_not_renewed_by_every_call(connection: Connection, vendor: Vendor) -> None:
    vendor.lifetime = 60
    for key in "abc":
        book(connection, key)
    assert vendor.asked == 1


def test_as_long_as_a_token_lives_a_sign_in_that_is_away_stops_nothing(connection: Connection, vendor: Vendor) -> None:
    book(connection, "a")
    vendor.said = 503
    soon = timezone.now() + timedelta(seconds=20)
    Token.objects.update(expires_at=soon, issued_at=soon - timedelta(hours=1))
    book(connection, "b")
    assert (vendor.asked, vendor.booked) == (2, ["a", "b"])
    expire(connection)
    long_ago(connection)
    with pytest.raises(Temporary) as away:
        book(connection, "c")
    assert away.value.code == "auth.unavailable"


def test_a_sign_in_that_nobody_answers_leaves_no_doubt_about_the_refresh_token(
    connection: Connection, vendor: Vendor
) -> None:
    Connection.objects.update(base_url="http://127.0.0.1:9")
    away = Connection.objects.get(pk=connection.pk)
    with pytest.raises(Temporary):
        tokens_of(away, Waits()).headers()
    assert (row_of(connection).asked, row_of(connection).lease_owner) == (False, "")


def test_no_token_is_stored_in_clear_or_put_on_record(connection: Connection, vendor: Vendor) -> None:
    book(connection, "a")
    vendor.access, vendor.refuses_all = "revoked", True
    line = open_line(connection)
    with pytest.raises(NotAuthorized) as refused:
        line.client.post_json("entries", {"key": "b"}, writes=True, limits=(), judge=lambda answer: None)
    told = json.dumps([line.exchanges(), line.redactor.value(dict(refused.value.params))], ensure_ascii=False)
    assert "has expired" in told
    assert MASK in told
    with database.cursor() as cursor:
        cursor.execute("SELECT access, refresh FROM hub_token")
        told += "".join(bytes(value).decode() for value in cursor.fetchone())
    assert [secret for secret in (SECRET, "access-token", "refresh-token") if secret in told] == []


def test_a_connector_without_tokens_pays_no_query(
    connection: Connection,
    vendor: Vendor,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setitem(registry._connectors, "omie", replace(connector(), oauth=None))
    connection.secrets()
    with django_assert_num_queries(0):
        line = open_line(connection)
        line.client.post_json("entries", {"key": "a"}, writes=True, limits=(), judge=lambda answer: None)
    assert vendor.asked == 0


def test_a_paused_connection_that_is_taken_up_asks_again(connection: Connection, vendor: Vendor) -> None:
    vendor.refresh = "withdrawn for a moment"
    with pytest.raises(NotAuthorized) as refused:
        book(connection, "a")
    health.pause(connection, refused.value)
    vendor.refresh = SECRET
    long_ago(connection)
    health.resume(connection)
    book(connection, "a")
    assert vendor.booked == ["a"]


@pytest.mark.postgres
def test_a_database_that_restarts_while_the_vendor_answers_costs_no_sign_in(
    connection: Connection, vendor: Vendor
) -> None:
    def end_all_sessions() -> None:
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        database.close()

    vendor.while_asked = end_all_sessions
    assert tokens_of(connection, Waits()).headers() == {"Authorization": "Bearer access-token-1"}
    assert row_of(connection).refresh == "refresh-token-1"


HOSTS, THREADS = 4, 25


def test_a_hundred_deliveries_on_four_hosts_with_an_expired_token_make_one_call_for_a_new_one(
    connection: Connection, vendor: Vendor, process_environment: dict[str, str]
) -> None:
    book(connection, "first")
    expire(connection)
    vendor.access = "expired"
    vendor.while_asked = lambda: threading.Event().wait(0.5) and None
    connections.close_all()
    environment = {**process_environment, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
    environment["PRIVATE_ORIGINS"] = vendor.url.removeprefix("http://")
    command = [sys.executable, "-m", "tests.hub.engine.oauth_vendor", str(connection.pk), str(THREADS)]
    hosts = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(HOSTS)
    ]
    try:
        assert [host.stdout and host.stdout.readline() for host in hosts] == ["ready\n"] * HOSTS
        for host in hosts:
            assert host.stdin
            host.stdin.write("go\n")
            host.stdin.flush()
        outcomes = [outcome for host in hosts for outcome in json.loads(host.communicate(timeout=120)[0])]
    finally:
        for host in hosts:
            host.kill()
            host.wait()
    assert outcomes.count("booked") == HOSTS * THREADS
    assert (vendor.asked, vendor.granted, vendor.refused) == (2, 2, 0)
    assert len(set(vendor.booked)) == HOSTS * THREADS + 1
    assert row_of(connection).generation == 2
