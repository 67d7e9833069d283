"""PostgreSQL on one host of several: `python -m tests.hosts.database ADDRESS NETWORK` serves until its input ends.

Beside its address on that network it has a socket in the file system, over which tests look in from outside.
"""

import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.postgres import QUICK, cluster, find_binaries


def serve(address: str, network: str) -> None:
    """Serve on an address, to the hosts of one network and nobody else, and tell the socket's folder."""
    binaries = find_binaries()
    assert binaries, "PostgreSQL is not installed"
    with cluster(binaries, [*(word for word in QUICK if "listen" not in word), f"listen_addresses={address}"]) as url:
        folder = urlsplit(url).path.removesuffix("/postgres")[1:]
        with (Path(folder) / "data" / "pg_hba.conf").open("a") as allowed:
            allowed.write(f"host all all {network} trust\n")
        with psycopg.connect(host=folder, user="ponte", dbname="postgres") as connection:
            connection.execute("SELECT pg_reload_conf()")
        while not lets_in(address):
            time.sleep(0.05)
        sys.stdout.write(f"{folder}\n")
        sys.stdout.flush()
        sys.stdin.read()


def lets_in(address: str) -> bool:
    """Tell whether the server has read whom it may let in."""
    try:
        psycopg.connect(host=address, user="ponte", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
