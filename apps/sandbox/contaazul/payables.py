"""A payable on its way in: what the request itself is refused for, its protocol, and what comes of that."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.contaazul.answers import json_answer, not_uuid, plain
from apps.sandbox.contaazul.asked import Asked, cents
from apps.sandbox.contaazul.books import (
    ACCOUNTS,
    CATEGORIES,
    CENTRES,
    EVENTS,
    INSTALMENTS,
    PEOPLE,
    PROTOCOLS,
    Body,
    Books,
    day,
    is_uuid,
    local_stamp,
    zulu_stamp,
)
from apps.sandbox.contaazul.registers import is_leaf

METHODS = (
    "DINHEIRO", "CARTAO_CREDITO", "CARTAO_DEBITO", "BOLETO_BANCARIO", "CARTAO_CREDITO_VIA_LINK", "CHEQUE",
    "TRANSFERENCIA_BANCARIA", "DEPOSITO_BANCARIO", "PIX_PAGAMENTO_INSTANTANEO", "PIX_COBRANCA", "DEBITO_AUTOMATICO",
    "CARTEIRA_DIGITAL", "CASHBACK", "CREDITO_LOJA", "CREDITO_VIRTUAL", "PROGRAMA_FIDELIDADE", "SEM_PAGAMENTO",
    "VALE_ALIMENTACAO", "VALE_COMBUSTIVEL", "VALE_PRESENTE", "VALE_REFEICAO", "OUTRO",
)  # fmt: skip
CREATED = "O evento financeiro foi criado no contas a pagar da Conta Azul."


def new_payable(asked: Asked) -> Response:
    """Takes a payable: only its form is looked at now, everything else comes out in the protocol."""
    given = asked.body()
    refuse_form(given)
    kept = {"status": "PENDING", "given": given, "asked": datetime.now(UTC).timestamp()}
    protocol = asked.books.add(PROTOCOLS, {**kept, "resposta": None, "evento_financeiro_id": None})
    names = ("protocolId", "createdAt") if asked.books.switches.old_names else ("protocolo", "data_criacao")
    return json_answer({names[0]: protocol["id"], "status": "PENDING", names[1]: zulu_stamp()})


def protocol(asked: Asked, id_: str) -> Response:
    """What came of a request."""
    row = asked.books.one(PROTOCOLS, id_, "Protocolo")
    return json_answer({name: row[name] for name in ("id", "status", "resposta", "evento_financeiro_id")})


def ripen(books: Books) -> None:
    """Ends every protocol whose time has come."""
    seconds, now = books.switches.protocol_seconds, datetime.now(UTC).timestamp()
    if seconds < 0:
        return
    waiting = books.registers.all(PROTOCOLS, "json_extract(body, '$.status') = 'PENDING'")
    for row in (record.body for record in waiting):
        if now - float(row["asked"]) >= seconds:
            finish(books, row)


def finish(books: Books, row: Body) -> None:
    """Books what a protocol asks for, or says why it cannot."""
    if wrong := wrong_reference(books, row["given"]):
        books.change(PROTOCOLS, row["id"], status="ERROR", resposta=wrong)
        return
    event = booked(books, row["given"])
    books.change(PROTOCOLS, row["id"], status="SUCCESS", resposta=CREATED, evento_financeiro_id=event)


def refuse_form(given: Body) -> None:
    """Refuses what is missing, all at once and in the names of the program within, then what does not add up."""
    parts = instalments_of(given)
    needed = {"dataCompetencia": "data_competencia", "valor": "valor", "descricao": "descricao"}
    lacking = [name for name, field in needed.items() if given.get(field) in (None, "")]
    lacking += [] if parts else ["condicaoPagamento.parcelas"]
    for index, part in enumerate(parts):
        fields = {"descricao": "descricao", "dataVencimento": "data_vencimento"}
        lacking += [f"parcelas[{index}].{name}" for name, field in fields.items() if not part.get(field)]
        lacking += [] if value_of(part, "valor_bruto") else [f"parcelas[{index}].detalheValor.valorBruto"]
    if lacking:
        raise plain(400, ", ".join(f"{name}: não deve ser nulo" for name in lacking))
    if not given.get("rateio"):
        raise plain(400, "Deve possuir pelo menos uma categoria")
    if not all(value_of(part, "valor_liquido") for part in parts):
        raise plain(400, "O valor líquido deve ser informado.")
    refuse_values(given, parts)
    refuse_sums(given, parts)


def refuse_values(given: Body, parts: list[Body]) -> None:
    """Refuses dates, ids and words that are none."""
    days = [("data_competencia", given["data_competencia"])]
    for name, value in days + [("data_vencimento", part["data_vencimento"]) for part in parts]:
        if day(value) is None:
            raise plain(400, f"O valor '{value}' fornecido no parâmetro '{name}' não é uma data válida.")
    for name, value in ids_of(given, parts):
        if value is not None and not is_uuid(value):
            raise not_uuid(value, name)
    for part in parts:
        if part.get("metodo_pagamento") not in (None, *METHODS):
            raise plain(400, f"metodoPagamento: o valor '{part['metodo_pagamento']}' é inválido")


def ids_of(given: Body, parts: list[Body]) -> list[tuple[str, Any]]:
    """Every id of a request, by the name of its field."""
    told = [("contato", given.get("contato")), ("conta_financeira", given.get("conta_financeira"))]
    told += [("conta_financeira", part.get("conta_financeira")) for part in parts]
    for line in given["rateio"]:
        told.append(("id_categoria", line.get("id_categoria", "")))
        told += [("id_centro_custo", one.get("id_centro_custo", "")) for one in line.get("rateio_centro_custo") or ()]
    return told


def refuse_sums(given: Body, parts: list[Body]) -> None:
    """Refuses what does not add up to the cent."""
    try:
        total, lines = cents(given["valor"]), given["rateio"]
        shared = [(cents(line["valor"]), line.get("rateio_centro_custo") or ()) for line in lines]
        if total <= 0 or sum(amount for amount, _centres in shared) != total:
            raise plain(400, "A soma dos rateios deve ser igual ao valor do evento financeiro.")
        if any(centres and sum(cents(one["valor"]) for one in centres) != amount for amount, centres in shared):
            raise plain(400, "A soma dos centros de custo deve ser igual ao valor da categoria.")
        if sum(cents(value_of(part, "valor_bruto")) for part in parts) != total:
            raise plain(400, "A soma das parcelas deve ser igual ao valor do evento financeiro.")
    except (ArithmeticError, KeyError, TypeError):
        raise plain(400, "valor: número inválido") from None


def wrong_reference(books: Books, given: Body) -> str:
    """What a request refers to and is not there, in the protocol's words."""
    person = books.known(PEOPLE, given.get("contato"))
    if given.get("contato") and (person is None or not person["ativo"]):
        return f"A pessoa de id {given['contato']} não existe."
    if person and "FORNECEDOR" not in person["perfis"]:
        return f"A pessoa de id {given['contato']} não possui o perfil Fornecedor."
    for part in [given, *instalments_of(given)]:
        account = part.get("conta_financeira")
        if account and not (books.known(ACCOUNTS, account) or {"ativo": False})["ativo"]:
            return f"A conta financeira de id {account} não existe."
    return next((said for line in given["rateio"] if (said := wrong_line(books, line))), "")


