"""Files that a vendor keeps behind its sign-in."""

from collections.abc import Mapping

import pytest
from werkzeug import Request, Response

from apps.core.errors import Rejected, Temporary
from apps.core.exchange import Answer
from apps.core.files import get_file
from apps.core.http import LARGEST_ANSWER, Http, open_session
from tests.contract import NoLimits, answering, vendor


class Held:
    """One token that stays good."""

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": "Bearer the-token"}

    def newer(self) -> Mapping[str, str]:
        return self.headers()

    def secrets(self) -> list[str]:
        return ["the-token"]


def connect(url: str) -> Http:
    origin = url.removeprefix("http://").strip("/")
    return Http(url, NoLimits("test", "test"), open_session(frozenset({origin})), tokens=Held())


def good(answer: Answer) -> None:
    """Let every answer pass."""


def test_a_file_comes_with_the_token_and_leaves_its_size_on_record() -> None:
    def answer(request: Request) -> Response:
        assert (request.headers["Authorization"], request.headers["Accept"]) == ("Bearer the-token", "*/*")
        return Response(b"\x00\xff" * 10)

    with vendor(answer) as url:
        http = connect(url)
        assert get_file(http, "files/1", largest=20, limits=(), judge=good) == b"\x00\xff" * 10
    assert [exchange.answer for exchange in http.exchanges] == ["20 bytes"]


@pytest.mark.parametrize("length", [21, LARGEST_ANSWER + 1])
def test_a_longer_file_is_refused_and_not_asked_for_again(length: int) -> None:
    with vendor(answering(200, "x" * length)) as url, pytest.raises(Rejected) as met:
        get_file(connect(url), "files/1?signature=secret", largest=20, limits=(), judge=good)
    assert (met.value.code, met.value.params) == ("file.too_large", {"url": "files/1", "largest": "20"})


def test_a_file_that_does_not_come_is_a_temporary_matter() -> None:
    with pytest.raises(Temporary):
        get_file(connect("http://127.0.0.1:9/"), "files/1", largest=20, limits=(), judge=good)
