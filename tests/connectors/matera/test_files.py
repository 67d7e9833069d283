"""Matera's files: the examples of the notes, payees whom no bank would know, and what is answered."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from apps.connectors.matera.connector import MATERA
from apps.core.documents import BankAccount, Document
from apps.core.errors import Rejected
from apps.core.layouts.layout import Layout
from apps.core.layouts.writing import refusals, render
from tests.connectors.factories import Words
from tests.connectors.filed import FAIR, TRIP, batch, many, prove, words

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = {layout.slug: layout for layout in MATERA.layouts}


def matera(**changed: str) -> Words:
    chosen = {"company_tax_id": "11222333000181", "credit_account": "2110901", "reference_prefix": "VX"}
    return words(MATERA, **{**chosen, **changed})


@pytest.mark.parametrize(("slug", "golden"), [("matera_m1", "m1.txt"), ("matera_m2", "m2.txt")])
def test_the_examples_come_out_to_the_last_character(slug: str, golden: str) -> None:
    lines = render(LAYOUTS[slug], batch(MATERA, matera(), TRIP, FAIR)).decode("cp1252").split("\r\n")
    assert lines.pop() == ""
    if slug == "matera_m2":
        assert {len(line) for line in lines} == {200}
        lines = [line.rstrip() for line in lines]
    assert lines == (GOLDEN / golden).read_text(encoding="cp1252").splitlines()


def test_ledger_entries_have_a_line_for_each_account_and_cost_centre() -> None:
    written = render(LAYOUTS["matera_m3"], batch(MATERA, matera(), TRIP)).decode("cp1252")
    history = "VEXP 7700123 VIAGEM CAMPINAS 03/2026;7700123"
    assert written.split("\r\n")[:3] == [
        f"L;16/03/2026;VX20260001;1;4110203;2110901;1201002;105,28;{history}",
        f"L;16/03/2026;VX20260001;2;4110203;2110901;1301001;45,12;{history}",
        f"L;16/03/2026;VX20260001;3;4110301;2110901;1201002;125,00;{history}",
    ]


@pytest.mark.parametrize("layout", MATERA.layouts, ids=lambda layout: layout.slug)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(reports=many(most=60))
def test_no_batch_ever_differs_from_its_totals(layout: Layout, reports: list[Document]) -> None:
    prove(layout, batch(MATERA, matera(), *reports))


@pytest.mark.parametrize("tax_id", ["", "52998224724", "123", "5299822472X"])
def test_a_payee_without_a_right_tax_number_stops_the_document(tax_id: str) -> None:
    odd = replace(TRIP, party=replace(TRIP.party, tax_id=tax_id))
    with pytest.raises(Rejected, match=r"layout\.tax_id"):
        MATERA.target(TRIP.kind).plan(odd, matera())


@pytest.mark.parametrize(
    ("bank", "code"),
    [
        (None, "layout.no_bank_account"),
        (BankAccount(pix_key="a@b.c"), "layout.no_bank_account"),
        (BankAccount(bank="104", branch="1679", account="12AB-9"), "layout.bank_account"),
        (BankAccount(bank="Caixa", branch="1679", account="12345-9"), "layout.bank_account"),
        (BankAccount(bank="104", branch="", account="12345-9"), "layout.bank_account"),
        (BankAccount(bank="104", branch="1679", account="12345-99"), "layout.bank_account"),
    ],
)
def test_an_account_to_which_nothing_can_be_transferred_stops_the_document(bank: BankAccount | None, code: str) -> None:
    odd = replace(TRIP, party=replace(TRIP.party, bank=bank))
    with pytest.raises(Rejected) as raised:
        MATERA.target(TRIP.kind).plan(odd, matera())
    assert raised.value.code == code


def test_who_is_not_paid_by_transfer_needs_no_account() -> None:
    bare = replace(TRIP, party=replace(TRIP.party, bank=None))
    prove(LAYOUTS["matera_m1"], batch(MATERA, matera(payment_form="PIX"), bare))


@pytest.mark.parametrize(
    ("account", "rule", "parted"),
    [
        ("1.234.567-8", "hyphen", ("1234567", "8")),
        ("12345 x", "last", ("12345", "X")),
        ("12345-6", "last", ("12345", "6")),
        ("123456", "hyphen", ("123456", "")),
    ],
)
def test_check_digits_are_told_apart(account: str, rule: str, parted: tuple[str, str]) -> None:
    banked = replace(TRIP, party=replace(TRIP.party, bank=BankAccount(bank="1", branch="0238-7", account=account)))
    [step] = MATERA.target(TRIP.kind).plan(banked, matera(check_digit=rule))
    supplier = step.body["titles"][0]["supplier"]
    assert (supplier["account"], supplier["account_digit"]) == parted
    assert (supplier["bank"], supplier["branch"], supplier["branch_digit"]) == ("001", "0238", "7")


def test_the_ledger_needs_an_account_to_credit() -> None:
    told = batch(MATERA, matera(credit_account=""), TRIP)
    assert {(one.ref, one.error.code) for one in refusals(LAYOUTS["matera_m3"], told)} == {("1", "layout.required")}


def test_answers_are_read_by_the_number_of_the_document() -> None:
    lines = ("batch;seq;document;status;code;message", "VX1;1;7700123;OK;;", "VX1;2;7700124;ERRO;17;Conta inválida")
    told = MATERA.results[0].read("\n".join(lines).encode())
    assert [(line.key, line.refused, line.message) for line in told.lines] == [
        ("7700123", False, ""),
        ("7700124", True, "17 Conta inválida"),
    ]
    assert not told.whole_rejected
