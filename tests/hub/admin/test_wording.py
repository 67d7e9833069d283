"""Every code has its sentence, and a sentence never shows a hole."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from apps.hub.admin.sentences import SENTENCES
from apps.hub.admin.wording import explain, of_cause
from tests.factories import PendingErrorFactory

ROOT = Path(__file__).resolve().parents[3]
RAISED = {
    "Rejected",
    "Temporary",
    "NotAuthorized",
    "Throttled",
    "OutcomeUnknown",
    "Remark",
    "Cause",
    "Missing",
    "Duplicate",
}


def first_text(call: ast.Call) -> str:
    """Give the code that a call names, as its first argument or as ``code=``."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    value = next(iter([*named, *call.args[:1]]), None)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def codes_in(source: str) -> set[str]:
    """Give the codes that a module raises or remarks on."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {first_text(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id in RAISED} - {""}


def codes_in_use() -> set[str]:
    places = [ROOT / "apps" / place for place in ("core", "hub", "connectors")]
    return set().union(*(codes_in(file.read_text()) for place in places for file in place.rglob("*.py")))


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert "target.rejected" in codes_in_use()
    assert codes_in_use() - set(SENTENCES) == set()


def test_every_reason_why_a_decision_is_not_possible_has_a_sentence() -> None:
    source = (ROOT / "apps" / "hub" / "engine" / "decisions" / "resolve.py").read_text()
    reasons = set(re.findall(r'NotPossible\("(\w+)"\)', source))
    assert "already_resolved" in reasons
    assert reasons - set(SENTENCES) == set()


def test_every_code_has_its_section_in_the_docs() -> None:
    sections = set(re.findall(r"^### `([a-z_.]+)`$", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE))
    assert sections == set(SENTENCES)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_without_parameters_has_no_holes(code: str) -> None:
    words = explain(code)
    assert words.title
    assert "%(" not in words.line + words.advice


def test_parameters_complete_the_detail() -> None:
    words = explain("source.not_a_number", {"field": "TotalValue", "value": "abc"})
    assert words.line == "An amount is not a number — TotalValue holds “abc”."


def test_an_unknown_code_shows_what_the_vendor_answered() -> None:
    words = explain("target.brand_new", {"answer": "Erro 4711"})
    assert not words.known
    assert "target.brand_new" in words.title
    assert "Erro 4711" in words.detail


def test_a_percent_sign_in_an_answer_does_no_harm() -> None:
    assert "100% %(x)s %d" in explain("target.rejected", {"answer": "100% %(x)s %d"}).detail


def test_exhausted_retries_name_the_last_problem_in_words() -> None:
    assert "The target is busy" in explain("retries.exhausted", {"last": "target.busy"}).detail


@pytest.mark.django_db
def test_a_missing_mapping_is_named_by_what_people_know() -> None:
    cause = PendingErrorFactory.create(label="Filial Sul")
    assert of_cause(cause).title == "Cost centre “Filial Sul” has no counterpart yet"
    assert "Departamento" in of_cause(cause).detail


@pytest.mark.django_db
def test_a_cause_of_a_connector_that_is_gone_can_still_be_read() -> None:
    cause = PendingErrorFactory.create(label="Filial Sul", target__connector_slug="gone")
    assert "cost_centre" in of_cause(cause).title


def test_a_name_cannot_turn_the_sentence_around_it(db: None) -> None:
    cause = PendingErrorFactory.create(label="Frota \u202elive\u2066")
    assert of_cause(cause).title == "Cost centre “Frota live” has no counterpart yet"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("<html><head><title>502 Bad\n Gateway</title></head><body>", "502 Bad Gateway"),
        ("<!doctype html><h1>Caf&eacute;</h1><p>closed", "Café closed"),
        ("<<<", "a page without words"),
        ('{"code": 401, "message": "Token expired"}', "Token expired"),
        ('{"error": {"code": 7}}', '{"error": {"code": 7}}'),
        ('{"cut off', '{"cut off'),
        ("ORA-01017", "ORA-01017"),
    ],
)
def test_an_answer_is_told_as_people_read_it_and_kept_as_it_was(answer: str, told: str) -> None:
    words = explain("target.busy", {"answer": answer})
    assert (words.detail, words.answer) == (f"The answer was: {told}", answer)


def test_an_amount_is_told_with_its_currency_in_the_readers_form() -> None:
    params = {"name": "a.xml", "found": "1304.31 EUR / 1400.00 USD", "expected": "204.31 EUR"}
    with translation.override("pt-br"):
        told = explain("file.total_differs", params).detail
    assert told == "a.xml traz 1.304,31 EUR / 1.400,00 USD, o documento diz 204,31 EUR."
