"""What Conta Azul's answers mean: each form of a refusal becomes the error that says what must happen next."""

import json
from typing import Any

import pytest

from apps.connectors.contaazul.answers import Missing, Stale, judge
from apps.connectors.contaazul.client import rows_of
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

UNEXPECTED: dict[str, Any] = {
    "code": 500,
    "message": "Ocorreu um erro inesperado no servidor. Tente novamente mais tarde.",
}
PLAN: dict[str, Any] = {
    "code": 403,
    "message": "A conta não está elegível para uso da API.",
    "status_conta": "END_TRIAL",
}
SPRING: dict[str, Any] = {
    "timestamp": "x",
    "status": 400,
    "error": "Bad Request",
    "message": "valor inválido",
    "path": "/v1/x",
}

#: status, body, whether it was a write, what it means, its code and the words that people read
CATALOGUE: list[tuple[int, Any, bool, type[Trouble], str, str]] = [
    (400, {"code": 400, "message": "Deve ser"}, True, Rejected, "target.rejected", "Deve ser"),
    (400, SPRING, False, Rejected, "target.rejected", "valor inválido"),
    (400, {"code": 400, "message": "<html><h1>400</h1> Bad</html>"}, True, Rejected, "target.rejected", "400 Bad"),
    (401, {"code": 401, "message": "Expired."}, True, NotAuthorized, "target.credentials_refused", "Expired."),
    (403, PLAN, False, NotAuthorized, "account.not_eligible", PLAN["message"]),
    (403, {"error": "Forbidden"}, False, NotAuthorized, "account.no_right", "Forbidden"),
    (404, {"code": 404, "message": "Nada."}, False, Missing, "target.not_found", "Nada."),
    (404, "404 page not found\n", False, Rejected, "target.address_wrong", "404 page not found"),
    (302, "", False, Rejected, "target.address_wrong", "HTTP 302"),
    (409, {"code": 409, "message": "Versão"}, True, Stale, "target.rejected", "Versão"),
    (429, {"error": "Too Many Requests"}, True, Temporary, "target.too_many_calls", "Too Many Requests"),
    (500, UNEXPECTED, True, OutcomeUnknown, "target.broken_answer", UNEXPECTED["message"]),
    (500, UNEXPECTED, False, Temporary, "target.busy", UNEXPECTED["message"]),
    (502, "<html>Bad Gateway</html>", True, OutcomeUnknown, "target.broken_answer", "Bad Gateway"),
    (200, "<html>Intranet</html>", True, OutcomeUnknown, "target.broken_answer", "Intranet"),
    (200, "", False, Temporary, "target.broken_answer", "HTTP 200"),
]


def answer(status: int, body: Any) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    return Answer(status=status, headers={}, body=text.encode())


@pytest.mark.parametrize(("status", "body", "writes", "kind", "code", "words"), CATALOGUE)
def test_a_refusal_says_what_must_happen_next(
    status: int, body: Any, writes: bool, kind: type[Trouble], code: str, words: str
) -> None:
    with pytest.raises(Trouble) as raised:
        judge(answer(status, body), writes=writes)
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert raised.value.params == {"vendor_code": str(status), "answer": words}


@pytest.mark.parametrize("body", [{"protocolo": "1"}, []])
def test_a_good_answer_passes(body: Any) -> None:
    judge(answer(200, body), writes=True)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"itens_totais": 1, "itens": [{"id": "1"}]}, 1),
        ({"itens_totais": 1, "items": [{"id": "1"}]}, 1),
        ({"totalItems": 0, "items": None}, 0),
        ({"totalItems": 0}, 0),
        ([{"id": "1"}, "x"], 1),
    ],
)
def test_a_list_is_read_in_each_of_its_envelopes(body: Any, found: int) -> None:
    assert len(rows_of(answer(200, body))) == found


@pytest.mark.parametrize("body", [{}, {"message": "x"}, {"itens": "x"}])
def test_what_is_no_list_is_a_broken_answer(body: Any) -> None:
    with pytest.raises(Temporary, match=r"target\.broken_answer"):
        rows_of(answer(200, body))
