"""What the declaration promises."""

import pytest

from apps.connectors.yokoy.connector import YOKOY
from apps.connectors.yokoy.mapping import plan
from apps.core.auth import Grant, Proof
from apps.core.connector import registry
from apps.core.documents import Coded, Document, Kind
from tests.connectors.yokoy.factories import Words, bill, electronic, line, with_lines

DOCUMENTS = [electronic(), bill(), with_lines(line(category=Coded("hosting"), cost_centre=Coded("20")))]


def test_yokoy_is_installed_as_a_target_of_bills_and_a_source_of_bills_and_expenses() -> None:
    assert registry.get("yokoy") is YOKOY
    assert [target.kind for target in YOKOY.targets] == [Kind.BILL]
    assert [source.kind for source in YOKOY.sources] == [Kind.BILL, Kind.EXPENSE]
    assert all(source.pull and source.fetch for source in YOKOY.sources)
    assert YOKOY.hooks == ()


def test_only_the_secret_is_secret_and_only_production_has_real_books() -> None:
    assert YOKOY.secrets == {"client_secret"}
    assert {environment.slug: environment.rehearsal for environment in YOKOY.environments} == {
        "production": False,
        "test": True,
        "sandbox": True,
    }


def test_one_signs_in_with_client_credentials_in_the_header() -> None:
    assert YOKOY.oauth is not None
    assert (YOKOY.oauth.grant, YOKOY.oauth.proof, YOKOY.oauth.lifetime) == (Grant.CLIENT_CREDENTIALS, Proof.BASIC, 3900)
    assert YOKOY.oauth.scopes == ()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_step_is_for_a_declared_register(document: Document) -> None:
    for step in plan(document, Words()):
        assert YOKOY.resource(step.resource).slug == step.resource


def test_every_declared_register_is_used() -> None:
    used = {step.resource for document in DOCUMENTS for step in plan(document, Words())}
    assert used == {resource.slug for resource in YOKOY.resources}


def test_an_invoice_is_looked_for_first_and_can_be_neither_changed_nor_undone() -> None:
    invoice = YOKOY.resource("invoice")
    assert (invoice.find_first, invoice.update, invoice.cancel, invoice.keep_existing) == (True, None, None, False)
    assert [resource.slug for resource in YOKOY.resources if resource.keep_existing] == ["supplier", "entity_supplier"]
    assert [resource.slug for resource in YOKOY.resources if resource.update] == ["reference"]


def test_every_declared_vocabulary_is_used_and_has_a_live_list() -> None:
    assert {vocabulary.slug for vocabulary in YOKOY.vocabularies} == {kind for kind, _code in Words().words}
    assert all(vocabulary.options for vocabulary in YOKOY.vocabularies)


def test_the_wizard_is_told_who_does_what_at_yokoy_and_where() -> None:
    assert YOKOY.preparation is not None
    assert len(YOKOY.preparation.steps) == 6
    assert YOKOY.preparation.page.startswith("https://help.yokoy.ai/")
    assert YOKOY.unit is not None
    assert YOKOY.unit.name == "Legal entity"
    assert "bank statements" in YOKOY.limits
