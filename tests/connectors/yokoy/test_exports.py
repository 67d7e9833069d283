"""Marking as exported, what an export produced, and how an invoice stands afterwards."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.yokoy.answers import Missing
from apps.connectors.yokoy.client import Yokoy
from apps.connectors.yokoy.exports import (
    CARD,
    EXPENSE,
    artefacts,
    export_done,
    mark_expense,
    mark_invoice,
    read_artefacts,
    start_export,
)
from apps.connectors.yokoy.files import invoice_file, receipt
from apps.connectors.yokoy.standing import SAID, Status, read_standing, standing
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
    assert standing(yokoy, approved).code == "exported"


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
    ("button", "code", "wrong", "final"),
    [
        ("submit", "in_approval", False, False),
        ("approve", "ready_for_export", False, False),
        ("reject", "rejected", True, True),
        ("export", "exported", False, False),
        ("revert", "ready_for_export", False, False),
    ],
)
@pytest.mark.parametrize("form", ["number", "digits", "word"])
def test_how_an_invoice_stands_follows_what_people_do(
    yokoy: Yokoy, approved: str, sandbox: Sandbox, button: str, code: str, wrong: bool, final: bool, form: str
) -> None:
    sandbox.yokoy.do({"switch": "status_as", "value": form})
    sandbox.yokoy.do({"press": button, "document": approved, "comment": "as agreed"})
    found = standing(yokoy, approved)
    assert (found.code, found.wrong, found.final) == (code, wrong, final)


def test_an_invoice_that_is_not_there_has_no_standing(yokoy: Yokoy) -> None:
    assert isinstance(refusal(lambda: standing(yokoy, "gone")), Missing)


def test_an_unknown_status_is_no_error_and_every_known_one_has_words() -> None:
    told = read_standing({**fixture("invoice"), "status": "archived", "eventLog": None})
    assert (told.code, told.wrong, told.final) == ("archived", False, False)
    assert set(SAID) == set(Status)


def test_a_document_is_marked_as_exported_over_several_calls(yokoy: Yokoy, approved: str, sandbox: Sandbox) -> None:
    asking = replace(yokoy, exporter=EXPORTER, facility=FACILITY)
    first = mark_invoice(asking, approved, "")
    assert (first.done, bool(first.handle)) == (False, True)
    again = mark_invoice(asking, approved, first.handle)
    assert (again.done, again.handle) == (False, first.handle)
    assert mark_invoice(asking, approved, again.handle).done
    assert standing(yokoy, approved).code == "exported"
    assert mark_invoice(asking, approved, "").done  # told twice: nothing is left to export
    assert len(sandbox.records("yokoy", "export-tasks")) == 1


@pytest.mark.parametrize("key", ["uhmkC9zMzn", "pQ7sT2vWx1"])
def test_an_expense_is_marked_by_the_export_for_how_it_was_paid(yokoy: Yokoy, sandbox: Sandbox, key: str) -> None:
    asking = replace(yokoy, exporter=EXPORTER)
    told = mark_expense(asking, key, "")
    while not told.done:
        told = mark_expense(asking, key, told.handle)
    statuses = {row["id"]: row["status"] for row in sandbox.records("yokoy", "expenses")}
    assert statuses[key] == "expenseExported"


def test_nothing_is_exported_in_nobodys_name(yokoy: Yokoy, approved: str, sandbox: Sandbox) -> None:
    assert mark_invoice(yokoy, approved, "").done
    assert mark_invoice(replace(yokoy, exporter=EXPORTER), approved, "").done
    assert sandbox.records("yokoy", "export-tasks") == []


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
