"""Omie's faults: each known text becomes the error that says what must happen next."""

import json
from typing import Any

import pytest
import time_machine

from apps.connectors.omie.faults import Defect, Duplicate, Missing, meaning_of, read_fault
from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer

BLOCKED = "ERROR: API bloqueada por consumo indevido. Tente novamente em 1678 segundos."
PROCESSED = "ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às {}. (1)"
REDUNDANT = "ERROR: Consumo redundante detectado. Aguarde 16 segundos para tentar novamente (REDUNDANT)."
BAD_KEY = "ERROR: A chave de acesso não está preenchida ou não é válida."
#: Only its status tells what this one means.
DENIED = "ERROR: Acesso negado."
DUPLICATE = "ERROR: Lançamento já cadastrado para o Código de Integração [X] !"
TOO_LONG = "ERROR: A tag [bairro] ultrapassou o número máximo de caracteres permitido [60] !"
BROKEN = "SOAP-ERROR: Broken response from Application Server (4)"

#: status, fault code, text, what it means, its code
CATALOGUE: list[tuple[int, str, str, type[Trouble], str]] = [
    (500, "Client-5113", "ERROR: Não existem registros para a página [1]!", Missing, "target.not_found"),
    (500, "Client-105", "ERROR: Lançamento não cadastrado para o Código [123] !", Missing, "target.not_found"),
    (500, "Client-105", "ERROR: Cliente não cadastrado para o Código [9] !", Missing, "target.not_found"),
    (500, "Client-103", "ERROR: Conta não cadastrada para o Código de Integração [X] !", Missing, "target.not_found"),
    (500, "Client-5002", "ERROR: Nenhuma conta corrente foi encontrada!", Missing, "target.not_found"),
    (500, "Client-101", "ERROR: Projeto não encontrado !", Missing, "target.not_found"),
    (500, "Client-105", "ERROR: Valor inválido. As opções são: CC, CX, CR !", Rejected, "target.rejected"),
    (500, "Client-102", DUPLICATE, Duplicate, "target.duplicate"),
    (500, "Client-102", "ERROR: Categoria não cadastrada para o Código [2.99] !", Rejected, "target.rejected"),
    (500, "Client-8020", PROCESSED.format("10:01:08"), OutcomeUnknown, "target.already_processed"),
    (500, "Client-1100", PROCESSED.format("10:01:08"), OutcomeUnknown, "target.already_processed"),
    (500, "Client-1880", "ERROR: Já existe uma requisição desse método sendo executada", Temporary, "target.busy"),
    (500, "Client-6", REDUNDANT, Temporary, "target.redundant"),
    (425, "MISUSE_API_PROCESS", BLOCKED, Temporary, "target.blocked"),
    (500, "MISUSE_API_PROCESS", BLOCKED, Temporary, "target.blocked"),
    (500, "Server", BLOCKED, Temporary, "target.blocked"),
    (403, "Server", BAD_KEY, NotAuthorized, "target.credentials_refused"),
    (500, "Server", BAD_KEY, NotAuthorized, "target.credentials_refused"),
    (403, "Server", DENIED, NotAuthorized, "target.credentials_refused"),
    (500, "Server", BROKEN, OutcomeUnknown, "target.broken_answer"),
    (500, "Server", "PROTO_BYEBYE", OutcomeUnknown, "target.broken_answer"),
    (500, "Client-1020", "ERROR: O preenchimento da tag [email] é obrigatório !", Rejected, "target.rejected"),
    (500, "Client-10", TOO_LONG, Rejected, "target.rejected"),
    (500, "Client-999", "ERROR: Período contábil fechado !", Rejected, "target.rejected"),
]  # fmt: skip


def answer(status: int, body: dict[str, Any] | str, **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    return Answer(
        status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=text.encode()
    )


def fault(status: int, code: str, text: str) -> Answer:
    return answer(
        status, {"faultstring": text, "faultcode": f"SOAP-ENV:{code}" if "-" in code or code == "Server" else code}
    )


def meant(given: Answer, *, writes: bool = True) -> Any:
    read = read_fault(given, writes=writes)
    assert read is not None
    return meaning_of(read)


@pytest.mark.parametrize(("status", "code", "text", "kind", "named"), CATALOGUE)
def test_each_fault_of_the_catalogue_has_its_meaning(
    status: int, code: str, text: str, kind: type[Trouble], named: str
) -> None:
    error = meant(fault(status, code, text))
    assert type(error) is kind
    assert error.code == named
    assert error.params["answer"] == text


@pytest.mark.parametrize(("status", "code", "text", "kind", "named"), [row for row in CATALOGUE if row[2] != DENIED])
def test_a_fault_means_the_same_under_a_good_status(
    status: int, code: str, text: str, kind: type[Trouble], named: str
) -> None:
    assert type(meant(fault(200, code, text))) is kind


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("Client-5001", "ERROR: Tag [x] não faz parte da estrutura do tipo complexo [y]!"),
        (
            "Client-1020",
            "ERROR: A tag [valor_iss] somente pode ser informada quando a tag [retem_iss] for igual a [S] !",
        ),
        ("Client", "ERROR: Invalid JSON Object !"),
        ("Client", 'ERROR: Function ("Incluir") is not a valid method for this service'),
    ],
)
def test_a_request_of_ours_that_is_no_legal_one_is_a_defect(code: str, text: str) -> None:
    error = meant(answer(500, {"faultstring": text, "faultcode": f"SOAP-ENV:{code}"}))
    assert type(error) is Defect
    assert text in str(error)


