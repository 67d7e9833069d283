"""What each answer means for what must happen next; a user's mistake is a 500 here like the server's own."""

import pytest

from apps.connectors.nibo.answers import PAUSE, judge
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

TOKEN = "a-token-of-thirty-two-signs-here"
VALIDATION = '{"error":"validation_error","error_description":"%s"}'
SERVER = '{"error":"internal_server_error","error_description":"O Nibo se comportou de forma inesperada."}'


def told(status: int, body: str, *, writes: bool) -> Trouble:
    """Give what an answer means."""
    answer = Answer(status=status, headers={}, body=body.encode())
    with pytest.raises(Trouble) as raised:
        judge(answer, writes=writes, token=TOKEN)
    return raised.value


@pytest.mark.parametrize(
    ("status", "body", "reading", "writing"),
    [
        (401, '"Api token expirado"', (NotAuthorized, "target.credentials_refused"), None),
        (401, '{"Message":"Authorization has been denied."}', (NotAuthorized, "target.credentials_refused"), None),
        (402, "", (NotAuthorized, "account.no_right"), None),
        (404, '{"statusCode":404}', (Rejected, "target.address_wrong"), None),
        (302, "", (Rejected, "target.address_wrong"), None),
        (411, "<html>", (Rejected, "target.rejected"), None),
        (413, "too large", (Rejected, "target.rejected"), None),
        (429, "API calls quota exceeded! maximum admitted 14 per Second.", (Temporary, "target.too_many_calls"), None),
        (500, VALIDATION % "Stakeholder is not compatible", (Rejected, "target.rejected"), None),
        (500, VALIDATION % "Utilize apenas uma categoria", (Rejected, "target.one_category_only"), None),
        (500, SERVER, (Temporary, "target.busy"), (OutcomeUnknown, "target.broken_answer")),
        (500, "<html>", (Temporary, "target.busy"), (OutcomeUnknown, "target.broken_answer")),
        (502, "<html>", (Temporary, "target.busy"), (OutcomeUnknown, "target.broken_answer")),
        (200, "<html>", (Temporary, "target.broken_answer"), (OutcomeUnknown, "target.broken_answer")),
        (
            500,
            VALIDATION % "Execution Timeout Expired.",
            (Temporary, "target.busy"),
            (OutcomeUnknown, "target.broken_answer"),
        ),
    ],
)
def test_each_answer_means_what_must_happen_next(
    status: int,
    body: str,
    reading: tuple[type[Trouble], str],
    writing: tuple[type[Trouble], str] | None,
) -> None:
    read = told(status, body, writes=False)
    wrote = told(status, body, writes=True)
    assert (type(read), read.code) == reading
    assert (type(wrote), wrote.code) == (writing or reading)


def test_what_is_not_there_is_missing_when_read_and_refused_when_written() -> None:
    body = VALIDATION % "Agendamento não encontrado"
    assert told(500, body, writes=False).code == "target.not_found"
    assert told(500, body, writes=True).code == "target.rejected"


def test_nothing_at_all_is_a_good_answer_to_a_write_only() -> None:
    judge(Answer(status=204, headers={}, body=b""), writes=True, token=TOKEN)
    judge(Answer(status=200, headers={}, body=b""), writes=True, token=TOKEN)
    judge(Answer(status=200, headers={}, body=b"[]"), writes=False, token=TOKEN)
    assert told(200, "", writes=False).code == "target.broken_answer"


def test_too_many_calls_wait_for_what_is_said_or_for_a_while() -> None:
    said = told(429, "API calls quota exceeded!", writes=True)
    assert isinstance(said, Temporary)
    assert said.retry_after == PAUSE


def test_a_token_that_a_gateway_repeats_stands_in_no_error() -> None:
    assert TOKEN not in str(told(403, f"no {TOKEN}", writes=False).params)
