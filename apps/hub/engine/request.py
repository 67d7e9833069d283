"""A planned request as data: to be compared, stored, and completed with the target's ids."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from apps.core.connector import Ref
from apps.core.exchange import DecimalEncoder
from apps.hub.models import Operation


class RequestEncoder(DecimalEncoder):
    """Writes references of a request as data."""

    def default(self, value: object) -> Any:
        """Encode a Ref; leave the rest to decimals."""
        return {"ref": value.key} if isinstance(value, Ref) else super().default(value)


def digest_of(body: Any) -> str:
    """Give a checksum of a request that does not depend on the order of keys."""
    return hashlib.sha256(json.dumps(body, cls=RequestEncoder, sort_keys=True).encode()).hexdigest()


def storable(body: Any) -> Any:
    """Give a request as JSON data: decimals as numbers, references as ``{"ref": key}``."""
    return json.loads(json.dumps(body, cls=RequestEncoder))


def restored(body: Any) -> Any:
    """Give the request that `storable` was made of."""
    match body:
        case {"ref": str(key)} if len(body) == 1:
            return Ref(key)
        case dict():
            return {name: restored(value) for name, value in body.items()}
        case list():
            return [restored(value) for value in body]
    return body


def resolved(body: Any, operations: Mapping[str, Operation]) -> Any:
    """Give a request with every reference replaced by the target's id."""
    match body:
        case Ref(key):
            return operations[key].target_id
        case dict():
            return {name: resolved(value, operations) for name, value in body.items()}
        case list() | tuple():
            return [resolved(value, operations) for value in body]
    return body
