"""The guard against requests into private networks."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from apps.core.addresses import AddressRefused, is_public
from apps.core.http import open_session


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["18.230.99.164", "2a00:1450:4001::1", "::ffff:18.230.99.164"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://2130706433:9/"]
)
def test_no_connection_is_opened_to_a_private_address(url: str) -> None:
    with pytest.raises(AddressRefused):
        open_session(frozenset()).get(url, timeout=2)


def test_a_name_that_turns_private_a_second_later_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "10.0.0.7"])
    monkeypatch.setattr(socket, "getaddrinfo", resolver(answers.__next__))
    session, asked = open_session(frozenset()), list[str]()

    def refuse(opened: socket.socket, address: tuple[str, int]) -> None:
        asked.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for _ in range(2):
        with pytest.raises((AddressRefused, OSError)):
            session.get("http://rebind.example.com/", timeout=2)
    assert asked == ["93.184.216.34"]


def resolver(answer: Callable[[], str]) -> Callable[..., list[Any]]:
    known: dict[str, str] = {}

    def resolve(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        address = host if host[0].isdigit() else known.setdefault(f"{host}{len(known)}", answer())
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return resolve
