"""What the machine itself can do: bare inserts with a commit each, and bare HTTP calls with the product's library."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from tests.bench.bench import Bench
from tests.bench.figures import Measured
from tests.bench.invoices import invoice
from tests.bench.stage import ROOT

BODY = invoice(1)
#: Rows of one commit where rows are stored in bulk.
AT_ONCE = 500


def measure(bench: Bench) -> list[Measured]:
    """Measure inserts and calls."""
    with connection.cursor() as cursor:
        kinds = ("bigserial", "bytea") if bench.on_postgres else ("integer", "blob")
        cursor.execute(f"CREATE TABLE bench_raw (id {kinds[0]} PRIMARY KEY, body {kinds[1]})")
    lines = [*inserts(bench), *posts(bench)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_raw")
    return lines


def inserts(bench: Bench) -> list[Measured]:
    """Insert the body of one webhook a commit, alone and from eight threads, and many a commit."""
    return [
        several(bench, "inserts, 1 connection", lambda seconds: insert_from(1, seconds)),
        several(bench, "inserts, 8 connections", lambda seconds: insert_from(8, seconds)),
        several(bench, f"inserts, {AT_ONCE} a commit", lambda seconds: insert_from(1, seconds, at_once=AT_ONCE)),
    ]


def posts(bench: Bench) -> list[Measured]:
    """POST with the library that the hub uses, from one process and from two."""
    return [
        several(bench, "POSTs, 1 process of 8 threads", lambda seconds: post_from(1, bench, seconds)),
        several(bench, "POSTs, 2 processes of 8 threads", lambda seconds: post_from(2, bench, seconds)),
    ]


def several(bench: Bench, what: str, run: Callable[[float], float]) -> Measured:
    """Run one loop several times."""
    values = tuple(run(bench.plan.raw_seconds) for _ in range(bench.plan.runs))
    return Measured(row="raw", what=what, unit="/s", values=values)


def insert_from(threads: int, seconds: float, *, at_once: int = 1) -> float:
    """Insert from several threads, each with a connection of its own; give rows a second."""
    counts: list[int] = []
    work = [threading.Thread(target=lambda: counts.append(insert(seconds, at_once))) for _ in range(threads)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    return sum(counts) / seconds


def insert(seconds: float, at_once: int) -> int:
    """Insert and commit until the time is over; give the number of rows."""
    line, mark = open_connection()
    cursor, number, until = line.cursor(), 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        cursor.executemany(f"INSERT INTO bench_raw (body) VALUES ({mark})", [(BODY,)] * at_once)
        line.commit()
        number += at_once
    line.close()
    return number


def open_connection() -> tuple[Any, str]:
    """Open a connection past Django, and give it with the mark of a parameter."""
    row = settings.DATABASES["default"]
    if connection.vendor == "postgresql":
        return psycopg.connect(host=row["HOST"], user=row["USER"], dbname=row["NAME"]), "%s"
    line = sqlite3.connect(row["NAME"], timeout=20)
    line.executescript(row["OPTIONS"]["init_command"])
    return line, "?"


def post_from(processes: int, bench: Bench, seconds: float) -> float:
    """POST from several processes at once; give calls a second."""
    command = [sys.executable, "-m", "tests.bench.posting", str(bench.stage.target_port), str(seconds)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return sum(float(process.communicate()[0]) for process in started)
