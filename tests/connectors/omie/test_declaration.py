"""What the declaration promises."""

import pytest

from apps.connectors.omie.connector import OMIE
from apps.connectors.omie.mapping import plan
from apps.core.connector import Step, registry
from apps.core.documents import Document, Kind
from apps.core.reports import REPORTS
from tests.connectors.factories import DEFAULTS, Words, attached, bill, entry, instalment, invoice, paid, shares

FULL = instalment(allocations=shares(("20", "1"), ("21", "2")), settlement=paid("842.50"))
DOCUMENTS = [
    bill(FULL, attachments=(attached("https://files.example/nf.pdf"),)),
    invoice(FULL),
    entry(bill(FULL)),
    entry(invoice(FULL)),
]


def test_omie_is_installed_as_a_target_of_four_kinds() -> None:
    assert registry.get("omie") is OMIE
    assert {target.kind for target in OMIE.targets} == {
        Kind.INVOICE,
        Kind.BILL,
        Kind.FINANCIAL_ENTRY,
        Kind.EXPENSE_REPORT,
    }
    assert (OMIE.sources, OMIE.hooks) == ((), ())


def test_both_keys_are_secret_and_only_the_sandbox_is_a_rehearsal() -> None:
    assert OMIE.secrets == {"app_key", "app_secret"}
    assert {environment.slug: environment.rehearsal for environment in OMIE.environments} == {
        "production": False,
        "sandbox": True,
    }
    assert OMIE.environment("production").base_url == "https://app.omie.com.br/api/v1/"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_step_is_for_a_declared_register(document: Document) -> None:
    for step in OMIE.target(document.kind).plan(document, Words()):
        assert OMIE.resource(step.resource).slug == step.resource


def test_every_declared_register_is_used() -> None:
    used = {step.resource for document in DOCUMENTS for step in plan(document, Words())}
    assert used == {resource.slug for resource in OMIE.resources}


def test_every_declared_setting_is_used_and_changes_the_plan() -> None:
    own = [setting for setting in OMIE.settings if setting.kinds != REPORTS]
    assert {setting.slug: setting.default for setting in own} == DEFAULTS
    document = DOCUMENTS[0]
    usual = plan(document, Words())
    for slug, other in (("due_date_floor", "S"), ("attach_files", "N"), ("post_payments", "N")):
        assert plan(document, Words(settings={**DEFAULTS, slug: other})) != usual


def test_every_declared_vocabulary_has_a_live_list() -> None:
    assert {vocabulary.slug for vocabulary in OMIE.vocabularies} == {
        "category",
        "cost_centre",
        "account",
        "project",
        "party",
        "payment_type",
    }
    assert all(vocabulary.options for vocabulary in OMIE.vocabularies)


def test_parties_and_files_that_exist_are_left_alone_and_titles_are_changed_and_undone() -> None:
    assert [resource.slug for resource in OMIE.resources if resource.keep_existing] == ["party", "attachment"]
    assert [resource.slug for resource in OMIE.resources if resource.update] == ["payable", "receivable"]
    assert [resource.slug for resource in OMIE.resources if resource.blocks_undo] == ["payment_out", "payment_in"]
    assert [resource.slug for resource in OMIE.resources if not resource.cancel] == ["party", "attachment"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_keys_are_unique_within_a_document_and_stay_short(document: Document) -> None:
    steps: tuple[Step, ...] = plan(document, Words())
    assert len({step.key for step in steps}) == len(steps)
    assert all(len(step.key) <= 20 for step in steps)


def test_an_unknown_outcome_rests_as_long_as_omie_refuses_to_be_asked_again() -> None:
    assert OMIE.settle_seconds == 60
