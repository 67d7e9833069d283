"""The drill's target is strict with tokens, dedupes nothing, and misbehaves as it is told."""

import base64
import time
from itertools import count
from typing import Any

import pytest

from apps.hub.drill.target import CALLS_PER_TOKEN, LIFETIME, Access, Books, Dropped, Mood, Said

PROOF = "Basic " + base64.b64encode(b"client:secret").decode()
ENTRY = {"key": "k", "number": "n", "revision": 1}
KEYS = count()


def entry() -> dict[str, object]:
    """Give a document that nothing has happened to yet."""
    return {**ENTRY, "key": f"k{next(KEYS)}"}


@pytest.fixture
def books() -> Books:
    return Books(Access("client", "secret"), seed=1)


def token(books: Books, refresh: str) -> Said:
    return books.answer("token", {"grant_type": "refresh_token", "refresh_token": refresh}, PROOF)


def signed_in(books: Books) -> str:
    granted = token(books, books.control("sign-in", {}).body["refresh_token"])
    return f"Bearer {granted.body['access_token']}"


def until_unlucky(books: Books, mood: Mood, call: Any) -> Any:
    """Repeat a call until the dice are against it, and give what came then."""
    books.control("mood", {"mood": mood})
    for _ in range(100):
        try:
            said = call()
        except Dropped as dropped:
            return dropped
        if said.status != 200:
            return said
    raise AssertionError("a hundred times lucky")


def test_a_refresh_token_counts_once(books: Books) -> None:
    consent = books.control("sign-in", {}).body["refresh_token"]
    first = token(books, consent)
    assert token(books, consent).status == 400
    assert token(books, first.body["refresh_token"]).status == 200
    assert (books.report()["tokens"], books.report()["tokens_refused"]) == (2, 1)


def test_only_the_newest_access_token_opens(books: Books) -> None:
    old = signed_in(books)
    new = signed_in(books)
    assert [books.answer("entries", ENTRY, authorization).status for authorization in (old, new, "")] == [401, 200, 401]
    assert len(books.entries) == 1


def test_an_access_token_ends(books: Books) -> None:
    authorization = signed_in(books)
    books.access.until = time.monotonic() - LIFETIME
    assert books.answer("entries", ENTRY, authorization).status == 401


def test_what_is_booked_twice_stands_there_twice_and_every_write_is_remembered_in_order(books: Books) -> None:
    authorization = signed_in(books)
    for _ in range(2):
        books.answer("entries", ENTRY, authorization)
    books.answer("entries/change", {"id": "1", "revision": 2}, authorization)
    assert books.answer("entries/find", {"key": "k"}, authorization).body == {"ids": [1, 2]}
    assert [entry["writes"] for entry in books.report()["entries"]] == [[(1, 1), (3, 2)], [(2, 1)]]


def test_dropped_answers_are_booked(books: Books) -> None:
    authorization = signed_in(books)
    came = until_unlucky(books, Mood.DROPS, lambda: books.answer("entries", entry(), authorization))
    assert isinstance(came, Dropped)
    assert len(books.entries) == books.writes > 0


def test_a_target_that_wants_a_pause_has_booked_nothing(books: Books) -> None:
    authorization = signed_in(books)
    lucky = 0

    def book() -> Said:
        nonlocal lucky
        said = books.answer("entries", entry(), authorization)
        lucky += said.status == 200
        return said

    came = until_unlucky(books, Mood.TOO_MANY, book)
    assert (came.status, came.headers["Retry-After"], len(books.entries)) == (429, "1", lucky)


def test_a_broken_answer_may_have_been_booked_or_not(books: Books) -> None:
    authorization = signed_in(books)
    differences = set()
    for _ in range(20):
        before = len(books.entries)
        lucky = [0]

        def book(lucky: list[int] = lucky) -> Said:
            said = books.answer("entries", entry(), authorization)
            lucky[0] += said.status == 200
            return said

        assert until_unlucky(books, Mood.BROKEN, book).status == 500
        differences.add(len(books.entries) - before - lucky[0])
    assert differences == {0, 1}


def test_no_document_meets_trouble_more_than_twice(books: Books) -> None:
    authorization = signed_in(books)
    books.control("mood", {"mood": Mood.TOO_MANY})
    statuses = [books.answer("entries", ENTRY, authorization).status for _ in range(200)]
    assert statuses.count(429) == books.report()["troubles"] == 2


def test_tokens_are_revoked_before_their_end_while_they_expire_early(books: Books) -> None:
    authorization = signed_in(books)
    books.control("mood", {"mood": Mood.EXPIRES})
    statuses = [books.answer("entries/find", {"key": "k"}, authorization).status for _ in range(CALLS_PER_TOKEN)]
    assert statuses[-1] == 401
    assert books.answer("entries/find", {"key": "k"}, signed_in(books)).status == 200