@pytest.mark.parametrize(
    "given", [fault(500, "Server", BROKEN), fault(500, "Client-1100", PROCESSED.format("10:01:08"))]
)
def test_a_lost_answer_to_a_read_is_only_temporary(given: Answer) -> None:
    assert type(meant(given, writes=False)) is Temporary


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (fault(500, "Client-6", REDUNDANT), 16),
        (fault(500, "Client-6", "ERROR: Consumo redundante detectado."), 60),
        (fault(500, "Client-1880", "ERROR: Já existe uma requisição desse método"), 5),
        (fault(425, "MISUSE_API_PROCESS", BLOCKED), 1678),
        (answer(425, {"faultstring": "", "faultcode": "MISUSE_API_PROCESS"}), 1800),
        (answer(429, {"error_code": 429, "error_message": "Too Many Requests", "error_hash": "9d2f"}), 60),
        (answer(429, {"error_code": 429, "error_message": "Too Many Requests"}, retry_after="7"), 7),
    ],
)
def test_what_is_to_be_tried_later_says_when(given: Answer, seconds: int) -> None:
    error = meant(given)
    assert type(error) is Temporary
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("told", "seconds"), [("10:01:08", 68), ("10:00:00", 0), ("09:59:59", 60), ("23:00:00", 60), ("later", 60)]
)
def test_a_repeated_request_is_asked_about_after_the_time_that_omie_names(told: str, seconds: int) -> None:
    with time_machine.travel("2026-04-10T13:00:00Z", tick=False):
        assert meant(fault(500, "Client-1100", PROCESSED.format(told))).retry_after == seconds


def test_the_time_that_omie_names_may_be_tomorrow() -> None:
    with time_machine.travel("2026-04-10T02:59:30Z", tick=False):
        assert meant(fault(500, "Client-1100", PROCESSED.format("00:00:10"))).retry_after == 40


@pytest.mark.parametrize(
    "given",
    [
        answer(502, "<html><h1>502 Bad Gateway</h1></html>"),
        answer(200, "<html>ok</html>"),
        answer(403, "<html>blocked by a firewall</html>"),
        answer(500, ""),
        answer(200, "[]"),
        answer(200, "[" * 100_000),
        answer(503, {"anything": 1}),
        answer(200, '{"codigo_lancamento_omie": 1'),
    ],
)
def test_what_is_no_answer_of_the_api_leaves_a_write_open(given: Answer) -> None:
    assert type(meant(given)) is OutcomeUnknown
    assert type(meant(given, writes=False)) is Temporary


def test_a_page_that_does_not_exist_points_to_the_connection() -> None:
    error = meant(answer(404, "<h1>404 Not Found</h1>"))
    assert (type(error), error.code, error.place) == (Rejected, "target.address_wrong", Place.HERE)


def test_an_answer_whose_own_status_is_not_zero_is_a_refusal() -> None:
    error = meant(answer(200, {"codigo_status": "8", "descricao_status": "Período fechado"}))
    assert (type(error), error.params["answer"], error.params["vendor_code"]) == (
        Rejected,
        "Período fechado",
        "status 8",
    )


@pytest.mark.parametrize(
    "body",
    [{"codigo_status": "0", "descricao_status": "ok"}, {"cCodStatus": 0}, {"pagina": 1, "empresas_cadastro": []}, {}],
)
def test_a_good_answer_holds_no_fault(body: dict[str, Any]) -> None:
    assert read_fault(answer(200, body), writes=True) is None


def test_a_duplicate_names_the_record_to_adopt_where_the_text_does() -> None:
    by_key = fault(
        500, "Client-102", "ERROR: Cliente já cadastrado para o Código de Integração [E-1] com o nCod [2274524288] !"
    )
    by_tax_id = fault(500, "Client-102", "ERROR: Cliente já cadastrado para o CPF/CNPJ [1] com o Id [123] !")
    unnamed = fault(500, "Client-102", DUPLICATE)
    assert [meant(each).target_id for each in (by_key, by_tax_id, unnamed)] == ["2274524288", "123", ""]
    assert (meant(by_key).is_about("E-1"), meant(by_key).is_about("E")) == (True, False)


def test_a_very_long_text_is_cut() -> None:
    assert len(meant(fault(500, "Client-999", "x" * 9000)).params["answer"]) == 500
