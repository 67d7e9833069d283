"""geral/anexo: a zip in base64 with the MD5 of that base64 text."""

import base64
import binascii
import hashlib
import io
import zipfile
from typing import Any

from apps.sandbox.omie import fault
from apps.sandbox.omie.call import Answer, Call
from apps.sandbox.omie.paging import search_list
from apps.sandbox.omie.records import Record

REGISTER = "anexos"
LARGEST_FILE = 20_000_000
OWNERS = {
    "conta-pagar": "contapagar",
    "conta-receber": "contareceber",
    "cliente": "clientes",
    "conta-corrente": "contascorrentes",
}


def include(call: Call) -> Answer:
    """IncluirAnexo."""
    param = call.param
    _check_owner(call, param["cTabela"], param["nId"])
    _refuse_known(call, param.get("cCodIntAnexo", ""))
    if hashlib.md5(param["cArquivo"].encode(), usedforsecurity=False).hexdigest() != param["cMd5"].lower():
        raise fault.refused("O MD5 informado não corresponde ao conteúdo do arquivo !")
    name, content = _unpacked(param["cArquivo"])
    body = {
        **{tag: param.get(tag, "") for tag in ("cTabela", "cTipoArquivo", "cNomeArquivo")},
        "nId": param["nId"],
        "_inside": name,
        "_size": len(content),
        "_sha256": hashlib.sha256(content).hexdigest(),
    }
    code = param.get("cCodIntAnexo", "")
    id_ = call.registers.insert(REGISTER, body, code=code, parent=param["nId"])
    return {
        "cCodIntAnexo": code,
        "cTabela": param["cTabela"],
        "nId": param["nId"],
        "nIdAnexo": id_,
        "cNomeArquivo": name,
        **_status("Anexo incluído com sucesso!"),
    }


def list_(call: Call) -> Answer:
    """ListarAnexo."""
    conditions = [("parent = ?", call.param["nId"]), ("json_extract(body, '$.cTabela') = ?", call.param["cTabela"])]
    return search_list(call, REGISTER, "listaAnexos", shown, conditions=conditions)


def exclude(call: Call) -> Answer:
    """ExcluirAnexo."""
    id_, code = call.param.get("nIdAnexo"), call.param.get("cCodIntAnexo", "")
    found = call.registers.find(REGISTER, id_) if id_ else call.registers.find_code(REGISTER, code)
    if found is None:
        raise fault.unknown_id("Anexo não cadastrado", id_ or code)
    call.registers.delete(REGISTER, found.id)
    return {"cCodIntAnexo": found.code, "nIdAnexo": found.id, **_status("Anexo excluído com sucesso!")}


def shown(record: Record) -> Answer:
    """The attachment as lists give it: Omie unpacks, so the name is the one inside the zip."""
    body = record.body
    return {
        "cCodIntAnexo": record.code,
        "nIdAnexo": record.id,
        "cTabela": body["cTabela"],
        "nId": body["nId"],
        "cNomeArquivo": body["_inside"],
        "cTipoArquivo": body["_inside"].rpartition(".")[2],
    }


def _check_owner(call: Call, table: str, id_: int) -> None:
    owner = OWNERS.get(table)
    if owner is None or call.registers.find(owner, id_) is None:
        raise fault.unknown_id("Registro não cadastrado", id_)


def _refuse_known(call: Call, code: str) -> None:
    known = call.registers.find_code(REGISTER, code)
    if known is not None:
        raise fault.refused(f"Anexo já cadastrado para o Código de Integração [{code}] com o Id [{known.id}] !")


def _unpacked(text: str) -> tuple[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(text, validate=True)))
        [inside] = archive.infolist()
        if inside.file_size > LARGEST_FILE:
            raise ValueError(inside.file_size)
        return inside.filename, archive.read(inside)
    except (binascii.Error, ValueError, zipfile.BadZipFile):
        raise fault.refused("O conteúdo do arquivo não é um ZIP com um arquivo em base64 !") from None


def _status(text: str) -> dict[str, Any]:
    return {"cCodStatus": "0", "cDesStatus": text}
