"""What is kept of a request and its answer for support."""

from dataclasses import dataclass


@dataclass(slots=True)
class Exchange:
    """One request and its answer as kept for support; bodies are text, cut to a sane length."""

    method: str
    url: str
    request: str
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0


def without_signature(url: str) -> str:
    """Give an address without its query: what grants access to a file stands there, and that is a secret."""
    return url.partition("?")[0].partition("#")[0]


def cut(data: bytes, longest: int = 64 * 1024) -> str:
    """Give a body as text for the record, shortened when it carries a file."""
    text = data[:longest].decode("utf-8", "replace")
    return text if len(data) <= longest else f"{text}… ({len(data)} bytes)"
