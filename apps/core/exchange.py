"""A request and its answer: what is given to the caller, and what is kept for support."""

import hashlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.errors import OutcomeUnknown, Temporary


@dataclass(slots=True)
class Exchange:
    """One request and its answer as kept for support; bodies are text, cut to a sane length."""

    method: str
    url: str
    request: str
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Give headers with lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def without_signature(url: str) -> str:
    """Give an address without its query: what grants access to a file stands there, and that is a secret."""
    return url.partition("?")[0].partition("#")[0]


def cut(data: bytes, longest: int = 64 * 1024) -> str:
    """Give a body as text for the record, shortened when it carries a file."""
    text = data[:longest].decode("utf-8", "replace")
    return text if len(data) <= longest else f"{text}… ({len(data)} bytes)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: status, lower-case headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Give the body as text; bytes that are no UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Give the decoded body with exact decimals; ValueError when it is not JSON."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def fields(self) -> Mapping[str, Any]:
        """Give the fields of a JSON object; none for anything else."""
        try:
            body = self.json()
        except (ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}

    @property
    def retry_after(self) -> float | None:
        """Give the seconds that the vendor asks us to wait, where it says so."""
        told = self.headers.get("retry-after", "")
        return float(told) if told.isdecimal() else None


def note_of(content: bytes) -> str:
    """Give what a record shows in place of a file: its size and the beginning of its checksum."""
    return f"({len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()[:16]}…)"


class DecimalEncoder(json.JSONEncoder):
    """Writes decimals as JSON numbers with exactly their digits' value."""

    def default(self, value: object) -> Any:
        """Encode a Decimal; anything else is a TypeError as usual."""
        return float(value) if isinstance(value, Decimal) else super().default(value)


def lost(error: Exception, *, writes: bool, url: str, slow: bool = False) -> Temporary:
    """Say what a lost answer leaves open: a write may have been applied, but not behind a refused certificate.

    ``slow``: the other side took the request, and the time that a call may last was over.
    """
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args):
        return Temporary("target.not_secure", host=url)
    if writes:
        return OutcomeUnknown("target.no_answer", host=url)
    return Temporary("target.too_slow" if slow else "target.unreachable", host=url)
