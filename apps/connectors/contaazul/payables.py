"""Payables: there is no key against doubles, so each carries a mark of ours in its texts and is looked for by it.

https://developers.contaazul.com/docs/financial-apis-openapi
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from apps.connectors.contaazul.answers import Missing, Stale
from apps.connectors.contaazul.client import Body, ContaAzul
from apps.connectors.contaazul.protocols import event_of, protocol_of, turns, under_way
from apps.connectors.contaazul.words import MARK, token_of
from apps.core.connector import Booked
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble

EVENTS = "financeiro/eventos-financeiros"
PARTS, PAYABLES = f"{EVENTS}/parcelas", f"{EVENTS}/contas-a-pagar"
#: A search wants a window of due dates, whatever else it looks for.
EVER = {"data_vencimento_de": "2000-01-01", "data_vencimento_ate": "2100-12-31"}
#: An accountant who moves the day and rewrites the text rarely moves it further.
NEARBY = timedelta(days=400)
#: So many rows are looked at, and so many of them opened, when nothing in a search's answer tells.
SEARCHED, OPENED = 50, 20
#: Somebody else may change the entry between our reading and our writing, but not for ever.
VERSIONS = 3


def create(client: ContaAzul, key: str, body: Body) -> Booked:
    """Book a payable and wait for its protocol.

    Once it is taken, whatever goes wrong leaves open what became of it, unless the protocol itself says no.
    """
    until = client.clock() + client.http.patience
    try:
        protocol = protocol_of(client.post(PAYABLES, body))
    except OutcomeUnknown:
        if found := appeared(client, key, body, until):
            return found
        raise
    try:
        return ended(client, protocol, body, until)
    except NotAuthorized as refused:
        # Taken is taken, whoever may ask about it: whoever goes on meets the refusal again.
        raise under_way(protocol) from refused


def resume(client: ContaAzul, key: str, handle: str, body: Body) -> Booked:
    """Go on with a payable that was taken under a protocol; raises as `create` does."""
    return ended(client, handle, body, client.clock() + client.http.patience)


def ended(client: ContaAzul, protocol: str, body: Body, until: float) -> Booked:
    """Give the payable that a protocol ends in by the client's time ``until``."""
    event = event_of(client, protocol, until)
    try:
        parts = client.get(f"{EVENTS}/{event}/parcelas")
        return Booked(target_id=str(parts[0]["id"]), number=number_of(body))
    except NotAuthorized:
        raise
    except (Trouble, LookupError, TypeError) as trouble:
        raise under_way(protocol) from trouble


def appeared(client: ContaAzul, key: str, body: Body, until: float) -> Booked | None:
    """Give the payable whose answer got lost, where it comes into the list within a few seconds."""
    try:
        seen = (described(client, key) for _turn in turns(client, until))
        found = next((row for row in seen if row), None)
    except Trouble:
        return None
    return Booked(target_id=str(found["id"]), number=number_of(body)) if found else None


def find(client: ContaAzul, key: str, body: Body) -> Booked | None:
    """Give the payable that carries our mark, in the text that a search shows or in the note of its instalment."""
    found = described(client, key) or noted(client, token_of(key), body)
    return Booked(target_id=str(found["id"]), number=number_of(body)) if found else None


def described(client: ContaAzul, key: str) -> Body | None:
    """Give the payable whose description carries our mark."""
    token = token_of(key)
    rows = client.page(f"{PAYABLES}/buscar", 1, SEARCHED, **EVER, descricao=token)
    return next((row for row in rows if token in str(row.get("descricao"))), None)


def noted(client: ContaAzul, token: str, body: Body) -> Body | None:
    """Give the payable whose description was rewritten, by the note of its instalment."""
    for row in islice(alike(client, body), OPENED):
        part = part_of(client, str(row["id"]))
        if part and token in str(part.get("nota")):
            return row
    return None


