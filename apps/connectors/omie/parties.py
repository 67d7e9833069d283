"""Customers and suppliers as Omie's register takes them."""

import re
from typing import Any

from stdnum.br import cnpj, cpf

from apps.connectors.omie.words import clean
from apps.core.connector import Step
from apps.core.documents import Direction, Document, Party
from apps.core.errors import Place, Rejected

#: Tells our records apart from other integrations' and depends on nothing but the tax id.
CODE_PREFIX = "PONTE-"
TAGS = {Direction.RECEIVABLE: "Cliente", Direction.PAYABLE: "Fornecedor"}
CPF_LENGTH = 11
#: Longest texts; those of the first five names are published, the others assumed.
LENGTHS = {
    "razao_social": 60,
    "nome_fantasia": 100,
    "telefone1_ddd": 5,
    "telefone1_numero": 15,
    "contato": 100,
    "email": 500,
    "endereco": 60,
    "endereco_numero": 10,
    "complemento": 60,
    "bairro": 60,
    "cidade": 40,
    "estado": 2,
    "cep": 10,
}


def party_step(document: Document) -> Step | None:
    """Give the step that finds or enters the party; None for one without a tax id.

    Raises `Rejected` when the tax id cannot be one.
    """
    party = document.party
    if not party.tax_id:
        return None
    tax_id = formatted(party.tax_id)
    return Step(
        resource="party",
        key=f"party:{party.tax_id.upper()}",
        body={
            "codigo_cliente_integracao": CODE_PREFIX + party.tax_id.upper(),
            "cnpj_cpf": tax_id,
            "pessoa_fisica": "S" if len(party.tax_id) == CPF_LENGTH else "N",
            "tags": ({"tag": TAGS[document.direction]},),
            **texts(party),
        },
        label=party.name,
    )


def texts(party: Party) -> dict[str, Any]:
    """Give names, address and telephone, cut to Omie's lengths and without empty ones."""
    area, number = telephone(party.phone)
    city = f"{party.city} ({party.state})" if party.city and party.state else party.city
    known = {
        "razao_social": party.name or party.trading_name or party.tax_id,
        "nome_fantasia": party.trading_name or party.name or party.tax_id,
        "email": party.email,
        "telefone1_ddd": area,
        "telefone1_numero": number,
        "endereco": party.street,
        "endereco_numero": party.street_number,
        "complemento": party.complement,
        "bairro": party.district,
        "cidade": city,
        "estado": party.state,
        "cep": party.postal_code,
    }
    cut = {name: clean(value, LENGTHS[name]) for name, value in known.items()}
    return {name: value for name, value in cut.items() if value}


def formatted(tax_id: str) -> str:
    """Give a CNPJ, with or without letters, or a CPF as Omie's register shows it.

    Raises `Rejected` (``party.tax_id_wrong``) when a check digit is wrong.
    """
    kind = cpf if len(tax_id) == CPF_LENGTH else cnpj
    # A row of one digit passes the arithmetic and belongs to nobody.
    if len(set(tax_id)) == 1 or not kind.is_valid(tax_id):
        raise Rejected("party.tax_id_wrong", place=Place.SOURCE, value=tax_id)
    return str(kind.format(tax_id.upper()))


def telephone(text: str) -> tuple[str, str]:
    """Split a Brazilian number into area code and number; what is none gives two empty texts."""
    digits = re.sub(r"\D", "", text)
    if len(digits) in (12, 13) and digits.startswith("55"):
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if len(digits) not in (10, 11):
        return "", ""
    return digits[:2], f"{digits[2:-4]}-{digits[-4:]}"
