"""The one guard against requests into private networks.

The check sits where the socket is opened, on the very address that is connected to: a name
that resolves differently a second later, or a redirect, meets the same guard.
"""

import socket
from ipaddress import IPv6Address, ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.poolmanager import PoolManager


class AddressRefused(HTTPError):
    """The address lies inside a private network."""


def is_public(address: str) -> bool:
    """Tell whether an address is reachable from the whole internet, also behind an IPv6 mapping."""
    parsed = ip_address(address.split("%", maxsplit=1)[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    real = mapped or parsed
    return real.is_global and not real.is_multicast


def public_address(host: str, port: int) -> str:
    """Resolve ``host`` and give its first address; raises `AddressRefused` if any is not public."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(is_public(address) for address in found):
        raise AddressRefused(f"{host} is not a public address")
    return found[0]


class Guarded:
    """Mixed into urllib3's connections: resolves once, checks, connects to what was checked."""

    allowed: frozenset[str] = frozenset()

    def _new_conn(self: Any) -> socket.socket:
        if f"{self.host}:{self.port}" not in self.allowed:
            try:
                self._dns_host = public_address(self._dns_host, self.port)
            except socket.gaierror as error:
                raise NameResolutionError(self.host, self, error) from error
        connection: socket.socket = super()._new_conn()  # type: ignore[misc]
        return connection


def guarded_manager(allowed: frozenset[str], **options: Any) -> PoolManager:
    """Give a pool manager whose connections refuse private addresses except the ``allowed`` origins."""
    plain = type("GuardedHTTPConnection", (Guarded, HTTPConnection), {"allowed": allowed})
    secure = type("GuardedHTTPSConnection", (Guarded, HTTPSConnection), {"allowed": allowed})
    manager = PoolManager(**options)
    manager.pool_classes_by_scheme = {
        "http": type("GuardedHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("GuardedHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
    return manager


class GuardedAdapter(HTTPAdapter):
    """A requests adapter over guarded connections; ``allowed`` holds ``host:port`` texts."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed
        super().__init__(max_retries=0, pool_maxsize=32)

    def init_poolmanager(self, connections: int, maxsize: int, *args: Any, **options: Any) -> None:
        """Make the pool of guarded connections; waiting for a free one is left to the caller's threads."""
        options.pop("block", None)
        trusted = {"cert_reqs": "CERT_REQUIRED", "ca_certs": DEFAULT_CA_BUNDLE_PATH}
        self.poolmanager = guarded_manager(self.allowed, num_pools=connections, maxsize=maxsize, **trusted, **options)