def alike(client: ContaAzul, body: Body) -> Iterator[Body]:
    """Give payables of the same supplier and amount, due within a year or so, that carry no other mark of ours."""
    if not body.get("valor"):
        return
    due = date.fromisoformat(instalment_of(body)["data_vencimento"])
    near = {"data_vencimento_de": f"{due - NEARBY}", "data_vencimento_ate": f"{due + NEARBY}"}
    amount = f"{Decimal(body['valor']):.2f}"
    for row in client.page(f"{PAYABLES}/buscar", 1, SEARCHED, **near, valor_de=amount, valor_ate=amount):
        same = Decimal(str(row.get("total"))) == Decimal(amount) and supplier_of(row) in ("", body["contato"])
        if same and MARK not in str(row.get("descricao")):
            yield row


def update(client: ContaAzul, key: str, target_id: str, body: Body) -> Booked:
    """Bring the instalment to our content, at the version that it has by then.

    An event itself takes no changes: another amount, apportionment, day of competence or supplier asks a person
    (``update.unsupported``), as does what was deleted there.
    """
    for _again in range(VERSIONS):
        part = client.get(f"{PARTS}/{target_id}")
        if fixed(part) != wanted(body) or other_supplier(client, key, target_id, body):
            raise Rejected("update.unsupported", place=Place.TARGET, number=number_of(body) or target_id)
        changes = changed(part, body)
        try:
            if changes:
                client.patch(f"{PARTS}/{target_id}", {"versao": part["versao"], **changes})
            return Booked(target_id=target_id, number=number_of(body))
        except Stale:
            continue
    raise Temporary("target.busy", vendor_code=409, answer=target_id)


def changed(part: Body, body: Body) -> dict[str, Any]:
    """Give what differs and can be changed, by the names that writing uses."""
    told = instalment_of(body)
    pairs = (
        ("descricao", "descricao", told["descricao"]),
        ("nota", "nota", told["nota"]),
        ("vencimento", "data_vencimento", told["data_vencimento"]),
        ("metodo_pagamento", "metodo_pagamento", told["metodo_pagamento"]),
        ("id_conta_financeira", "id_conta_financeira", told["conta_financeira"]),
    )
    return {name: value for name, read, value in pairs if part.get(read) != value}


def fixed(part: Body) -> tuple[object, ...]:
    """Give what stands for good in an instalment and its event."""
    event, money = part.get("evento") or {}, part.get("valor_composicao") or {}
    return str(event.get("data_competencia")), cents(money.get("valor_bruto")), shares(event.get("rateio") or ())


def wanted(body: Body) -> tuple[object, ...]:
    """Give the same of a request."""
    return body["data_competencia"], cents(body["valor"]), shares(body["rateio"])


def shares(lines: Any) -> dict[tuple[str, str], Decimal]:
    """Give what each cost centre bears under each category, however the lines are cut."""
    borne: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        centres = line.get("rateio_centro_custo") or ({"id_centro_custo": "", "valor": line["valor"]},)
        for centre in centres:
            key = (str(line["id_categoria"]), str(centre["id_centro_custo"]))
            borne[key] = borne.get(key, Decimal(0)) + cents(centre["valor"])
    return borne


def other_supplier(client: ContaAzul, key: str, target_id: str, body: Body) -> bool:
    """Tell whether a payable is somebody else's now; only a search shows whose it is."""
    row = described(client, key)
    same = row is None or str(row.get("id")) != target_id or supplier_of(row) in ("", body["contato"])
    return not same


def part_of(client: ContaAzul, target_id: str) -> Mapping[str, Any] | None:
    """Give an instalment; None where it is gone."""
    try:
        part: Mapping[str, Any] = client.get(f"{PARTS}/{target_id}")
        return part
    except Missing:
        return None


def instalment_of(body: Body) -> Mapping[str, Any]:
    """Give the one instalment of a request."""
    part: Mapping[str, Any] = body["condicao_pagamento"]["parcelas"][0]
    return part


def supplier_of(row: Body) -> str:
    """Give whose payable a search's row is, where it says so."""
    return str((row.get("fornecedor") or {}).get("id") or "")


def number_of(body: Body) -> str:
    """Give what people know a payable by."""
    return str(instalment_of(body)["descricao"]) if body.get("condicao_pagamento") else ""


def cents(value: object) -> Decimal:
    """Give an amount as whole cents."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))
