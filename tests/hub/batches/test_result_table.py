"""The table that any accounting can give as a result, from honest and from odd hands."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Rejected
from apps.core.layouts.results import ResultLine
from apps.hub.batches import result_table
from apps.hub.batches.titles import keys_of

OK = ResultLine(key="ND-1", refused=False, message="")
NO = ResultLine(key="ND-2", refused=True, message="Fornecedor não localizado")


@pytest.mark.parametrize(
    "data",
    [
        "ND-1;ok\nND-2;refused;Fornecedor não localizado\n".encode(),
        "number;result;message\r\nND-1;OK;\r\nND-2;Recusado;Fornecedor não localizado\r\n".encode("cp1252"),
        "\ufeffchave,resultado,mensagem\n\nND-1,sim\n'ND-2,não,'Fornecedor não localizado\n".encode(),
        "ND-1\tok\r\nND-2\terro\tFornecedor não localizado".encode("utf-16"),
    ],
)
def test_a_table_is_read_however_it_was_saved(data: bytes) -> None:
    assert result_table.read(data).lines == (OK, NO)


def test_ids_of_transfers_are_told_apart_from_numbers() -> None:
    assert [line.key for line in result_table.read(b"transfer;result\n12;ok").lines] == ["#12"]


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "result.empty", {}),
        (b" \r\n;;\n", "result.empty", {}),
        (b"ND-1;ok\nND-2", "result.line", {"line": "2"}),
        (b"number;result\n;ok", "result.line", {"line": "2"}),
        (b"ND-1;perhaps", "result.word", {"line": "1", "value": "perhaps"}),
        (b"PK\x03\x04\x00\x00ND-1;ok", "result.not_text", {}),
        (b"\xff\xfeN", "result.not_text", {}),
        (b"\x81;ok", "result.not_text", {}),
        (b'ND-1;ok;"' + b"x" * 200_000, "result.line", {"line": "1"}),
        (b"ND-1;ok\n" * (result_table.MOST + 1), "result.too_long", {"largest": str(result_table.MOST)}),
    ],
)
def test_what_is_no_such_table_is_refused_by_its_line(data: bytes, code: str, params: dict[str, str]) -> None:
    with pytest.raises(Rejected) as refused:
        result_table.read(data)
    assert (refused.value.code, refused.value.params) == (code, params)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Rejected):
        assert all(line.key and "\0" not in line.key + line.message for line in result_table.read(data).lines)


def test_a_document_is_named_by_its_titles_or_else_by_its_number_or_its_id() -> None:
    titles = [{"result_key": "10/R-1/1"}, {"result_key": " 10/R-1/2 ", "shares": [{"result_key": ""}]}]
    assert keys_of({"number": "R-1", "titles": titles}) == ["10/R-1/1", "10/R-1/2"]
    assert keys_of({"number": "R-1", "result_key": "x"}) == ["x"]
    assert (keys_of({"number": "R-1", "id": "7"}), keys_of({"number": "", "id": "7"})) == (["R-1"], ["7"])
