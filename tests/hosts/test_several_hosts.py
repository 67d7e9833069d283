"""Two hubs on one PostgreSQL, each on a host of its own: they share the work, and one goes on without the other."""

import time
from collections import Counter

import pytest

from tests.hosts.hosts import HUBS, Installation, until
from tests.hosts.limited import LIMIT, LIMITED

pytestmark = pytest.mark.postgres


def peers(hosts: Installation, names: list[str]) -> Counter[str]:
    """Count these documents by the host that booked them."""
    keys = {f"DRILL-{name}" for name in names}
    return Counter(call["peer"] for call in hosts.calls() if call["key"] in keys)


def sessions_of(hosts: Installation, name: str) -> int:
    """Count the sessions that the database keeps for a host."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s::inet"
    return int(hosts.rows(query, hosts.at(name))[0][0])


def held_by(hosts: Installation, name: str) -> int:
    """Count the calls that a host waits for."""
    return sum(not call["done"] and call["peer"] == hosts.at(name) for call in hosts.calls())


def once(names: list[str]) -> list[str]:
    return sorted(f"DRILL-{name}" for name in names)


def test_the_work_is_shared_and_nothing_is_doubled(hosts: Installation) -> None:
    hosts.ask("pause", pauses={"entries": 0.2})
    names = hosts.send(500)
    hosts.acknowledged(names)
    hosts.all_delivered(names)
    assert hosts.booked(names) == once(names)
    shares = peers(hosts, names)
    assert set(shares) == set(map(hosts.at, HUBS))
    assert min(shares.values()) >= len(names) / 5
    assert {row[0] for row in hosts.rows("SELECT name FROM hub_heartbeat")} >= {f"worker {name}" for name in HUBS}


def test_an_expired_token_costs_one_call_whatever_number_of_deliveries_wait_on_all_hosts(hosts: Installation) -> None:
    before = len(hosts.calls("token"))
    hosts.ask("expire")
    hosts.ask("pause", pauses={"token": 1.0, "entries": 0.2})
    hosts.rows("UPDATE hub_token SET expires_at = now() - interval '1 s', issued_at = now() - interval '1 h'")
    names = hosts.send(300)
    hosts.acknowledged(names)
    hosts.all_delivered(names)
    assert len(hosts.calls("token")) - before == 1
    assert set(peers(hosts, names)) == set(map(hosts.at, HUBS))
    assert hosts.booked(names) == once(names)


def test_all_hosts_together_keep_a_limit_by_the_targets_own_clock(hosts: Installation) -> None:
    names = hosts.send(160, LIMITED)
    hosts.acknowledged(names)
    hosts.all_delivered(names)
    keys = {f"DRILL-{name}" for name in names}
    at = sorted(call["at"] for call in hosts.calls() if call["key"] in keys)
    busiest = max(sum(begun <= other < begun + LIMIT.seconds for other in at) for begun in at)
    assert busiest <= LIMIT.calls * 1.4, "two hosts with a budget each would send twice as many"
    assert at[-1] - at[0] >= (len(names) - LIMIT.burst) * LIMIT.seconds / LIMIT.calls - 1
    assert set(peers(hosts, names)) == set(map(hosts.at, HUBS))
    assert hosts.booked(names) == once(names)


def test_what_was_acknowledged_is_booked_although_a_web_server_is_cut_off(hosts: Installation) -> None:
    names = hosts.send(400)
    hosts.acknowledged(names[:50])
    hosts.network.cut(hosts.hosts["hub1"])
    try:
        hosts.acknowledged(names[50:])
    finally:
        hosts.network.join(hosts.hosts["hub1"])
    hosts.all_delivered(names, seconds=200)
    assert hosts.booked(names) == once(names)


def test_another_host_takes_over_within_a_minute_and_whoever_was_cut_off_doubles_nothing(hosts: Installation) -> None:
    hosts.ask("pause", pauses={"entries": 1.5})
    names = hosts.send(200)
    hosts.acknowledged(names)
    until(lambda: held_by(hosts, "hub2") >= 5, 30)
    cut_at = time.monotonic()
    hosts.network.cut(hosts.hosts["hub2"])
    try:
        hosts.ask("pause", pauses={})
        hosts.all_delivered(names, seconds=60 - (time.monotonic() - cut_at))
        assert hosts.booked(names) == once(names)
        assert sessions_of(hosts, "hub2") == 0
    finally:
        hosts.network.join(hosts.hosts["hub2"])
    later: list[str] = []
    until(lambda: comes_back(hosts, later), 60)
    hosts.all_delivered(later)
    assert hosts.booked(names + later) == once(names + later)


def comes_back(hosts: Installation, names: list[str]) -> bool:
    """Send some more and tell whether the host that was away has booked any of it."""
    more = hosts.send(40)
    hosts.acknowledged(more)
    names += more
    return hosts.at("hub2") in peers(hosts, names)
