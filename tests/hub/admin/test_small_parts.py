"""Proposals, differences, raw bodies and money: the pure parts of the pages."""

from decimal import Decimal

import pytest
from django.utils import timezone, translation

from apps.hub import formats
from apps.hub.admin.raw import pretty
from apps.hub.admin.suggestions import suggest
from apps.hub.engine.decisions.preview import differences
from tests.factories import NOON

OPTIONS = [
    {"value": "1", "label": "1.01.02 Clientes - Serviços Prestados", "group": "Receita"},
    {"value": "2", "label": "2.05.01 Manutenção de Veículos", "group": "Despesa"},
    {"value": "3", "label": "Filial Sul", "group": ""},
    {"value": "30", "label": "PNEUS E RODAS", "group": ""},
]


@pytest.mark.parametrize(
    ("value", "label", "expected", "reason"),
    [
        ("x", "manutencao de veiculos", "2", "same name"),
        ("x", "Filial   SUL", "3", "same name"),
        ("x", "Frota > Filial Sul", "3", "same name"),
        ("x", "Despesas > Pneus", "30", "has the same words"),
        ("x", "Manutenção dos Veículo", "2", "similar name"),
        ("30", "Qualquer coisa", "30", "same code"),
    ],
)
def test_a_likely_option_is_proposed_with_its_reason(value: str, label: str, expected: str, reason: str) -> None:
    best = suggest(OPTIONS, value=value, label=label)[0]
    assert (best.value, best.reason) == (expected, reason)


@pytest.mark.parametrize(("value", "label"), [("x", "Combustível"), ("x", ""), ("", ""), ("x", "de")])
def test_nothing_is_proposed_by_chance(value: str, label: str) -> None:
    assert suggest(OPTIONS, value=value, label=label) == []


def test_differences_are_told_field_by_field() -> None:
    before = {"valor": 10.5, "gone": 1, "parts": [{"d": "1"}], "client": {"ref": "party:1"}}
    now = {"valor": 11, "parts": [{"d": "1"}, {"d": "2"}], "client": {"ref": "party:1"}}
    told = {difference.field: (difference.before, difference.now) for difference in differences(before, now)}
    assert told == {
        "valor": (10.5, 11),
        "parts[1].d": ("1", "1"),
        "parts[2].d": (None, "2"),
        "client": ("→ party:1", "→ party:1"),
        "gone": (1, None),
    }


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b'{"a":10.10}', '{\n  "a": 10.10\n}'),
        (b'{"a":1e5,"b":"\\u0000x"}', '{\n  "a": 1e5,\n  "b": "\\u0000x"\n}'),
        (b'{"a":1,"a":2}', '{"a":1,"a":2}'),
        (b"not json", "not json"),
        (b"\xff", "\N{REPLACEMENT CHARACTER}"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_a_body_is_indented_without_changing_what_it_says(raw: bytes, shown: str) -> None:
    assert pretty(raw) == shown


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("pt-br", "1284.37", "BRL", "R$ 1.284,37"),
        ("en", "1284.37", "BRL", "R$ 1,284.37"),
        ("en", "0.5", "EUR", "€ 0.50"),
        ("pt-pt", "0.5", "EUR", "0,50 €"),
        ("en", "1500", "JPY", "JPY 1,500"),
        ("pt-br", "10000000000.01", "", "10.000.000.000,01"),
    ],
)
def test_money_is_written_as_each_language_writes_it(language: str, amount: str, currency: str, written: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal(amount), currency).replace("\xa0", " ") == written


@pytest.mark.parametrize(
    ("zone", "language", "written"),
    [("UTC", "en", "10 Mar 2026 12:00"), ("America/Sao_Paulo", "pt-br", "10/03/2026 09:00")],
)
def test_a_moment_names_universal_time_and_nothing_else(zone: str, language: str, written: str) -> None:
    with translation.override(language), timezone.override(zone):
        assert formats.moment(NOON).replace("\xa0", " ") == written


def test_no_amount_is_a_dash() -> None:
    assert formats.money(None, "BRL") == "—"
