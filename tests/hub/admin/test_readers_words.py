"""What is kept as a code or a machine's number is told in the reader's words and form."""

import pytest
from django.utils import translation

from apps.hub.admin.audit import name_of, told
from apps.hub.admin.wording import explain
from tests.factories import PendingErrorFactory
from tests.hub.admin.conftest import SignIn

TOTALS = {"of": "FAT-1", "expected": "2894.00", "found": "12884.5"}
DETAILS = [
    ("active", True, "Ativo", "sim"),
    ("mode", "same", "Enviado com", "A mesma requisição de novo"),
    ("outcome", "signature.wrong", "Resultado", "A prova de origem combinada está errada"),
    ("outcome", "accepted", "Resultado", "Aceito, ainda não lido"),
    ("to", "", "Responsável", "—"),
    ("proof", "7000009", "Número que tem lá", "7000009"),
]


def test_amounts_in_an_explanation_have_the_readers_form() -> None:
    with translation.override("pt-br"):
        assert "2.894,00" in explain("totals.items_differ", TOTALS).detail
        assert "12.884,5" in explain("totals.items_differ", TOTALS).detail
    with translation.override("en"):
        assert "2,894.00" in explain("totals.items_differ", TOTALS).detail


def test_what_a_document_holds_is_told_as_it_stands_there() -> None:
    with translation.override("pt-br"):
        assert "100.12345" in explain("source.fraction_of_cent", {"field": "Amount", "value": "100.12345"}).detail


def test_what_was_to_be_a_number_and_is_none_stays_as_it_is() -> None:
    assert "nan?" in explain("totals.items_differ", {**TOTALS, "found": "nan?"}).detail


@pytest.mark.parametrize(("name", "value", "called", "said"), DETAILS)
def test_the_detail_of_an_audit_entry_is_told_in_words(name: str, value: object, called: str, said: str) -> None:
    with translation.override("pt-br"):
        assert (name_of(name), told(name, value)) == (called, said)


def test_the_parameters_of_a_cause_are_called_by_their_names(sign_in: SignIn) -> None:
    cause = PendingErrorFactory.create(code="file.too_large", asks="source", params={"largest": 7, "unheard": "x"})
    with translation.override(None):
        page = sign_in().get(f"/admin/hub/pendingerror/{cause.pk}/change/", headers={"Accept-Language": "pt-pt"})
    assert "<dt>Tamanho máximo em bytes</dt><dd>7</dd>" in page.content.decode()
    assert "<dt>Unheard</dt><dd>x</dd>" in page.content.decode()
