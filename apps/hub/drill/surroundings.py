"""What stands around a drill: a folder, a database and an environment of its own, gone when it was sound."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from apps.hub.drill import postgres
from apps.hub.drill.orders import Orders
from apps.hub.drill.wire import HOST
from apps.hub.running.surroundings import ROOT, any_port

#: What a drill takes over of the shell it is started from; no setting is among it.
PLAIN = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "OBJC_DISABLE_INITIALIZE_FORK_SAFETY", "no_proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asked for."""

    rounds: int
    documents: int
    kills: int
    fire: float
    drain: float
    seed: int
    postgresql: bool
    database_url: str
    hurry: bool


def conduct(wanted: Wanted) -> int:
    """Conduct a drill and give its exit status; the logs of one that went wrong are kept."""
    folder = Path(tempfile.mkdtemp(prefix="ponte-drill-"))
    with database(wanted, folder) as (url, cluster):
        orders = Orders(
            rounds=wanted.rounds,
            documents=wanted.documents,
            kills=wanted.kills,
            seed=wanted.seed,
            fire=wanted.fire,
            drain=wanted.drain,
            hurry=wanted.hurry,
            folder=str(folder),
            cluster=cluster,
            web_port=any_port(),
            target_port=any_port(),
        )
        status = run(orders, url)
    if status:
        sys.stderr.write(f"The logs are in {folder}\n")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def run(orders: Orders, url: str) -> int:
    """Run the conducting process to its end; an interruption reaches it too, and it is given time to clean up."""
    command = [sys.executable, "manage.py", "conduct_drill", orders.told()]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(orders, url))  # noqa: S603  the command is our own
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def environment(orders: Orders, url: str) -> dict[str, str]:
    """Give the environment of everybody in the drill; keys are drawn by its settings."""
    kept = {name: os.environ[name] for name in PLAIN if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.drill",
        "DATABASE_URL": url,
        "PRIVATE_ORIGINS": f"{HOST}:{orders.target_port}",
        "WORKERS": "2",
        "LOG_LEVEL": "INFO",
    }


@contextmanager
def database(wanted: Wanted, folder: Path) -> Iterator[tuple[str, str]]:
    """Give the address of the drill's database, and the folder of the cluster where it is ours to kill."""
    if not wanted.postgresql:
        yield wanted.database_url or f"sqlite:///{folder / 'drill.sqlite3'}", ""
        return
    cluster = postgres.make()
    try:
        yield postgres.url(cluster), str(cluster)
    finally:
        shutil.rmtree(cluster, ignore_errors=True)
