"""What Datasul's customers' programs say of a file is read line by line, and nothing that is not understood is lost."""

from pathlib import Path

import pytest

from apps.connectors.datasul.connector import DATASUL
from apps.core.errors import Rejected
from apps.core.layouts.results import names

FORMATS = {known.slug: known for known in DATASUL.results}
GOLDEN = Path(__file__).parent / "golden"


def test_a_table_of_errors_names_its_titles_and_rejects_the_whole_file() -> None:
    told = FORMATS["datasul_errors"].read((GOLDEN / "errors.csv").read_bytes())
    [line] = told.lines
    assert (line.key, line.refused) == ("7700124|10233", True)
    assert line.message == "1234 Fornecedor 10233 não localizado Verifique o cadastro financeiro do fornecedor"
    assert (told.whole_rejected, told.message) == (True, line.message)


def test_the_table_of_esapb037_is_read_in_the_letters_of_windows() -> None:
    text = "Est;Esp;Ser;For;Cod Tit;Parcela;Cod Msg;Desc Msg\r\n101;RE;;10457;7700123;01;17006;Espécie inválida\r\n"
    [line] = FORMATS["datasul_esapb037"].read(text.encode("cp1252")).lines
    assert (line.key, line.message) == ("7700123|10457", "17006 Espécie inválida")


def test_a_table_without_lines_refuses_nothing() -> None:
    told = FORMATS["datasul_errors"].read(b"Estab;Esp;Ser;Titulo;Parcela;Fornec;Referencia;Num MSG;Erro;Ajuda\n")
    assert (told.lines, told.whole_rejected) == ((), False)


def test_lines_that_are_not_understood_are_kept() -> None:
    text = (
        "Estab;Esp;Ser;Titulo;Parcela;Fornec;Referência;Num MSG;Erro;Ajuda\nTotal de erros: 1\n;;;;;;;99;Sem título;\n"
    )
    told = FORMATS["datasul_errors"].read(text.encode())
    assert [(line.key, line.message) for line in told.lines] == [("", "Total de erros: 1"), ("", "99 Sem título")]
    assert not told.whole_rejected


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a;b;c\n1;2;3\n", b"%PDF-1.7", b"\xff\xfe\0\0"])
@pytest.mark.parametrize("slug", ["datasul_errors", "datasul_esapb037"])
def test_what_is_no_such_table_is_refused(slug: str, content: bytes) -> None:
    with pytest.raises(Rejected, match=r"result\."):
        FORMATS[slug].read(content)


LISTING = """\
              Linha Mensagem
------------------- --------------------------------------------------
                  2 (1234) Espécie não cadastrada. Verifique o cadastro.
                    Documento: 7700123 Parcela: 01
                  5 Fornecedor 10233 não localizado!

Nenhum título foi criado, a atualização foi interrompida.
"""


def test_a_listing_says_what_was_wrong_and_that_nothing_was_written() -> None:
    told = FORMATS["datasul_esapb032"].read(LISTING.encode("iso8859-1"))
    assert [(line.key, line.message) for line in told.lines] == [
        ("7700123", "(1234) Espécie não cadastrada. Verifique o cadastro. Documento: 7700123 Parcela: 01"),
        ("", "Fornecedor 10233 não localizado!"),
    ]
    assert (told.whole_rejected, told.message) == (True, "Nenhum título foi criado, a atualização foi interrompida.")


def test_a_listing_without_a_mistake_rejects_nothing() -> None:
    told = FORMATS["datasul_esapb032"].read("Títulos criados, atualização finalizada.\n".encode("iso8859-1"))
    assert (told.lines, told.whole_rejected) == ((), False)


def test_an_empty_listing_says_nothing_and_is_refused() -> None:
    with pytest.raises(Rejected, match=r"result\.empty"):
        FORMATS["datasul_esapb032"].read(b" \n")


@pytest.mark.parametrize(
    ("said", "known"),
    [("7700123", True), ("7700123|10457", True), ("770012", False), ("", False), ("7700123|1", False)],
)
def test_a_title_is_named_by_its_whole_key_or_by_its_number(said: str, known: bool) -> None:
    assert names(said, "7700123|10457") is known
