"""A PostgreSQL of the drill's own, which may be killed: made in a folder, gone with it.

    python -m apps.hub.drill.postgres BINARIES FOLDER

serves it; the process becomes the server itself, so that whoever started it watches the right one.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

INSTALLED = "/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"
#: No port is taken: it listens on a socket in its folder only. All that guards against crashes is left on.
OPTIONS = ("max_connections=200", "listen_addresses=")


class NotInstalled(Exception):
    """There is no PostgreSQL on this machine."""


def binaries() -> Path:
    """Give the folder of the newest installation's programs."""
    places = [place for base in INSTALLED for place in Path(base).glob("*/bin") if (place / "initdb").exists()]
    if places:
        return max(places, key=version_of)
    initdb = shutil.which("initdb")
    if initdb is None:
        raise NotInstalled
    return Path(initdb).resolve().parent


def version_of(place: Path) -> list[int]:
    """Give the version that an installation's folder is named by."""
    return [int(digits) for digits in place.parent.name.replace("postgresql@", "").split(".") if digits.isdigit()]


def make() -> Path:
    """Make an empty cluster in a temporary folder of its own and give the folder."""
    folder, owner = Path(tempfile.mkdtemp(prefix="ponte-drill-pg-")), unprivileged()
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    identity = ("--username=ponte", "--auth=trust", "--encoding=UTF8", "--no-sync")
    locale = "--locale=en_US.UTF-8" if sys.platform == "darwin" else "--locale=C.UTF-8"
    as_root = os.getuid() == 0
    subprocess.run(  # noqa: S603  the command is our own
        [binaries() / "initdb", "--pgdata", folder / "data", *identity, locale],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=owner.pw_uid if as_root else None,
        group=owner.pw_gid if as_root else None,
        extra_groups=[] if as_root else None,
    )
    return folder


def command(folder: Path) -> list[str]:
    """Give the command that serves a cluster."""
    return [sys.executable, "-m", "apps.hub.drill.postgres", str(binaries()), str(folder)]


def url(folder: Path) -> str:
    """Give the address of a cluster's database."""
    return f"postgres://ponte@localhost/{folder}/postgres"


def unprivileged() -> pwd.struct_passwd:
    """Give whom the server runs as: PostgreSQL refuses to run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def serve(place: Path, folder: Path) -> None:
    """Become the server."""
    if os.getuid() == 0:
        owner = unprivileged()
        os.setgroups([])
        os.setgid(owner.pw_gid)
        os.setuid(owner.pw_uid)
    os.chdir(folder)
    server = str(place / "postgres")
    words = [word for option in OPTIONS for word in ("-c", option)]
    os.execv(server, [server, "-D", str(folder / "data"), "-k", str(folder), *words])  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]))
