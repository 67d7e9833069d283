"""Ports: a wish is kept or refused with another proposal, and without one the next free port is taken."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.hub.running.surroundings import any_port, free, next_free, pairs, sandbox_url, web_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_that_is_wished_for_is_taken() -> None:
    port = any_port()
    assert web_port(str(port)) == port


def test_a_taken_port_is_refused_with_a_free_one_to_choose(taken: int) -> None:
    with pytest.raises(SystemExit, match=rf"Port {taken} is taken.* make up PORT=\d+") as refusal:
        web_port(str(taken))
    assert free(int(str(refusal.value).rpartition("=")[2]))


@pytest.mark.parametrize("wish", ["eight", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused(wish: str) -> None:
    with pytest.raises(SystemExit, match="PORT must be a number"):
        web_port(wish)


def test_the_next_free_port_is_never_a_taken_one(taken: int) -> None:
    assert next_free(taken) > taken


def test_the_simulated_vendors_stand_beside_the_pages() -> None:
    port = any_port()
    assert sandbox_url("", beside=port) != f"http://127.0.0.1:{port}"
    assert sandbox_url(f"http://127.0.0.1:{port}", beside=port) != f"http://127.0.0.1:{port}"


def test_the_simulated_vendors_go_where_they_are_wanted_when_that_is_free(taken: int) -> None:
    wanted = f"http://127.0.0.1:{any_port()}"
    assert sandbox_url(wanted, beside=1) == wanted
    assert sandbox_url(f"http://127.0.0.1:{taken}", beside=1) != f"http://127.0.0.1:{taken}"


def test_an_environment_file_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# PORT=1\nPORT=9000\n\nnothing\nSECRET_KEY='a=b'\n")
    assert dict(pairs(file)) == {"PORT": "9000", "SECRET_KEY": "a=b"}
    assert dict(pairs(tmp_path / "absent")) == {}
