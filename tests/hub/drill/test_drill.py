"""A short drill on the kind of database that the suite runs on: real processes are killed, and nothing is damaged."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
SHORT = ("--documents", "60", "--kills", "5", "--fire", "8", "--drain", "150", "--hurry")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the drill's database server can reach too, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="ponte-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def drill(place: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run a drill as somebody would who has just cloned the repository."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = plain | {"DJANGO_SETTINGS_MODULE": "config.drill", "TMPDIR": str(place)}
    command = [sys.executable, "manage.py", "drill", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


def left_of(place: Path) -> list[str]:
    """Give the commands of processes that work in a folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        told = [*(process.info["cmdline"] or ()), *(process.info["environ"] or {}).values()]
        if any(str(place) in word for word in told):
            found.append(" ".join(process.info["cmdline"] or ()))
    return found


def test_a_short_round_loses_doubles_and_disorders_nothing_and_leaves_nobody_behind(place: Path) -> None:
    own = ("--postgresql",) if connection.vendor == "postgresql" else ()
    done = drill(place, *SHORT, "--seed", "4711", *own)
    assert done.returncode == 0, done.stdout + done.stderr
    [figures] = told(done.stdout)
    assert (figures["lost"], figures["doubled"], figures["disordered"]) == (0, 0, 0)
    assert (figures["documents"], figures["booked"], figures["distinct"]) == (60, 60, 60)
    # How many blows meet somebody, and how many tokens are asked for, is the slow machine's affair.
    assert figures["accepted"] >= 60
    assert figures["kills"]
    assert figures["tokens"] >= 1
    assert left_of(place) == []
    assert list(place.iterdir()) == []


def told(output: str) -> list[dict[str, Any]]:
    """Give the line of JSON below the table."""
    found: list[dict[str, Any]] = json.loads(output.splitlines()[-1])
    return found


def test_a_database_that_holds_something_is_left_alone(place: Path) -> None:
    file = place / "somebodys.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE something (x)")
    done = drill(place, *SHORT, "--database-url", f"sqlite:///{file}")
    assert done.returncode != 0
    assert "empty database of its own" in done.stderr
    with closing(sqlite3.connect(file)) as database:
        assert list(database.execute("SELECT name FROM sqlite_master")) == [("something",)]
    assert left_of(place) == []
