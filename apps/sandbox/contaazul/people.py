"""Pessoas: customers and suppliers. What is written has capitals and accents, what is read has neither."""

import unicodedata
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox import tax_id
from apps.sandbox.contaazul.answers import json_answer, plain
from apps.sandbox.contaazul.asked import Asked
from apps.sandbox.contaazul.books import PEOPLE, Body, local_stamp

KINDS = ("Física", "Jurídica", "Estrangeira")
PROFILES = ("Cliente", "Fornecedor", "Transportadora")
LIST_ONLY = (
    "id", "nome", "tipo_pessoa", "documento", "email", "telefone", "ativo", "observacoes_gerais", "perfis",
    "endereco", "data_criacao", "data_alteracao",
)  # fmt: skip
LARGEST_BATCH = 10


def people(asked: Asked) -> Response:
    """The list; an empty one has no list at all."""
    rows = [row for row in asked.books.all(PEOPLE) if wanted(asked, row)]
    shown = [{name: row.get(name) for name in LIST_ONLY} for row in asked.page(rows)]
    return json_answer({"totalItems": len(rows), "items": shown or None})


def wanted(asked: Asked, row: Body) -> bool:
    """Whether a person meets every filter that is known."""
    words = asked.text("busca").lower()
    codes, documents = asked.texts("codigos_pessoa"), [tax_id.bare(text) for text in asked.texts("documentos")]
    profile, ids = asked.text("tipo_perfil"), asked.texts("ids")
    return (
        (not words or words in haystack(row))
        and (not codes or row["codigo"] in codes)
        and (not documents or tax_id.bare(row["documento"]) in documents)
        and (not profile or ascii_upper(profile) in row["perfis"])
        and (not ids or row["id"] in ids)
    )


def haystack(row: Body) -> str:
    """What a search looks into."""
    return " ".join((row["nome"], row["documento"], tax_id.bare(row["documento"]), row["email"], row["codigo"])).lower()


def person(asked: Asked, id_: str) -> Response:
    """One person; here the profiles are objects."""
    row = asked.books.one(PEOPLE, id_, "Pessoa")
    return json_answer({**row, "perfis": [{"tipo_perfil": name} for name in row["perfis"]]})


def new_person(asked: Asked) -> Response:
    """Enters a person and gives back what was sent, with an id."""
    given = asked.body()
    refuse(given)
    now = local_stamp()
    kept = asked.books.add(PEOPLE, {**kept_of(given), "data_criacao": now, "data_alteracao": now})
    return json_answer({**given, "id": kept["id"], "origem": "API"}, status=201)


def changed_person(asked: Asked, id_: str) -> Response:
    """Changes what is given and answers nothing."""
    before, given = asked.books.one(PEOPLE, id_, "Pessoa"), asked.body()
    asked.books.change(PEOPLE, id_, **{**before, **kept_of({"perfis": None, **given}, before)})
    return Response(status=204)


def moved(asked: Asked, act: str) -> Response:
    """Makes a few people active or inactive at once."""
    ids = asked.body().get("uuids")
    if not isinstance(ids, list) or not 0 < len(ids) <= LARGEST_BATCH:
        raise plain(400, f"Informe de 1 a {LARGEST_BATCH} identificadores.")
    for id_ in ids:
        asked.books.one(PEOPLE, str(id_), "Pessoa")
        asked.books.change(PEOPLE, str(id_), ativo=act == "ativar")
    return Response(status=200)


def refuse(given: Body) -> None:
    """Raises for what is missing or spelled in another way than the vendor's."""
    profiles = given.get("perfis")
    if not str(given.get("nome") or "").strip():
        raise plain(400, "nome: não deve estar em branco")
    if given.get("tipo_pessoa") not in KINDS:
        raise plain(400, f"tipoPessoa: o valor '{given.get('tipo_pessoa')}' é inválido")
    if not isinstance(profiles, list) or not profiles or any(profile_of(one) not in PROFILES for one in profiles):
        raise plain(400, "perfis: informe ao menos um perfil válido")
    for name in ("cpf", "cnpj"):
        if given.get(name) and not tax_id.valid(str(given[name])):
            raise plain(400, f"{name}: número do documento inválido")


def profile_of(one: Any) -> Any:
    """The word of a profile."""
    return one.get("tipo_perfil") if isinstance(one, dict) else None


def kept_of(given: Body, before: Body | None = None) -> Body:
    """A person as it is kept: other names and other spelling than it was sent with."""
    known = before or {}
    document = tax_id.formatted(str(given.get("cpf") or given.get("cnpj") or "")) or known.get("documento", "")
    profiles = [ascii_upper(str(profile_of(one))) for one in given.get("perfis") or ()]
    addresses = given.get("enderecos") or [None]
    phone = given.get("telefone_celular") or given.get("telefone_comercial")
    return {
        "nome": given.get("nome") or known.get("nome"),
        "tipo_pessoa": ascii_upper(str(given.get("tipo_pessoa") or known.get("tipo_pessoa"))),
        "documento": document,
        "codigo": str(given.get("codigo") or known.get("codigo", "")),
        "email": given.get("email") or known.get("email", ""),
        "telefone": phone or known.get("telefone", ""),
        "ativo": given.get("ativo", known.get("ativo", True)),
        "observacoes_gerais": given.get("observacao") or known.get("observacoes_gerais", ""),
        "perfis": profiles or known.get("perfis", []),
        "endereco": addresses[0] or known.get("endereco"),
    }


def ascii_upper(text: str) -> str:
    """Capitals without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
