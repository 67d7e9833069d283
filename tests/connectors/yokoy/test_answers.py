"""Yokoy's answers: each status becomes the error that says what must happen next."""

import json
from typing import Any

import pytest

from apps.connectors.yokoy.answers import SOURCE, TARGET, Missing, Side, judge
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

SAYS_FIELDS = {"code": 400, "message": "Validation Error", "errors": [{"field": "name", "message": "is mandatory"}]}
NAMES_FIELD = {
    "code": 400,
    "message": "Validation Error",
    "errors": [{"field": "name", "message": "name is mandatory"}],
}
BAD_FILTER = {"code": 400, "message": "Invalid filter string: foo e bar"}
FORBIDDEN = {"code": 403, "message": "User not authorized to access organization"}


def answer(status: int, body: Any, **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    told = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Answer(status=status, headers=told, body=text.encode())


def met(given: Answer, *, side: Side = TARGET, writes: bool = True) -> Trouble:
    with pytest.raises(Trouble) as raised:
        judge(given, side=side, writes=writes)
    return raised.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "says"),
    [
        (400, SAYS_FIELDS, Rejected, "target.rejected", "Validation Error: name: is mandatory"),
        (400, NAMES_FIELD, Rejected, "target.rejected", "Validation Error: name is mandatory"),
        (400, BAD_FILTER, Rejected, "target.rejected", "Invalid filter string: foo e bar"),
        (401, {"code": 401, "message": "Token expired"}, NotAuthorized, "target.credentials_refused", "Token expired"),
        (403, FORBIDDEN, NotAuthorized, "account.no_right", FORBIDDEN["message"]),
        (404, {"code": 404, "message": "Resource not found"}, Missing, "target.not_found", "Resource not found"),
        (404, "<html>", Rejected, "target.address_wrong", "<html>"),
        (409, {"code": 409, "message": "Request conflict"}, Rejected, "target.rejected", "Request conflict"),
        (422, {"code": 422, "message": "Insufficient data"}, Rejected, "target.rejected", "Insufficient data"),
        (429, {"code": 429, "message": "Too many requests"}, Temporary, "target.too_many_calls", "Too many requests"),
        (500, {"code": 500, "message": "Oops"}, OutcomeUnknown, "target.broken_answer", "Oops"),
        (502, "<html>", OutcomeUnknown, "target.broken_answer", "<html>"),
        (503, "", OutcomeUnknown, "target.broken_answer", "HTTP 503"),
        (200, "<html>", OutcomeUnknown, "target.broken_answer", "<html>"),
        (201, "7", OutcomeUnknown, "target.broken_answer", "7"),
        (301, "", OutcomeUnknown, "target.broken_answer", "HTTP 301"),
    ],
)
def test_each_answer_has_its_meaning(status: int, body: Any, kind: type[Trouble], code: str, says: str) -> None:
    error = met(answer(status, body))
    assert (type(error), error.code) == (kind, code)
    assert error.params == {"vendor_code": str(status), "answer": says}


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, Rejected, "source.refused"),
        (401, NotAuthorized, "source.credentials_refused"),
        (403, NotAuthorized, "account.no_right"),
        (429, Temporary, "source.busy"),
        (500, Temporary, "source.busy"),
        (200, Temporary, "source.broken_answer"),
    ],
)
def test_asked_for_documents_yokoy_is_spoken_of_as_a_source(status: int, kind: type[Trouble], code: str) -> None:
    error = met(answer(status, "no"), side=SOURCE, writes=False)
    assert (type(error), error.code) == (kind, code)
    assert getattr(error, "place", Place.SOURCE) == Place.SOURCE


@pytest.mark.parametrize("status", [429, 400, 401, 403, 404])
def test_a_refusal_of_a_write_leaves_nothing_unknown(status: int) -> None:
    assert not isinstance(met(answer(status, "no")), OutcomeUnknown)


@pytest.mark.parametrize("status", [500, 502, 503, 200])
def test_a_lost_answer_to_a_question_is_only_temporary(status: int) -> None:
    assert type(met(answer(status, "<html>"), writes=False)) is Temporary


def test_a_time_to_wait_counts_where_it_is_named() -> None:
    told, untold = met(answer(429, "no", retry_after="7")), met(answer(429, "no"))
    assert isinstance(told, Temporary)
    assert isinstance(untold, Temporary)
    assert (told.retry_after, untold.retry_after) == (7.0, None)


@pytest.mark.parametrize(
    "good",
    [
        answer(200, {}),
        answer(201, []),
        answer(204, ""),
        answer(302, "", location="https://files.example/x"),
        answer(200, "%PDF-", content_type="application/pdf"),
    ],
)
def test_a_good_answer_passes(good: Answer) -> None:
    judge(good, side=TARGET, writes=True)


def test_a_very_long_answer_is_cut() -> None:
    assert len(met(answer(400, {"code": 400, "message": "x" * 9000})).params["answer"]) == 500


@pytest.mark.parametrize("body", [{"message": "m", "errors": 7}, {"message": "m", "errors": [7]}, {"message": "m"}])
def test_errors_in_an_odd_form_do_not_hide_the_message(body: Any) -> None:
    assert met(answer(400, body)).params["answer"] == "m"
