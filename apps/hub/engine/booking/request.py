"""A planned request as data: to be compared, stored, and completed with the target's ids and the document's files."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from apps.core.connector import Enclosed, Ref
from apps.core.documents import Attachment
from apps.core.exchange import DecimalEncoder
from apps.hub.models import Operation


class RequestEncoder(DecimalEncoder):
    """Writes references of a request as data, and files as their checksums."""

    def default(self, value: object) -> Any:
        """Encode a Ref or what is Enclosed; leave the rest to decimals."""
        match value:
            case Ref(key):
                return {"ref": key}
            case Enclosed(sha256):
                return {"file": sha256}
        return super().default(value)


def digest_of(body: Any) -> str:
    """Give a checksum of a request that does not depend on the order of keys."""
    return hashlib.sha256(json.dumps(body, cls=RequestEncoder, sort_keys=True).encode()).hexdigest()


def storable(body: Any) -> Any:
    """Give a request as JSON data: decimals as numbers, references and files as ``{"ref": key}``, ``{"file": sum}``."""
    return json.loads(json.dumps(body, cls=RequestEncoder))


def restored(body: Any) -> Any:
    """Give the request that `storable` was made of."""
    match body:
        case {"ref": str(key)} if len(body) == 1:
            return Ref(key)
        case {"file": str(sha256)} if len(body) == 1:
            return Enclosed(sha256)
        case dict():
            return {name: restored(value) for name, value in body.items()}
        case list():
            return [restored(value) for value in body]
    return body


def resolved(body: Any, operations: Mapping[str, Operation], files: Sequence[Attachment] = ()) -> Any:
    """Give a request with every reference replaced by the target's id, and every checksum by the file's bytes."""
    match body:
        case Ref(key):
            return operations[key].target_id
        case Enclosed(sha256):
            return {file.sha256: file.content for file in files}[sha256]
        case dict():
            return {name: resolved(value, operations, files) for name, value in body.items()}
        case list() | tuple():
            return [resolved(value, operations, files) for value in body]
    return body
