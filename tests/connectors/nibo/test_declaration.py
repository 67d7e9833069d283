"""What the declaration promises."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from apps.connectors.nibo.connector import NIBO
from apps.connectors.nibo.mapping import plan
from apps.core.connector import Step, registry
from apps.core.documents import Document, Kind
from apps.core.reports import REPORT_SETTINGS
from tests.connectors.nibo.factories import NAMELESS, Words, bill, instalment, paid, receipt, report

DOCUMENTS = [report(attachments=(receipt(),)), report(party=NAMELESS), bill(instalment(settlement=paid("842.50")))]
#: The vendor's own menu.
MENU = "Mais opções → Configurações → API"


def steps() -> list[Step]:
    return [step for document in DOCUMENTS for step in plan(document, Words())]


def test_nibo_is_installed_as_a_target_of_reports_and_bills() -> None:
    assert registry.get("nibo") is NIBO
    assert [target.kind for target in NIBO.targets] == [Kind.EXPENSE_REPORT, Kind.BILL]
    assert (NIBO.sources, NIBO.hooks, NIBO.oauth) == ((), (), None)


def test_only_production_has_real_books_and_the_token_is_secret() -> None:
    assert {place.slug: place.rehearsal for place in NIBO.environments} == {"production": False, "sandbox": True}
    assert NIBO.secrets == {"api_token"}


def test_every_declared_register_is_used_and_no_other() -> None:
    assert {step.resource for step in steps()} == {resource.slug for resource in NIBO.resources}


def test_a_title_is_looked_for_first_can_be_changed_and_undone_and_tells_when_it_was_paid() -> None:
    title = NIBO.resource("payable")
    assert title.find_first
    assert title.update
    assert title.cancel
    assert title.standing
    assert [resource.slug for resource in NIBO.resources if resource.blocks_undo] == ["payment"]
    assert [resource.slug for resource in NIBO.resources if resource.keep_existing] == ["party", "file"]
    assert [resource.slug for resource in NIBO.resources if not resource.find_first] == ["attachment"]


def test_an_unknown_outcome_rests_longer_than_lists_lag() -> None:
    assert NIBO.settle_seconds >= 15


@pytest.mark.parametrize("document", [report(), bill()])
def test_only_titles_and_payments_carry_an_amount(document: Document) -> None:
    with_amount = {step.resource for step in plan(document, Words()) if step.amount is not None}
    assert with_amount == {"payable"}


def test_every_vocabulary_has_a_live_list() -> None:
    assert {vocabulary.slug for vocabulary in NIBO.vocabularies} == {"category", "cost_centre", "account", "party"}
    assert all(vocabulary.options for vocabulary in NIBO.vocabularies)


def test_settings_of_reports_are_shown_for_reports_only() -> None:
    kinds = {setting.slug: setting.kinds for setting in NIBO.settings}
    reports = frozenset({Kind.EXPENSE_REPORT})
    assert all(kinds[setting.slug] == reports for setting in REPORT_SETTINGS)
    assert kinds["payee"] == reports
    assert kinds["post_payments"] == frozenset({Kind.BILL})
    assert not kinds["attach_files"]


@pytest.mark.parametrize("language", ["pt-br", "pt-pt"])
def test_the_wizard_names_the_vendors_own_menu_in_every_language(language: str) -> None:
    assert NIBO.preparation is not None
    with translation.override(language):
        told = [gettext(step) for step in NIBO.preparation.steps]
    assert MENU in told[1]
    assert told != list(NIBO.preparation.steps)


def test_the_readme_has_a_row_for_each_step_of_the_preparation() -> None:
    assert NIBO.preparation is not None
    page = (Path(__file__).parents[3] / "apps" / "connectors" / "nibo" / "README.md").read_text()
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [str(n + 1) for n in range(len(NIBO.preparation.steps))]
