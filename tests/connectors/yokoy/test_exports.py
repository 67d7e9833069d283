"""Marking as exported, what an export produced, and how an invoice stands afterwards."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.yokoy.answers import Missing
from apps.connectors.yokoy.client import Yokoy
from apps.connectors.yokoy.exports import CARD, EXPENSE, artefacts, export_done, read_artefacts, start_export
from apps.connectors.yokoy.files import invoice_file, receipt
from apps.connectors.yokoy.standing import Status, read_standing, standing
from apps.core.errors import OutcomeUnknown, Rejected
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLOUD, EXPORTER, FACILITY
from tests.connectors.yokoy.conftest import Book, invoice_of, refusal
from tests.connectors.yokoy.factories import PDF, bill, line, with_lines
from tests.connectors.yokoy.vendor import fixture

EARLIEST = date(2026, 4, 1)


@pytest.fixture
def approved(book: Book, sandbox: Sandbox) -> str:
    """An invoice that is ready for export."""
    key = invoice_of(book(with_lines(line("33.33", "7.67"), total=Decimal("41.00"), net=Decimal("33.33"))))
    sandbox.yokoy.do({"press": "approve", "document": key})
    return key


def started(yokoy: Yokoy, *keys: str, **changes: Any) -> str:
    told = {"exporter": EXPORTER, "earliest": EARLIEST, "facility": FACILITY, **changes}
    return start_export(yokoy, keys, **told)


def test_an_export_is_started_asked_about_and_read(yokoy: Yokoy, approved: str) -> None:
    task = started(yokoy, approved)
    assert [export_done(yokoy, task), export_done(yokoy, task)] == [False, True]
    [artefact] = artefacts(yokoy, task)
    assert artefact.documents == (approved,)
    assert artefact.entry["amountGross"] == Decimal("41.0")
    assert artefact.entry["lineItems"][0]["taxItem"]["tax"] == Decimal("7.67")
    assert (artefact.entry["supplierId"], artefact.entry["postingDate"]) == (CLOUD, "2026-04-01")
    found = standing(yokoy, approved)
    assert (found.status, found.export_task) == (Status.EXPORTED, task)


def test_a_repeat_after_a_success_finds_nothing_left(yokoy: Yokoy, approved: str) -> None:
    task = started(yokoy, approved)
    while not export_done(yokoy, task):
        pass
    assert started(yokoy, approved) == ""


def test_a_task_whose_answer_got_lost_may_have_been_started(yokoy: Yokoy, approved: str, sandbox: Sandbox) -> None:
    sandbox.fault("yokoy", "drop_after_commit", call="export_invoices")
    assert type(refusal(lambda: started(yokoy, approved))) is OutcomeUnknown
    assert len(sandbox.records("yokoy", "export-tasks")) == 1


def test_expenses_are_exported_by_how_they_were_paid(yokoy: Yokoy, sandbox: Sandbox) -> None:
    task = started(yokoy, "uhmkC9zMzn", expenses=CARD)
    assert [export_done(yokoy, task), export_done(yokoy, task)] == [False, True]
    statuses = {row["id"]: row["status"] for row in sandbox.records("yokoy", "expenses")}
    assert (statuses["uhmkC9zMzn"], statuses["pQ7sT2vWx1"]) == ("expenseExported", "forExpenseExport")
    assert started(yokoy, "uhmkC9zMzn", expenses=EXPENSE) == ""


def test_what_yokoy_does_not_let_out_is_told(yokoy: Yokoy, approved: str) -> None:
    error = refusal(lambda: started(yokoy, approved, exporter="nobody"))
    assert (type(error), error.params["answer"]) == (Rejected, "Validation Error: exporterId does not exist")
    assert isinstance(refusal(lambda: started(yokoy, approved, facility="nobody")), Missing)


@pytest.mark.parametrize("key", ["Resources", "resources"])
def test_artefacts_are_a_text_within_json_with_exact_money(key: str) -> None:
    text = '{"journalEntry": {"amountNet": 1000.10}}'
    rows = [{"id": "a", "relatedDocumentIds": ["d"], "serializedArtefact": text}, 7]
    [artefact] = read_artefacts({key: rows})
    assert (artefact.key, artefact.documents, artefact.entry) == ("a", ("d",), {"amountNet": Decimal("1000.10")})
    assert read_artefacts({}) == ()


@pytest.mark.parametrize("text", ["", "<xml/>", "{}", "[]", '{"journalEntry": 7}', "null"])
def test_an_artefact_without_a_journal_entry_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_artefacts({"Resources": [{"id": "a", "serializedArtefact": text}]})
    assert refused.value.code == "source.wrong_shape"


@pytest.mark.parametrize(
    ("button", "status"),
    [
        ("submit", Status.IN_APPROVAL),
        ("approve", Status.READY_FOR_EXPORT),
        ("reject", Status.REJECTED),
        ("export", Status.EXPORTED),
        ("revert", Status.READY_FOR_EXPORT),
    ],
)
@pytest.mark.parametrize("form", ["number", "digits", "word"])
def test_how_an_invoice_stands_follows_what_people_do(
    yokoy: Yokoy, approved: str, sandbox: Sandbox, button: str, status: Status, form: str
) -> None:
    sandbox.yokoy.do({"switch": "status_as", "value": form})
    sandbox.yokoy.do({"press": button, "document": approved, "comment": "as agreed"})
    found = standing(yokoy, approved)
    assert (found.status, found.said, found.number) == (status, "as agreed", "FT 2026/118")


def test_an_invoice_that_is_not_there_has_no_standing(yokoy: Yokoy) -> None:
    assert isinstance(refusal(lambda: standing(yokoy, "gone")), Missing)


def test_an_unknown_status_is_no_error() -> None:
    told = {**fixture("invoice"), "status": "archived", "eventLog": None}
    assert (read_standing(told).status, read_standing(told).said) == (None, "")
    assert json.dumps(read_standing(fixture("invoice")).said) == '"ok"'


def test_files_are_read_and_a_receipts_link_is_followed_without_the_token(
    yokoy: Yokoy, book: Book, sandbox: Sandbox
) -> None:
    assert invoice_file(yokoy, invoice_of(book(bill()))) == PDF
    assert receipt(yokoy, "uhmkC9zMzn").startswith(b"%PDF-")
    kept = str([exchange.url for exchange in yokoy.http.exchanges])
    assert "signature" not in kept


def test_a_receipts_link_that_has_died_is_missing(yokoy: Yokoy, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"switch": "link_seconds", "value": 0})
    error = refusal(lambda: receipt(yokoy, "uhmkC9zMzn"))
    assert (type(error), error.code) == (Rejected, "file.missing")
    assert isinstance(refusal(lambda: receipt(yokoy, "gone")), Missing)
