"""What the declaration promises, and what the credentials take."""

import pytest
from django.core.exceptions import ValidationError

from apps.connectors.vexpenses.choosing import REPORT_STATES
from apps.connectors.vexpenses.connector import VEXPENSES
from apps.connectors.vexpenses.models import Credentials
from apps.core.connector import registry
from apps.core.documents import Kind, Register
from apps.hub.admin.flows import setting_field


def test_vexpenses_is_installed_as_a_source_of_reports_that_asks_before_it_changes_what_stands() -> None:
    assert registry.get("vexpenses") is VEXPENSES
    [source] = VEXPENSES.sources
    assert (source.kind, source.asks_before_change) == (Kind.EXPENSE_REPORT, True)
    assert source.pull
    assert source.fetch
    assert source.paid
    assert VEXPENSES.hooks == ()


def test_vexpenses_takes_entries_of_every_register() -> None:
    assert [target.kind for target in VEXPENSES.targets] == [Kind.MASTER_DATA]
    assert [resource.slug for resource in VEXPENSES.resources] == list(Register)
    assert all(resource.find_first and resource.update and resource.cancel for resource in VEXPENSES.resources)


def test_the_token_is_the_only_secret_and_only_production_has_real_books() -> None:
    assert VEXPENSES.secrets == {"token"}
    assert {place.slug: place.rehearsal for place in VEXPENSES.environments} == {"production": False, "sandbox": True}
    assert VEXPENSES.environment("production").base_url == "https://api.vexpenses.com/v2/"


def test_the_wizard_is_told_who_does_what_at_vexpenses_and_where() -> None:
    assert VEXPENSES.preparation is not None
    assert len(VEXPENSES.preparation.steps) == 4
    assert VEXPENSES.preparation.page.startswith("https://developers.vexpenses.com/")


def test_only_the_token_must_be_filled_in() -> None:
    credentials = Credentials(token="x")
    credentials.clean()
    assert {*credentials.SELDOM, "token"} == {field.name for field in Credentials.own_fields()}
    assert (credentials.currency, credentials.overlap_days, credentials.with_files) == ("BRL", 7, True)


@pytest.mark.parametrize("value", ["R$", "BR1"])
def test_what_is_no_currency_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Credentials(token="x", currency=value).clean()
    assert list(raised.value.message_dict) == ["currency"]


@pytest.mark.parametrize("states", ["aprovado , Pago", "APROVADO", "ABERTO,ENVIADO,REPROVADO,REABERTO"])
def test_states_may_be_written_in_any_case_and_with_spaces(states: str) -> None:
    assert setting_field(REPORT_STATES).clean(states) == states


@pytest.mark.parametrize("states", ["APPROVED", " , ", "APROVADO;PAGO", ""])
def test_states_that_vexpenses_does_not_have_are_refused(states: str) -> None:
    with pytest.raises(ValidationError):
        setting_field(REPORT_STATES).clean(states)
