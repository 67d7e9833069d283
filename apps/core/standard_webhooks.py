"""Signing what is sent to somebody's own address, after the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: a symmetric signature is
``v1,`` and the HMAC-SHA256 of ``<id>.<timestamp>.<body>`` in base64; a secret is ``whsec_`` and 24 to 64 bytes in
base64. While a secret is being changed the header holds a signature by each, with a space between them.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

PREFIX, BYTES = "whsec_", 32


def new_secret() -> str:
    """Think up a secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Give the signature of a message by one secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def headers(known: Iterable[str], message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Give the headers of a message that is sent at a moment, signed by each secret that counts."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message_id, timestamp, body) for secret in known),
        "Content-Type": "application/json",
    }
