"""How a webhook call proves where it comes from."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One webhook call as it arrived.

    ``headers`` have lower-case names; ``token_holder`` tells which OAuth2 client of ours
    holds a bearer token (its client id), or None when the token is unknown or has expired.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str
    token_holder: Callable[[str], str | None]


def header_matches(call: Call, name: str, secret: str) -> bool:
    """Compare a fixed header with the agreed secret in constant time; an empty secret never matches."""
    given = call.headers.get(name.lower(), "")
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def bearer_of(call: Call) -> str:
    """Give the bearer token of a call (RFC 6750, 2.1), or an empty text."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def token_belongs_to(call: Call, client_id: str) -> bool:
    """Tell whether the call carries a living token that we issued to ``client_id``."""
    token = bearer_of(call)
    return bool(token and client_id) and call.token_holder(token) == client_id


def address_within(call: Call, networks: Sequence[str]) -> bool:
    """Tell whether the caller's address lies in one of the networks (CIDR or single addresses).

    A server that listens on IPv6 too names an IPv4 caller ``::ffff:192.0.2.1``.
    """
    try:
        address = ip_address(call.address)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(network, strict=False) for network in networks)
