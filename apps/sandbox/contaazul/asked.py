"""One call whose token is good: its query, its body and the books that it may read and write."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Request, Response

from apps.sandbox.contaazul.answers import json_answer, plain
from apps.sandbox.contaazul.books import Body, Books

SIZES = (10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Asked:
    """The call; a parameter or field that nobody knows is ignored without a word."""

    request: Request
    books: Books

    def text(self, name: str) -> str:
        """One parameter."""
        return str(self.request.args.get(name, "")).strip()

    def texts(self, name: str) -> list[str]:
        """A parameter that is repeated."""
        return [text for text in self.request.args.getlist(name) if text]

    def flag(self, name: str) -> bool:
        """Whether a parameter says yes."""
        return self.text(name).lower() == "true"

    def number(self, name: str, otherwise: int) -> int:
        """A number of the query."""
        text = self.text(name)
        if text and not text.isdecimal():
            raise plain(400, f"O valor '{text}' fornecido no parâmetro '{name}' é inválido.")
        return int(text) if text else otherwise

    def body(self) -> Body:
        """The JSON object that was sent, with exact decimals."""
        try:
            given = json.loads(self.request.get_data(), parse_float=Decimal)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise plain(400, "O corpo da requisição é inválido.")
        return given

    def needs(self, *names: str) -> None:
        """Refuses a call that lacks a parameter."""
        for name in names:
            if not self.text(name):
                raise plain(400, f"O parâmetro '{name}' é obrigatório.")

    def page(self, rows: list[Body]) -> list[Body]:
        """One page of the rows, counted from 1."""
        number, size = self.number("pagina", 1), self.number("tamanho_pagina", 10)
        if size not in SIZES:
            raise plain(400, f"O tamanho da página deve ser um dos valores: {', '.join(map(str, SIZES))}.")
        if number < 1:
            raise plain(400, "A página deve ser maior ou igual a 1.")
        return rows[(number - 1) * size : number * size]

    def listed(self, rows: list[Body], *, items: str = "itens", total: str = "itens_totais") -> Response:
        """A page in the envelope of most lists."""
        active = sum(bool(row.get("ativo", True)) for row in rows)
        totals = {"ativo": active, "inativo": len(rows) - active, "todos": len(rows)}
        return json_answer({total: len(rows), items: self.page(rows), "totais": totals})


def cents(value: Any) -> Decimal:
    """An amount, however it was written; ValueError for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise TypeError("no amount")
    return Decimal(str(value)).quantize(Decimal("0.01"))
