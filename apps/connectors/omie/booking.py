"""Writing at Omie: parties, titles and payments, each under our own integration key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from apps.connectors.omie.client import Omie
from apps.connectors.omie.faults import BRASILIA, Duplicate, Missing
from apps.connectors.omie.mapping import PAYMENT_SUFFIX, RAISE_DUE_DATE, YES, day_text
from apps.core.connector import Booked
from apps.core.errors import Place, Rejected

Body = Mapping[str, Any]

CLIENTS = "geral/clientes/"
#: Ids are texts in our plans, and numbers without quotes at Omie.
NUMBERS = frozenset(
    {"codigo_cliente_fornecedor", "id_conta_corrente", "codigo_projeto", "codigo_conta_corrente", "codigo_lancamento"}
)
#: How Omie shows that nothing is left to pay.
SETTLED = frozenset({"PAGO", "RECEBIDO", "LIQUIDADO"})
PAID_IN_PART = "baixa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """One of Omie's two twin registers of titles: their methods differ only in name."""

    path: str
    noun: str
    settle: str
    unsettle: str

    def find(self, client: Omie, key: str, body: Body) -> Booked | None:
        """Give the title that carries our key."""
        title = self.consult(client, key)
        return booked_title(title, str(title.get("numero_documento", ""))) if title else None

    def create(self, client: Omie, key: str, body: Body) -> Booked:
        """Book a title; one that carries our key already is adopted and brought to our content.

        The first write is never an Upsert, which would overwrite whatever the accountant did.
        """
        try:
            answer = client.call(self.path, f"Incluir{self.noun}", sendable(body), writes=True)
        except Duplicate as duplicate:
            if not duplicate.is_about(key):
                raise
            return self.update(client, key, "", body)
        return booked_title(answer, str(body.get("numero_documento", "")))

    def update(self, client: Omie, key: str, target_id: str, body: Body) -> Booked:
        """Bring a title to our content; one that was deleted at Omie is not brought back."""
        answer = client.call(self.path, f"Alterar{self.noun}", sendable(body), writes=True)
        return booked_title(answer, str(body.get("numero_documento", "")))

    def cancel(self, client: Omie, key: str, target_id: str, body: Body) -> None:
        """Delete a title that is still open; one that is not there any more is as good as deleted."""
        title = self.consult(client, key)
        if title is None:
            return
        paid = Rejected("undo.paid", place=Place.TARGET, number=title.get("numero_documento") or key)
        if is_settled(title):
            raise paid
        try:
            client.call(self.path, f"Excluir{self.noun}", {"codigo_lancamento_integracao": key}, writes=True)
        except Missing:
            return
        except Rejected as refusal:
            # Paid in part a title still looks open; only the refusal tells.
            raise (paid if PAID_IN_PART in refusal.params["answer"] else refusal) from refusal

    def consult(self, client: Omie, key: str) -> Body | None:
        """Give the whole title under our key, or None."""
        param = {"codigo_lancamento_integracao": key}
        try:
            return client.call(self.path, f"Consultar{self.noun}", param, writes=False, record=key)
        except Missing:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The payments of one register of titles: at most one of ours per title."""

    titles: Titles

    def find(self, client: Omie, key: str, body: Body) -> Booked | None:
        """Tell whether the title is settled, by our payment or by somebody's own.

        Either way another payment would be one too many. Omie shows no payment under its key;
        a part payment, after which the title stays open, is kept single by that key alone.
        """
        title = self.titles.consult(client, key.removesuffix(PAYMENT_SUFFIX))
        return Booked(target_id=key) if title and is_settled(title) else None

    def create(self, client: Omie, key: str, body: Body) -> Booked:
        """Post a payment; Omie refuses the same key twice, and then it is there."""
        try:
            answer = client.call(self.titles.path, self.titles.settle, sendable(body), writes=True)
        except Duplicate as duplicate:
            if not duplicate.is_about(key):
                raise
            return Booked(target_id=duplicate.target_id or key)
        return Booked(target_id=str(answer["codigo_baixa"]))

    def cancel(self, client: Omie, key: str, target_id: str, body: Body) -> None:
        """Take back our own payment; one that is not there needs no taking back."""
        try:
            client.call(self.titles.path, self.titles.unsettle, {"codigo_baixa_integracao": key}, writes=True)
        except Missing:
            return


PAYABLES = Titles(
    path="financas/contapagar/", noun="ContaPagar", settle="LancarPagamento", unsettle="CancelarPagamento"
)
RECEIVABLES = Titles(
    path="financas/contareceber/", noun="ContaReceber", settle="LancarRecebimento", unsettle="CancelarRecebimento"
)
PAYMENTS, RECEIPTS = Payments(titles=PAYABLES), Payments(titles=RECEIVABLES)


def find_party(client: Omie, key: str, body: Body) -> Booked | None:
    """Look a customer or supplier up by tax id, whoever entered it."""
    filters = {"apenas_importado_api": "N", "clientesFiltro": {"cnpj_cpf": body["cnpj_cpf"]}}
    found = client.listed(CLIENTS, "ListarClientes", "clientes_cadastro", filters)
    return Booked(target_id=str(preferred(found)["codigo_cliente_omie"])) if found else None


def preferred(parties: Sequence[Body]) -> Body:
    """Give the first active one of several with the same tax id, else the first."""
    return next((party for party in parties if party.get("inativo") != "S"), parties[0])


def create_party(client: Omie, key: str, body: Body) -> Booked:
    """Enter a customer or supplier; Omie names the one that has this tax id already."""
    try:
        answer = client.call(CLIENTS, "IncluirCliente", body, writes=True)
    except Duplicate as duplicate:
        if not duplicate.target_id:
            raise
        return Booked(target_id=duplicate.target_id)
    return Booked(target_id=str(answer["codigo_cliente_omie"]))


def booked_title(answer: Body, number: str) -> Booked:
    """Give what an answer about a title says of it."""
    return Booked(target_id=str(answer["codigo_lancamento_omie"]), number=number)


def is_settled(title: Body) -> bool:
    """Tell whether a title is paid; ``valor_pag`` does not, it is the net amount of open ones too."""
    return str(title.get("status_titulo", "")).upper() in SETTLED


def sendable(body: Body) -> dict[str, Any]:
    """Give a planned request as Omie takes it: ids as numbers, and the due date raised where asked for."""
    sent: dict[str, Any] = {name: number_of(name, value) if name in NUMBERS else value for name, value in body.items()}
    if sent.pop(RAISE_DUE_DATE, "") == YES:
        sent["data_vencimento"] = not_past(sent["data_vencimento"], datetime.now(UTC).astimezone(BRASILIA).date())
    return sent


def number_of(name: str, value: object) -> int:
    """Give an id as the number that Omie takes; a mapping typed by hand may hold anything."""
    try:
        return int(str(value))
    except ValueError as error:
        raise Rejected("mapping.value_wrong", place=Place.HERE, field=name, value=value) from error


def not_past(day: str, today: date) -> str:
    """Give a dd/mm/yyyy date, or today's when it has passed."""
    return day_text(max(datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=BRASILIA).date(), today))
