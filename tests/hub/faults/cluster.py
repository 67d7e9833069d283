"""A PostgreSQL that a test may stop without a word, or give no room; all that guards against crashes is on."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres
from tests.hub.faults.disk import SmallDisk
from tests.hub.running.crew import until


class Cluster:
    """One cluster; it listens on a socket in a folder that is gone with it."""

    def __init__(self, place: Path, data: Path, prefix: list[str]) -> None:
        found = postgres.find_binaries()
        assert found, "PostgreSQL is not installed here"
        self.binaries, self.place, self.data, self.prefix = found, place, data, prefix
        identity = ["--username=ponte", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [*prefix, str(found / "initdb"), "--pgdata", str(data), *identity]
        subprocess.run(command, check=True, capture_output=True, cwd=place)
        self.server = self.start()

    @property
    def url(self) -> str:
        return f"postgres://ponte@localhost/{self.place}/postgres"

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it answers; after a crash it first reads back what was committed."""
        words = [word for option in postgres.DURABLE for word in ("-c", option)]
        command = [*self.prefix, str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.place), *words]
        with (self.place / "server.log").open("ab") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.place, start_new_session=True)
        until(self.answers)
        return server

    def answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.place), user="ponte", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def stop_at_once(self) -> None:
        """Stop without a word to anybody, as a crash does."""
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait(20)

    def start_again(self) -> None:
        self.server = self.start()


@contextmanager
def own_cluster(disk: SmallDisk | None = None) -> Iterator[Cluster]:
    """Run a cluster, its data on a small disk if there is one."""
    place = Path(tempfile.mkdtemp(prefix="ponte-fault-"))
    place.chmod(0o777)
    prefix = disk.entering_as_nobody if disk else as_nobody()
    running = Cluster(place, (disk.folder if disk else place) / "data", prefix)
    try:
        yield running
    finally:
        if running.server.poll() is None:
            running.stop_at_once()
        shutil.rmtree(place, ignore_errors=True)


def as_nobody() -> list[str]:
    """Give what stands before a server that refuses to run as root."""
    if os.getuid():
        return []
    owner = postgres.unprivileged()
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
