"""Files that a vendor keeps behind the same sign-in as its API."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from apps.core.errors import Place, Rejected, Temporary
from apps.core.exchange import Answer, without_signature
from apps.core.http import AnswerTooLarge, Http, Limit


def get_file(http: Http, path: str, *, largest: int, limits: Sequence[Limit], judge: Callable[[Answer], None]) -> bytes:
    """GET a file below the base address as any other call; ``largest`` is below what an answer may have at all.

    Raises `Rejected` (``file.too_large``) for a longer one. The record keeps its size only.
    """
    anything = replace(http, headers={**http.headers, "Accept": "*/*"})
    try:
        content = anything.get_json(path, {}, limits=limits, judge=judge).body
    except Temporary as lost:
        if isinstance(lost.__cause__, AnswerTooLarge):
            raise too_large(path, largest) from lost
        raise
    http.exchanges[-1].answer = f"{len(content)} bytes"
    if len(content) > largest:
        raise too_large(path, largest)
    return content


def too_large(path: str, largest: int) -> Rejected:
    """Give the error for a file that is longer than it may be."""
    return Rejected("file.too_large", place=Place.SOURCE, url=without_signature(path), largest=largest)
