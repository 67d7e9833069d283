"""How Conta Azul's API answers: its errors have several forms, none of them everywhere."""

from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.omie.records import dump

JSON = "application/json"
NO_ROUTE = "404 page not found\n"
UNEXPECTED = "Ocorreu um erro inesperado no servidor. Tente novamente mais tarde."
STALE = "Versão informada para o recurso é inválida"
NOT_ELIGIBLE = "A conta não está elegível para uso da API. Verifique a situação da assinatura."


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, body: dict[str, Any] | str) -> None:
        super().__init__(status)
        self.status, self.body = status, body

    @property
    def text(self) -> str:
        """What it says, for the log of calls."""
        return self.body if isinstance(self.body, str) else str(self.body.get("message") or self.body.get("error"))

    def response(self) -> Response:
        """The refusal as it is sent."""
        if isinstance(self.body, str):
            return Response(self.body, status=self.status, content_type="text/plain; charset=utf-8")
        return json_answer(self.body, status=self.status)


def plain(status: int, message: str) -> Refusal:
    """What most refusals look like."""
    return Refusal(status, {"code": status, "message": message})


def missing(what: str) -> Refusal:
    """Nothing is there under that id."""
    return plain(404, f"{what} não encontrado(a).")


def not_uuid(value: object, name: str) -> Refusal:
    """An id that is none."""
    text = f"O valor '{value}' fornecido no parâmetro '{name}' não é um identificador (uuid) válido."
    return plain(400, text)


def not_eligible(status: str) -> Refusal:
    """The plan has no right to the API."""
    return Refusal(403, {"code": 403, "message": NOT_ELIGIBLE, "status_conta": status})


def too_many() -> Refusal:
    """The gateway's own form, without a header that says how long."""
    return Refusal(429, {"error": "Too Many Requests"})


def json_answer(value: Any, *, status: int = 200) -> Response:
    """A good answer."""
    return Response(dump(value), status=status, content_type=JSON)
