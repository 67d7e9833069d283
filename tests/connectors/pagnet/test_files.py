"""PagNet's files: the examples of the notes, what is paid once only, and what is answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from apps.connectors.pagnet.connector import PAGNET
from apps.core.documents import BankAccount, Document
from apps.core.errors import Rejected
from apps.core.layouts.layout import Layout
from apps.core.layouts.writing import refusals, render
from tests.connectors.factories import Words, bill, instalment, paid
from tests.connectors.filed import FAIR, TRIP, batch, many, prove, words

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = {layout.slug: layout for layout in PAGNET.layouts}


def pagnet(**changed: str) -> Words:
    return words(PAGNET, **{"company_tax_id": "11222333000181", "reference_prefix": "VX", **changed})


@pytest.mark.parametrize(("slug", "golden"), [("pagnet_tm", "tm.csv"), ("pagnet_nc", "nc.csv")])
def test_the_examples_come_out_to_the_last_character(slug: str, golden: str) -> None:
    written = render(LAYOUTS[slug], batch(PAGNET, pagnet(), TRIP, FAIR)).decode()
    assert written.replace("\r\n", "\n") == (GOLDEN / golden).read_text(encoding="utf-8")


@pytest.mark.parametrize("layout", PAGNET.layouts, ids=lambda layout: layout.slug)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(reports=many(most=60))
def test_no_batch_ever_differs_from_its_totals(layout: Layout, reports: list[Document]) -> None:
    prove(layout, batch(PAGNET, pagnet(), *reports))


def test_accents_are_kept() -> None:
    told = batch(PAGNET, pagnet(), replace(TRIP, party=replace(TRIP.party, name="José da Conceição")))
    assert "José da Conceição" in render(LAYOUTS["pagnet_tm"], told).decode()


def test_the_batch_tells_keys_and_numbers_by_which_it_is_answered() -> None:
    banked = replace(TRIP, party=replace(TRIP.party, bank=BankAccount(pix_key="+5519988887777")))
    lines = render(LAYOUTS["pagnet_batch"], batch(PAGNET, pagnet(), banked)).decode().split("\r\n")
    assert lines[0] == "H;HUBPAGNET;1;11222333000181;VX20260001;16/03/2026"
    assert ";;;;;;01;+5519988887777;RPT7700123-1;VEXP 7700123 VIAGEM CAMPINAS 03/2026" in lines[1]
    assert lines[-2] == "F;1;3;275,40"


def test_who_has_no_account_cannot_be_in_a_file_of_transfers() -> None:
    told = batch(PAGNET, pagnet(), replace(TRIP, party=replace(TRIP.party, bank=None)), FAIR)
    columns = {(one.ref, one.error.params["column"]) for one in refusals(LAYOUTS["pagnet_tm"], told)}
    assert columns == {("1", "Banco"), ("1", "Agencia"), ("1", "Conta"), ("1", "DV Conta")}


@pytest.mark.parametrize("key", ["19 98888", "529982247", "não sei", "a@b@c"])
def test_what_is_no_pix_key_stops_the_document(key: str) -> None:
    odd = replace(TRIP, party=replace(TRIP.party, bank=BankAccount(pix_key=key)))
    with pytest.raises(Rejected, match=r"layout\.pix_key"):
        PAGNET.target(TRIP.kind).plan(odd, pagnet())


def test_nobody_is_paid_yesterday() -> None:
    late = replace(TRIP, issued=date(2026, 3, 1))
    [refusal] = refusals(LAYOUTS["pagnet_tm"], batch(PAGNET, pagnet(), late, FAIR))
    assert (refusal.ref, refusal.error.code) == ("1", "layout.past")


def test_what_was_paid_elsewhere_is_not_paid_again() -> None:
    done = instalment("A", "10.00", settlement=paid("10.00"))
    still = instalment("B", "20.00", number=2, of=2)
    [step] = PAGNET.target(bill().kind).plan(bill(done, still), pagnet())
    assert step.amount == Decimal("20.00")
    assert PAGNET.target(bill().kind).plan(bill(done), pagnet()) == ()


def test_answers_are_read_by_our_number() -> None:
    head = "seu_numero;status;data_pagamento;valor;mensagem"
    lines = (head, "RPT7700123-1;PAGO;20/03/2026;275,40;", "RPT7700124-1;DEVOLVIDO;;;Conta encerrada")
    told = PAGNET.results[0].read("\n".join(lines).encode())
    assert [(line.key, line.refused, line.message) for line in told.lines] == [
        ("RPT7700123-1", False, "PAGO"),
        ("RPT7700124-1", True, "DEVOLVIDO Conta encerrada"),
    ]
    [step] = PAGNET.target(TRIP.kind).plan(TRIP, pagnet())
    assert step.body["titles"][0]["result_key"] == "RPT7700123-1"


def test_a_long_number_becomes_one_that_fits() -> None:
    [step] = PAGNET.target(bill().kind).plan(bill(instalment("an-id-that-is-far-too-long-for-a-bank")), pagnet())
    key = step.body["titles"][0]["your_number"]
    assert len(key) == 20
    assert key.isalnum()