def wrong_line(books: Books, line: Body) -> str:
    """What is wrong with one line of an apportionment."""
    category = books.known(CATEGORIES, line["id_categoria"])
    if category is None or category["tipo"] != "DESPESA" or not is_leaf(books, category):
        return f"A categoria de id {line['id_categoria']} não existe ou não permite lançamentos."
    for one in line.get("rateio_centro_custo") or ():
        if not (books.known(CENTRES, one["id_centro_custo"]) or {"ativo": False})["ativo"]:
            return f"O centro de custo de id {one['id_centro_custo']} não existe."
    return ""


def booked(books: Books, given: Body) -> str:
    """The event with its instalments; gives its id."""
    told = ("data_competencia", "valor", "descricao", "observacao", "contato", "conta_financeira", "rateio")
    event = books.add(EVENTS, {**{name: given.get(name) for name in told}, "data_criacao": local_stamp()})
    for index, part in enumerate(instalments_of(given), start=1):
        books.add(INSTALMENTS, instalment(event["id"], index, part, otherwise=given.get("conta_financeira")))
    return str(event["id"])


def instalment(event: str, index: int, part: Body, *, otherwise: Any) -> Body:
    """One instalment as it begins."""
    money = {name: value_of(part, name) or 0 for name in ("multa", "juros", "desconto", "taxa")}
    return {
        "versao": 1,
        "indice": index,
        "evento": event,
        "descricao": part["descricao"],
        "nota": part.get("nota"),
        "data_vencimento": part["data_vencimento"],
        "data_pagamento_previsto": part["data_vencimento"],
        "id_conta_financeira": part.get("conta_financeira") or otherwise,
        "metodo_pagamento": part.get("metodo_pagamento"),
        "nsu": None,
        "perda": None,
        "valor": {"valor_bruto": value_of(part, "valor_bruto"), **money},
        "data_alteracao": local_stamp(),
    }


def instalments_of(given: Body) -> list[Body]:
    """The instalments of a request."""
    terms = given.get("condicao_pagamento")
    parts = terms.get("parcelas") if isinstance(terms, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def value_of(part: Body, name: str) -> Decimal | int | None:
    """One amount of an instalment."""
    detail = part.get("detalhe_valor")
    return detail.get(name) if isinstance(detail, dict) else None
