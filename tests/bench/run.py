"""Measure one database: `python -m tests.bench.run RESULT.json`, started by the benchmark with its environment."""

import json
import logging
import os
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.bench.plan import chosen
from tests.bench.stage import HOST, Stage, answers, database_process, free_port, say, wait_for


def main(result: Path) -> None:
    """Prepare the database, measure the wanted rows, write them down."""
    target_port = free_port()
    django.setup()
    logging.disable(logging.INFO)  # in this process only: it would stand between the lines of progress
    allow(f"{HOST}:{target_port}")
    call_command("migrate", verbosity=0)
    stage = Stage(
        folder=result.parent,
        web_port=free_port(),
        target_port=target_port,
        database=database_process(settings.DATABASES["default"].get("HOST", "")),
    )
    with stage.running("target") as pids:
        wait_for(lambda: answers(target_port), "the target")
        lines = measure(stage, pids["target"])
    result.write_text(json.dumps({"database": version(), "rows": lines}))


def allow(origin: str) -> None:
    """Allow calls to the target, here and in every program that is started from here."""
    settings.PRIVATE_ORIGINS = [origin]
    os.environ["PRIVATE_ORIGINS"] = origin


def measure(stage: Stage, target: int) -> list[dict[str, Any]]:
    """Measure row after row."""
    from tests.bench.bench import Bench  # noqa: PLC0415  models can be imported only now
    from tests.bench.world import World  # noqa: PLC0415

    bench = Bench(chosen(connection.vendor), stage, World.make(stage.target_port), target)
    found = []
    for name, row in wanted().items():
        say(f"{connection.vendor}: {name}")
        found += [asdict(line) for line in row(bench)]
    return found


def wanted() -> dict[str, Callable[[Any], list[Any]]]:
    """Give the rows that were asked for; what the machine can do belongs to each of them."""
    from tests.bench.rows import door, drain, idle, pages, pull, raw, slow, translate  # noqa: PLC0415

    rows = {
        "raw": raw,
        "door": door,
        "drain": drain,
        "slow": slow,
        "pull": pull,
        "translate": translate,
        "idle": idle,
        "pages": pages,
    }
    asked = {"raw", *filter(None, os.environ.get("ROWS", "").split(","))}
    if unknown := asked - set(rows):
        sys.exit(f"There is no row {', '.join(sorted(unknown))}; there are {', '.join(rows)}.")
    return {name: row.measure for name, row in rows.items() if asked == {"raw"} or name in asked}


def version() -> str:
    """Give the database's name and version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
