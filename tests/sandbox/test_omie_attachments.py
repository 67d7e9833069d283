"""Attachments: a zip in base64, and the MD5 of that text."""

import base64
import hashlib
import io
import zipfile
from typing import Any

import pytest

from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import OFICINA, PAYABLE, Client

ANEXO = "geral/anexo"


def packed(content: bytes = b"%PDF-1.4", *names: str) -> str:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names or ("nf-5521.pdf",):
            archive.writestr(name, content)
    return base64.b64encode(file.getvalue()).decode()


def attachment(text: str, **more: Any) -> dict[str, Any]:
    return {
        "cCodIntAnexo": "BF-ATT-1",
        "cTabela": "conta-pagar",
        "cNomeArquivo": "nf-5521.zip",
        "cTipoArquivo": "zip",
        "cArquivo": text,
        "cMd5": hashlib.md5(text.encode()).hexdigest(),
        **more,
    }


@pytest.fixture
def title(omie: Client) -> int:
    return int(omie.payable("IncluirContaPagar", **PAYABLE).body["codigo_lancamento_omie"])


def test_a_file_is_unpacked_and_kept_with_its_title(omie: Client, sandbox: Sandbox, title: int) -> None:
    answer = omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(b"%PDF-1.4 x"), nId=title))
    assert answer.body == {
        "cCodIntAnexo": "BF-ATT-1",
        "cTabela": "conta-pagar",
        "nId": title,
        "nIdAnexo": answer.body["nIdAnexo"],
        "cNomeArquivo": "nf-5521.pdf",
        "cCodStatus": "0",
        "cDesStatus": "Anexo incluído com sucesso!",
    }
    [held] = sandbox.records("omie", "anexos")
    assert (held["tamanho"], held["sha256"]) == (10, hashlib.sha256(b"%PDF-1.4 x").hexdigest())


def test_attachments_are_listed_in_the_search_dialect(omie: Client, title: int) -> None:
    omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(), nId=title))
    answer = omie.omie(ANEXO, "ListarAnexo", nPagina=1, nRegPorPagina=10, nId=title, cTabela="conta-pagar")
    head = {key: value for key, value in answer.body.items() if key != "listaAnexos"}
    assert head == {"nPagina": 1, "nTotPaginas": 1, "nRegistros": 1, "nTotRegistros": 1}
    assert answer.body["listaAnexos"][0]["cNomeArquivo"] == "nf-5521.pdf"
    other = omie.omie(ANEXO, "ListarAnexo", nId=title, cTabela="conta-receber")
    assert other.code == "SOAP-ENV:Client-5113"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"cMd5": "0" * 32}, "MD5"),
        ({"cMd5": hashlib.md5(b"%PDF-1.4").hexdigest()}, "MD5"),
        (attachment("bm90IGEgemlw"), "ZIP"),
        (attachment("***"), "ZIP"),
        (attachment(packed(b"x", "a.pdf", "b.pdf")), "ZIP"),
        ({"nId": 1}, "Registro não cadastrado para o Código [1]"),
        ({"cTabela": "conta-receber"}, "Registro não cadastrado"),
        ({"cTabela": "contas"}, "valores disponíveis"),
        ({"cNomeArquivo": ""}, "[cNomeArquivo] é obrigatório"),
    ],
)
def test_a_wrong_attachment_is_refused(
    omie: Client, sandbox: Sandbox, title: int, change: dict[str, Any], text: str
) -> None:
    answer = omie.omie(ANEXO, "IncluirAnexo", **{**attachment(packed(), nId=title), **change})
    assert answer.status == 500
    assert text in answer.fault
    assert sandbox.records("omie", "anexos") == []


def test_the_same_attachment_key_again_is_refused(omie: Client, sandbox: Sandbox, title: int) -> None:
    first = omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(), nId=title))
    again = omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(), nId=title))
    assert again.code == "SOAP-ENV:Client-102"
    assert f"Id [{first.body['nIdAnexo']}]" in again.fault
    assert len(sandbox.records("omie", "anexos")) == 1


def test_an_attachment_is_deleted_alone_or_with_its_title(omie: Client, sandbox: Sandbox, title: int) -> None:
    omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(), nId=title))
    assert omie.omie(ANEXO, "ExcluirAnexo", cCodIntAnexo="BF-ATT-1").status == 200
    assert omie.omie(ANEXO, "ExcluirAnexo", cCodIntAnexo="BF-ATT-1").code == "SOAP-ENV:Client-105"
    omie.omie(ANEXO, "IncluirAnexo", **attachment(packed(), nId=title))
    omie.payable("ExcluirContaPagar", codigo_lancamento_integracao="BF-1")
    assert sandbox.records("omie", "anexos") == []


def test_a_supplier_can_have_files_too(omie: Client) -> None:
    given = attachment(packed(), nId=OFICINA, cTabela="cliente")
    assert omie.omie(ANEXO, "IncluirAnexo", **given).status == 200
