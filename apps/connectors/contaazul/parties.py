"""Suppliers: employees and companies in Conta Azul's one register of people."""

from collections.abc import Iterable, Mapping
from typing import Any

from stdnum.br import cnpj, cpf

from apps.connectors.contaazul.client import Body, ContaAzul
from apps.connectors.contaazul.words import MARK, clean
from apps.core.connector import Booked, Step
from apps.core.documents import Party
from apps.core.errors import MappingMissing, Place, Rejected

CPF_LENGTH = 11
#: A search looks into names too, and so gives more than was meant; with more hits than these nothing is meant.
SEARCHED, MOST = 50, 10
LONGEST_NAME, LONGEST_TEXT = 100, 200


def party_step(party: Party) -> Step:
    """Give the step that finds the supplier by its CPF or CNPJ, or one without either by its code, or enters it.

    Raises `Rejected` (``party.tax_id_wrong``) for a tax number that cannot be one.
    """
    identity = party.tax_id.upper() or f"code:{party.code}"
    name = clean(party.name or party.trading_name or party.tax_id or party.code, LONGEST_NAME)
    body = known(party, name) if party.tax_id else {"codigo": party.code, "nome": name}
    return Step(resource="party", key=f"party:{identity}"[:120], body=body, label=name)


def known(party: Party, name: str) -> dict[str, Any]:
    """Give a supplier as Conta Azul takes it: what is written has capitals and accents, what is read has neither."""
    person = len(party.tax_id) == CPF_LENGTH
    told: dict[str, Any] = {
        "nome": name,
        "tipo_pessoa": "Física" if person else "Jurídica",
        "cpf" if person else "cnpj": formatted(party.tax_id),
        "codigo": MARK + party.tax_id.upper(),
        "nome_fantasia": "" if person else clean(party.trading_name, LONGEST_NAME),
        "email": clean(party.email, LONGEST_TEXT),
        "telefone_comercial": "".join(sign for sign in party.phone if sign.isdecimal()),
        "enderecos": [address(party)] if party.street and party.city else [],
    }
    filled = {name: value for name, value in told.items() if value}
    return {**filled, "ativo": True, "perfis": [{"tipo_perfil": "Fornecedor"}]}


def address(party: Party) -> dict[str, str]:
    """Give where a supplier is."""
    told = {
        "logradouro": party.street,
        "numero": party.street_number,
        "complemento": party.complement,
        "bairro": party.district,
        "cidade": party.city,
        "estado": party.state,
        "cep": party.postal_code,
    }
    return {name: clean(value, LONGEST_TEXT) for name, value in told.items() if value}


def formatted(tax_id: str) -> str:
    """Give a CNPJ, with or without letters, or a CPF with its punctuation; raises `Rejected` for none."""
    kind = cpf if len(tax_id) == CPF_LENGTH else cnpj
    # A row of one digit passes the arithmetic and belongs to nobody.
    if len(set(tax_id)) == 1 or not kind.is_valid(tax_id):
        raise Rejected("party.tax_id_wrong", place=Place.SOURCE, value=tax_id)
    return str(kind.format(tax_id.upper()))


def find(client: ContaAzul, key: str, body: Body) -> Booked | None:
    """Look a supplier up by its tax number, whoever entered it; one without any by the code that it has there."""
    document = bare(body.get("cpf") or body.get("cnpj"))
    return by_document(client, document) if document else by_code(client, str(body["codigo"]))


def by_document(client: ContaAzul, document: str) -> Booked | None:
    """Give the person with a tax number; each row is looked at, as a filter that is ignored gives everybody."""
    rows = client.page("pessoas", 1, SEARCHED, busca=document)
    same = [row for row in rows if bare(row.get("documento")) == document]
    return Booked(target_id=str(preferred(same)["id"])) if same else None


def by_code(client: ContaAzul, code: str) -> Booked | None:
    """Give the person with a code; a list does not show it, so each hit is opened."""
    rows = client.page("pessoas", 1, SEARCHED, codigos_pessoa=code)
    hits = rows if code and len(rows) <= MOST else []
    same = [row for row in hits if client.get(f"pessoas/{row['id']}").get("codigo") == code]
    return Booked(target_id=str(preferred(same)["id"])) if same else None


def preferred(rows: Iterable[Body]) -> Body:
    """Give the first active supplier of several with the same number, else the first."""
    return min(rows, key=lambda row: (not row.get("ativo", True), "FORNECEDOR" not in (row.get("perfis") or ())))


def create(client: ContaAzul, key: str, body: Body) -> Booked:
    """Enter a supplier; one without a tax number is not entered, but a person says who it is.

    Raises `MappingMissing` for that.
    """
    if not body.get("cpf") and not body.get("cnpj"):
        raise MappingMissing("party", str(body["codigo"]), label=str(body["nome"]))
    entered: Mapping[str, Any] = client.post("pessoas", body)
    return Booked(target_id=str(entered["id"]))


def bare(document: object) -> str:
    """Give a tax number without punctuation."""
    return "".join(sign for sign in str(document or "").upper() if sign.isalnum())
