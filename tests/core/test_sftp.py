"""Files put onto a real SFTP server: whole or not at all, once, and only on the server that is meant."""

import io
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest

from apps.core import sftp
from apps.core.errors import Rejected, Temporary
from apps.core.sftp import Server
from tests.core.sftp_server import House, serving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def server(house: House) -> Server:
    allowed = frozenset({f"127.0.0.1:{house.port}"})
    told = {"host": "127.0.0.1", "port": house.port, "username": "ponte", "password": house.password}
    return Server(**told, host_key=house.host_key, allowed=allowed)  # type: ignore[arg-type]


def refused(server: Server, folder: str = "", name: str = "a.csv") -> str:
    with pytest.raises(Rejected) as error:
        sftp.put(server, folder, name, b"1;2")
    return error.value.code


def test_a_file_appears_under_its_name_only_when_it_is_whole(server: Server, house: House) -> None:
    (house.root / "in").mkdir()
    sftp.put(server, "/in/", "a.csv", b"1;2" * 50_000)
    assert [path.name for path in (house.root / "in").iterdir()] == ["a.csv"]
    assert (house.root / "in" / "a.csv").read_bytes() == b"1;2" * 50_000
    assert house.written == ["/in/.a.csv.part"]


def test_the_same_file_twice_is_left_alone_and_another_one_is_not_overwritten(server: Server, house: House) -> None:
    sftp.put(server, "", "a.csv", b"1;2")
    sftp.put(server, "", "a.csv", b"1;2")
    assert len(house.written) == 1
    for other in (b"3;4", b"longer"):
        (house.root / "a.csv").write_bytes(other)
        assert refused(server) == "outlet.name_taken"
        assert (house.root / "a.csv").read_bytes() == other


def test_a_file_that_somebody_else_puts_there_meanwhile_is_compared(
    server: Server, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = paramiko.SFTPClient.rename

    def late(self: paramiko.SFTPClient, old: str, new: str) -> None:
        (house.root / "a.csv").write_bytes(b"1;2")
        rename(self, old, new)

    monkeypatch.setattr(paramiko.SFTPClient, "rename", late)
    sftp.put(server, "", "a.csv", b"1;2")
    assert [path.name for path in house.root.iterdir()] == ["a.csv"]


def test_who_has_a_key_needs_no_password(server: Server, house: House) -> None:
    house.users_key = paramiko.RSAKey.generate(2048)
    held = io.StringIO()
    house.users_key.write_private_key(held)
    sftp.put(replace(server, password="", private_key=held.getvalue()), "", "a.csv", b"1;2")
    assert (house.root / "a.csv").exists()
    assert refused(replace(server, private_key="no key")) == "outlet.key_unreadable"


def test_the_key_of_a_server_is_asked_for_and_then_pinned(server: Server, house: House) -> None:
    assert sftp.key_of(replace(server, host_key="", username="", password="")) == house.host_key
    assert sftp.fingerprint(house.host_key) == house.key.fingerprint
    assert sftp.fingerprint("") == ""
    assert refused(replace(server, host_key="")) == "outlet.no_host_key"
    house.key = paramiko.ECDSAKey.generate()
    assert refused(server) == "outlet.host_key_changed"
    assert not house.written


@pytest.mark.parametrize(
    ("changed", "folder", "code"),
    [
        ({"password": "wrong"}, "", "outlet.sign_in_refused"),
        ({"allowed": frozenset()}, "", "outlet.address_refused"),
        ({}, "nowhere", "outlet.no_folder"),
    ],
)
def test_what_only_a_person_can_put_right_is_refused(
    server: Server, changed: dict[str, object], folder: str, code: str
) -> None:
    assert refused(replace(server, **changed), folder) == code  # type: ignore[arg-type]


def test_a_folder_that_may_not_be_written_to_is_refused(server: Server, house: House) -> None:
    house.closed = True
    assert refused(server) == "outlet.not_allowed"


def test_a_server_that_is_away_is_asked_again_later(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    away = replace(server, port=port, allowed=frozenset({f"127.0.0.1:{port}"}))
    with pytest.raises(Temporary, match="unreachable"):
        sftp.put(away, "", "a.csv", b"1;2")
    with pytest.raises(Temporary, match="unreachable"):
        sftp.key_of(replace(server, host="nowhere.invalid"))
