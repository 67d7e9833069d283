"""Run a command against a PostgreSQL of its own, in a temporary directory, gone when the command ends.

    python tests/postgres.py pytest -q

The cluster listens on a socket in that directory only, so no port is taken and none can clash. Where PostgreSQL is
not installed the command is left out with a loud word, and with CI=true that is a failure.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = "/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"
MISSING = """
==================================================================================================
  PostgreSQL is NOT installed here: this half of the suite did NOT run.
  Debian and Ubuntu: apt-get install postgresql      macOS: brew install postgresql
==================================================================================================
"""
DURABLE = ["max_connections=200", "listen_addresses="]
# A cluster that lives for minutes needs no safety against power cuts.
QUICK = [*DURABLE, "fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def main(command: list[str]) -> int:
    binaries = find_binaries()
    if binaries is None:
        print(MISSING, file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with cluster(binaries) as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except KeyboardInterrupt:
        return 130


def find_binaries() -> Path | None:
    """The newest system installation first: what stands earlier on the PATH may be some other build."""
    places = [place for base in INSTALLED for place in Path(base).glob("*/bin") if (place / "initdb").exists()]
    if places:
        return max(
            places, key=lambda place: [int(digits) for digits in place.parent.name.split(".") if digits.isdigit()]
        )
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def cluster(binaries: Path, options: list[str] = QUICK) -> Iterator[str]:
    """Run a cluster; with the options `DURABLE` it is as safe as a fresh installation, for whoever measures."""
    owner = pwd.getpwuid(os.getuid()) if os.getuid() else unprivileged()
    place = Path(tempfile.mkdtemp(prefix="ponte-pg-"))
    os.chown(place, owner.pw_uid, owner.pw_gid)
    try:
        server = start(binaries, place, owner, options)
        try:
            yield f"postgres://ponte@localhost/{place}/postgres"
        finally:
            stop(server)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def unprivileged() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def start(binaries: Path, place: Path, owner: pwd.struct_passwd, options: list[str]) -> subprocess.Popen[bytes]:
    data = place / "data"
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    identity = ["--username=ponte", "--auth=trust", "--encoding=UTF8", f"--locale={locale}", "--no-sync"]
    as_owner(owner, [binaries / "initdb", "--pgdata", data, *identity], place / "initdb.log").wait(timeout=120)
    words = [word for option in options for word in ("-c", option)]
    server = as_owner(owner, [binaries / "postgres", "-D", data, "-k", place, *words], place / "server.log")
    wait_until_ready(server, place)
    return server


def as_owner(owner: pwd.struct_passwd, command: list[str | Path], log: Path) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that a Ctrl-C reaches the tests and leaves the database to us."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            start_new_session=True,
            user=None if os.getuid() else owner.pw_uid,
            group=None if os.getuid() else owner.pw_gid,
            extra_groups=None if os.getuid() else [],
        )


def wait_until_ready(server: subprocess.Popen[bytes], place: Path) -> None:
    pid_file = place / "data" / "postmaster.pid"
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        # The last line of the file says "ready" once connections are taken.
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    logs = "\n".join(log.read_text() for log in place.glob("*.log"))
    server.kill()
    raise SystemExit(f"PostgreSQL did not start:\n{logs}")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # a fast shutdown: it ends open sessions
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
