"""How a Blue Fleet call proves where it comes from.

Blue Fleet signs nothing; it offers a fixed header, OAuth2 client credentials, or no proof at
all, and publishes the addresses it calls from:
https://developers.bluefleet.com.br/home/webhooks/seguranca
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_network

from apps.core.signatures import Call, address_within, bearer_of, header_matches, token_belongs_to

Credentials = Mapping[str, str]

DEFAULT_HEADER = "X-Hub-Token"
#: Where each installation calls from, by environment; proposed for ``networks``.
SOURCE_ADDRESSES = {"production": "18.230.99.164", "staging": "18.229.176.206", "sandbox": "127.0.0.1, ::1"}


def verify(call: Call, credentials: Credentials) -> str:
    """Give an empty text when the call is genuine, otherwise the code of the reason.

    An unknown mode proves nothing and is refused like a wrong header.
    """
    proof = PROOFS.get(credentials.get("mode") or "header")
    return proof(call, credentials) if proof else "signature.wrong"


def by_header(call: Call, credentials: Credentials) -> str:
    """Check the agreed header, then the address where addresses are listed."""
    name = credentials.get("header_name") or DEFAULT_HEADER
    if not call.headers.get(name.lower()):
        return "signature.missing"
    if not header_matches(call, name, credentials.get("header_value", "")):
        return "signature.wrong"
    return by_listed_address(call, credentials)


def by_token(call: Call, credentials: Credentials) -> str:
    """Check the bearer token that our own endpoint issued, then the address where addresses are listed."""
    if not bearer_of(call):
        return "signature.missing"
    if not token_belongs_to(call, credentials.get("client_id", "")):
        return "signature.token"
    return by_listed_address(call, credentials)


def by_listed_address(call: Call, credentials: Credentials) -> str:
    """Check the address only where addresses are listed."""
    return by_address(call, credentials) if credentials.get("networks", "").strip() else ""


def by_address(call: Call, credentials: Credentials) -> str:
    """Check that the call comes from a listed address; with none listed nobody may call."""
    networks = [text.strip() for text in credentials.get("networks", "").split(",")]
    # A typing error in the list must refuse, not break the door.
    genuine = address_within(call, [network for network in networks if is_network(network)])
    return "" if genuine else "signature.address"


def is_network(text: str) -> bool:
    """Tell whether a text is an address or a network (CIDR)."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


PROOFS: Mapping[str, Callable[[Call, Credentials], str]] = {
    "header": by_header,
    "oauth": by_token,
    "none": by_address,
}
