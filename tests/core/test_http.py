"""What an answer means that was sent and never read to its end."""

import pytest

from apps.core import http
from apps.core.errors import OutcomeUnknown, Place, Rejected, Temporary
from apps.core.http import Answer, Http, open_session
from tests.contract import NoLimits, answering, vendor


def connect(url: str) -> Http:
    origin = url.removeprefix("http://").strip("/")
    return Http(url, NoLimits("test", "test"), open_session(frozenset({origin})))


def good(answer: Answer) -> None:
    """Let every answer pass."""


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER", 100)


@pytest.mark.parametrize(("writes", "kind"), [(True, OutcomeUnknown), (False, Temporary)])
def test_an_answer_too_large_to_be_read_says_nothing_about_a_write(tiny: None, writes: bool, kind: type) -> None:
    with vendor(answering(200, "x" * 1000)) as url, pytest.raises(Temporary) as met:
        connect(url).post_json("call/", {}, writes=writes, limits=(), judge=good)
    assert type(met.value) is kind


def test_a_file_too_large_is_refused_at_its_source() -> None:
    with vendor(answering(200, "x" * 1000)) as url, pytest.raises(Rejected) as met:
        connect(url).download(f"{url}nf.pdf?signature=secret", largest=100)
    assert (met.value.code, met.value.place) == ("file.too_large", Place.SOURCE)
    assert "secret" not in str(met.value.params)


@pytest.mark.parametrize("url", ["ftp://example.com/nf.pdf", "nf.pdf", "gopher://example.com/nf.pdf", "http://"])
def test_what_is_no_address_of_the_web_is_refused_and_not_tried_again(url: str) -> None:
    with pytest.raises(Rejected) as met:
        connect("http://127.0.0.1:1/").download(url, largest=100)
    assert met.value.code == "file.address_refused"


@pytest.mark.parametrize(("status", "kind"), [(503, Temporary), (404, Rejected)])
def test_a_file_that_does_not_come_is_the_sources_trouble(status: int, kind: type[Temporary | Rejected]) -> None:
    with vendor(answering(status, "")) as url, pytest.raises(kind) as met:
        connect(url).download(f"{url}nf.pdf", largest=100)
    assert isinstance(met.value, Temporary | Rejected)
    assert met.value.place == Place.SOURCE
