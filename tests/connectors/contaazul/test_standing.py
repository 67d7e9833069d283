"""What became of a payable: open, paid in part, paid on a day, or gone."""

import pytest

from apps.connectors.contaazul.client import ContaAzul
from apps.connectors.contaazul.standing import standing
from apps.core.connector import Standing
from apps.core.errors import Temporary
from apps.sandbox.server import Sandbox
from tests.connectors.contaazul.conftest import Book
from tests.connectors.contaazul.reports import report


@pytest.fixture
def id_(book: Book) -> str:
    return book(report())["RPT7700123"].target_id


def told(azul: ContaAzul, id_: str) -> tuple[str, bool, bool, str]:
    found: Standing = standing(azul, id_)
    return found.code, found.final, found.wrong, str(found.paid_on or "")


def test_an_open_payable_is_overdue_after_its_day(azul: ContaAzul, id_: str, sandbox: Sandbox) -> None:
    assert told(azul, id_) == ("atrasado", False, False, "")
    sandbox.contaazul.act("edit", id_, data_vencimento="2099-01-01")
    assert told(azul, id_) == ("pendente", False, False, "")


def test_a_payable_is_paid_on_the_day_of_its_last_payment(azul: ContaAzul, id_: str, sandbox: Sandbox) -> None:
    sandbox.contaazul.act("settle", id_, amount="75.40", on="2026-03-25")
    assert told(azul, id_) == ("recebido_parcial", False, False, "")
    sandbox.contaazul.act("settle", id_, on="2026-03-20")
    assert told(azul, id_) == ("quitado", True, False, "2026-03-25")


def test_a_paid_one_whose_payments_cannot_be_read_is_asked_again(azul: ContaAzul, id_: str, sandbox: Sandbox) -> None:
    sandbox.contaazul.act("settle", id_)
    sandbox.fault("contaazul", "500", call="settlements")
    with pytest.raises(Temporary):
        standing(azul, id_)


def test_what_was_written_off_is_wrong(azul: ContaAzul, id_: str, sandbox: Sandbox) -> None:
    sandbox.contaazul.act("edit", id_, perda={"data": "2026-04-01"})
    assert told(azul, id_) == ("perdido", False, True, "")


def test_what_was_deleted_there_is_told(azul: ContaAzul, id_: str, sandbox: Sandbox) -> None:
    sandbox.contaazul.act("delete", id_)
    assert told(azul, id_) == ("gone", True, True, "")
