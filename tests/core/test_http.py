"""What an answer means that was sent and never read to its end."""

from dataclasses import replace
from decimal import Decimal
from threading import Thread

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from apps.core import http
from apps.core.errors import OutcomeUnknown, Place, Rejected, Temporary
from apps.core.exchange import Answer
from apps.core.http import Http, open_session
from tests.contract import NoLimits, answering, vendor
from tests.hub.faults.silent import silent_target


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


def test_a_question_carries_its_query_and_is_on_record() -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(f"{request.method} {request.full_path} {request.headers['Accept']} {len(request.get_data())}")
        return Response('{"total": 1.10}')

    with vendor(answer) as url:
        http = connect(url)
        found = http.get_json("list/", {"page": 2, "since": "2026-03-01T00:00"}, limits=(), judge=good)
    assert asked == ["GET /list/?page=2&since=2026-03-01T00%3A00 application/json 0"]
    assert found.json() == {"total": Decimal("1.10")}
    [exchange] = http.exchanges
    assert (exchange.method, exchange.status, exchange.answer) == ("GET", 200, '{"total": 1.10}')
    assert exchange.url.endswith("list/?page=2&since=2026-03-01T00%3A00")


def test_what_an_answer_to_a_question_means_is_the_connectors_to_say() -> None:
    def judge(answer: Answer) -> None:
        raise Rejected("source.refused", status=answer.status)

    with vendor(answering(404, "")) as url, pytest.raises(Rejected) as met:
        connect(url).get_json("list", {}, limits=(), judge=judge)
    assert met.value.params == {"status": "404"}


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "too large"])
def test_a_lost_answer_to_a_question_leaves_nothing_unknown(tiny: None, address: str) -> None:
    with vendor(answering(200, "x" * 1000)) as url, pytest.raises(Temporary) as met:
        connect(url if address == "too large" else address).get_json("list", {}, limits=(), judge=good)
    assert type(met.value) is Temporary


def test_a_refused_token_is_renewed_once_and_the_question_asked_again() -> None:
    class Rotating:
        def headers(self) -> dict[str, str]:
            return {"Authorization": "old"}

        def newer(self) -> dict[str, str]:
            return {"Authorization": "new"}

        def secrets(self) -> list[str]:
            return ["old", "new"]

    def answer(request: Request) -> Response:
        return Response("[]", status=200 if request.headers["Authorization"] == "new" else 401)

    with vendor(answer) as url:
        http = replace(connect(url), tokens=Rotating())
        assert http.get_json("list", {}, limits=(), judge=good).status == 200
    assert [exchange.status for exchange in http.exchanges] == [401, 200]


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


@pytest.mark.parametrize("writes", [True, False])
def test_behind_a_certificate_that_nobody_vouches_for_nothing_is_sent(writes: bool) -> None:
    asked: list[Request] = []
    server = make_server("127.0.0.1", 0, Request.application(asked.append), ssl_context="adhoc")  # type: ignore[arg-type]
    thread = Thread(target=server.serve_forever)
    thread.start()
    here = f"127.0.0.1:{server.server_port}"
    http = Http(f"https://{here}/", NoLimits("test", "test"), open_session(frozenset({here})))
    try:
        with pytest.raises(Temporary) as met:
            http.post_json("call/", {}, writes=writes, limits=(), judge=good)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (met.value.code, type(met.value), asked) == ("target.not_secure", Temporary, [])


@pytest.mark.parametrize(("writes", "code"), [(False, "target.too_slow"), (True, "target.no_answer")])
def test_who_takes_a_question_and_says_nothing_is_slow_and_not_away(writes: bool, code: str) -> None:
    with silent_target() as silent:
        short = replace(connect(f"http://{silent.origin}/"), patience=0.2)
        with pytest.raises(Temporary) as met:
            short.post_json("call/", {}, writes=writes, limits=(), judge=good)
    assert met.value.code == code


@pytest.mark.parametrize("inside", ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://127.0.0.1:1/"])
def test_a_file_that_moves_into_a_private_network_is_not_followed_there(inside: str) -> None:
    moved = Response("", status=302, headers={"Location": inside})
    with vendor(lambda request: moved) as url, pytest.raises(Rejected) as met:
        connect(url).download(f"{url}nf.pdf", largest=100)
    assert met.value.code == "file.address_refused"


def test_a_question_is_never_sent_on_elsewhere() -> None:
    asked: list[str] = []

    def moved(request: Request) -> Response:
        asked.append(request.path)
        return Response("", status=302, headers={"Location": "/elsewhere"})

    with vendor(moved) as url:
        answer = connect(url).get_json("list", {}, limits=(), judge=good)
    assert (answer.status, asked) == (302, ["/list"])
