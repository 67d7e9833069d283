"""The bank accounts of Banqup's app: statements to download, and files that nobody could book."""

from datetime import date

import pytest

from apps.core.errors import Rejected
from apps.core.statements.formats import CAMT053, CODA
from apps.core.uploads import documents_in
from apps.sandbox.banqup.bank.download import FILES, file
from tests.sandbox.conftest import Client

DAY = date(2026, 11, 20)
GOOD = {"current.xml": 2, "current-08.xml": 2, "savings.cod": 1}
BAD = {
    "current.pdf": "upload.pdf",
    "current.sta": "upload.swift",
    "wrong-balance.xml": "statement.does_not_add_up",
    "cut-off.cod": "coda.truncated",
    "stolen.xml": "upload.xml_refused",
}


def test_every_file_is_offered_and_downloaded_under_its_name(omie: Client) -> None:
    page = omie.http("GET", "/banqup/").text
    for name in FILES:
        assert f"href='/banqup/statements/{name}'" in page
        answer = omie.http("GET", f"/banqup/statements/{name}")
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_an_unknown_file_is_not_there(omie: Client) -> None:
    assert omie.http("GET", "/banqup/statements/other.xml").status == 404


def test_every_file_is_either_good_or_bad() -> None:
    assert set(GOOD) | set(BAD) == set(FILES)


@pytest.mark.parametrize(("name", "count"), GOOD.items())
def test_a_good_file_has_statements_that_add_up(name: str, count: int) -> None:
    assert len(documents_in(file(name, DAY), (CAMT053, CODA))) == count


@pytest.mark.parametrize(("name", "code"), BAD.items())
def test_a_bad_file_is_refused_for_what_it_is(name: str, code: str) -> None:
    with pytest.raises(Rejected) as raised:
        documents_in(file(name, DAY), (CAMT053, CODA))
    assert raised.value.code == code
