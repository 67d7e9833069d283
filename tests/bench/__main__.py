"""`make bench`: measure every database on this machine, print one table each, and keep all of it in var/bench.json."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.figures import Measured
from tests.bench.machine import ROOT, describe
from tests.bench.table import table
from tests.postgres import DURABLE, MISSING, cluster, find_binaries

RESULT = ROOT / "var" / "bench.json"


def main() -> int:
    """Measure and tell; 130 when somebody stopped it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="ponte-bench-") as name:
            found = {"machine": describe(Path(name)), "quick": bool(os.environ.get("QUICK")), "databases": []}
            found["databases"] = list(measure_all(Path(name)))
    except KeyboardInterrupt:
        return 130
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1, default=told) + "\n")
    sys.stdout.write(report(found))
    return 0


def measure_all(folder: Path) -> Iterator[dict[str, Any]]:
    """Measure the databases that are wanted, one after the other."""
    for name in (os.environ.get("ON") or "postgresql,sqlite").split(","):
        place = folder / name
        place.mkdir()
        with database(name, place) as url:
            if url:
                yield measure(url, place / "result.json")


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """Give the address of a fresh database, or none where PostgreSQL is not installed."""
    binaries = find_binaries()
    if name == "sqlite":
        yield f"sqlite:///{folder / 'ponte.sqlite3'}"
    elif binaries:
        with cluster(binaries, DURABLE) as url:
            yield url
    else:
        sys.stderr.write(MISSING)
        yield ""


def measure(url: str, result: Path) -> dict[str, Any]:
    """Measure one database in a process of its own, and let that end in good order when we are stopped."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.run", str(result)], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        if process.wait():
            raise SystemExit(f"The benchmark failed on {result.parent.name}.")
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    found: dict[str, Any] = json.loads(result.read_text())
    return found | {"rows": [Measured(**line | {"values": tuple(line["values"])}) for line in found["rows"]]}


def told(line: Measured) -> dict[str, Any]:
    """Give one line as JSON data, with what follows from its runs."""
    return asdict(line) | {"median": line.spread.median, "met": line.met}


def report(found: dict[str, Any]) -> str:
    """Give everything as text."""
    machine = "\n".join(f"- {name}: {value}" for name, value in found["machine"].items())
    tables = [f"\n## {database['database']}\n\n{table(database['rows'])}\n" for database in found["databases"]]
    return f"\n{machine}\n" + "".join(tables)


if __name__ == "__main__":
    sys.exit(main())
