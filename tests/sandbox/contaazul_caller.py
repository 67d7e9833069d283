"""A caller of the simulated Conta Azul: its API with a token, and its sign-in."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from apps.sandbox.contaazul.cast import APP, BANK, MARINA, MEALS, SOUTH, TRAVEL
from apps.sandbox.omie.records import dump
from tests.sandbox.conftest import Answer, Client

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BACK = "http://127.0.0.1:9/oauth/callback/"
PAYABLES = "financeiro/eventos-financeiros/contas-a-pagar"
PARTS = "financeiro/eventos-financeiros/parcelas"
WINDOW = {"data_vencimento_de": "2000-01-01", "data_vencimento_ate": "2100-12-31"}
PAGE = {"pagina": 1, "tamanho_pagina": 50}


@dataclass
class Caller:
    """One application that calls."""

    client: Client
    token: str = ""

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        """Call the API."""
        asked = f"?{urlencode(query, doseq=True)}" if query else ""
        text = None if body is None else dump(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.client.http(method, f"/contaazul/v1/{path}{asked}", text, **headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any) -> Answer:
        return self.call("POST", path, body)

    def book(self, **changed: Any) -> str:
        """Book a payable and give the id of its instalment."""
        protocol = self.post(PAYABLES, payable(**changed)).body["protocolo"]
        event = self.get(f"protocolo/{protocol}").body["evento_financeiro_id"]
        return str(self.get(f"financeiro/eventos-financeiros/{event}/parcelas").body[0]["id"])

    def search(self, **filters: Any) -> Answer:
        return self.get(f"{PAYABLES}/buscar", **{**PAGE, **WINDOW, **filters})

    def tokens(self, *, secret: str = APP.client_secret, **form: str) -> Answer:
        """Ask for tokens, proved by the application's id and secret in the header."""
        pair = base64.b64encode(f"{APP.client_id}:{secret}".encode()).decode()
        headers = {**FORM, "Authorization": f"Basic {pair}"}
        return self.client.http("POST", "/contaazul/oauth2/token", urlencode(form), **headers)

    def page(self, **query: str) -> Answer:
        """Open the sign-in page."""
        return self.client.http("GET", f"/contaazul/oauth2/authorize?{urlencode(asked(query))}")

    def answers(self, decision: str, **query: str) -> dict[str, str]:
        """Press a button on the sign-in page; gives what the person is sent back with."""
        body = urlencode({**asked(query), "decision": decision})
        answer = self.client.http("POST", "/contaazul/login", body, **FORM)
        assert answer.status == 302
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def code(self, **query: str) -> str:
        return self.answers("allow", **query)["code"]


def asked(query: dict[str, str]) -> dict[str, str]:
    """What an application asks for at the sign-in page."""
    return {"response_type": "code", "client_id": APP.client_id, "redirect_uri": BACK, "state": "s-1", **query}


def payable(amount: float = 1284.37, **changed: Any) -> dict[str, Any]:
    """A report of two categories, one cost centre, one instalment."""
    first = round(amount - 300, 2)
    body = {
        "data_competencia": "2026-06-30",
        "valor": amount,
        "descricao": "Relatório 918 - Marina Costa - Visita clientes Sul",
        "contato": MARINA,
        "conta_financeira": BANK,
        "rateio": [
            {
                "id_categoria": TRAVEL,
                "valor": first,
                "rateio_centro_custo": [{"id_centro_custo": SOUTH, "valor": first}],
            },
            {"id_categoria": MEALS, "valor": 300.00},
        ],
        "condicao_pagamento": {"parcelas": [part(amount)]},
    }
    return json.loads(json.dumps({**body, **changed}))  # type: ignore[no-any-return]


def part(amount: float, **changed: Any) -> dict[str, Any]:
    """One instalment of it."""
    told = {"descricao": "918 (1/1)", "data_vencimento": "2026-07-10", "nota": "hub:918", "conta_financeira": BANK}
    money = {"valor_bruto": amount, "valor_liquido": amount}
    return {**told, "metodo_pagamento": "PIX_PAGAMENTO_INSTANTANEO", "detalhe_valor": money, **changed}
