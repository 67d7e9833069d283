"""Datasul's files: the examples of its notes, to the last character, and batches of every size and oddity."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.connectors.datasul.connector import DATASUL
from apps.core.documents import Coded, Direction, Document
from apps.core.errors import MappingMissing, Rejected
from apps.core.layouts.layout import Layout
from apps.core.layouts.reading import reread
from apps.core.layouts.writing import refusals, render
from tests.connectors.factories import Words, bill, instalment
from tests.connectors.filed import FAIR, TRIP, batch, expense, many, prove, report, words

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = {layout.slug: layout for layout in DATASUL.layouts}


def datasul(**settings: str) -> Words:
    codes = {"company": "001", "branch": "101", "bearer": "90000", "payment_form": "TED", "cash_flow": "201.01"}
    return words(DATASUL, **{**codes, "reference_prefix": "VX", **settings})


@pytest.mark.parametrize(
    ("slug", "golden", "changed"),
    [
        ("datasul_hubap1", "hubap1.txt", {}),
        ("datasul_esapb032", "esapb032.txt", {"cash_flow": ""}),
        ("datasul_esapb037", "esapb037.csv", {}),
    ],
)
def test_the_examples_come_out_to_the_last_character(slug: str, golden: str, changed: dict[str, str]) -> None:
    written = render(LAYOUTS[slug], batch(DATASUL, datasul(**changed), TRIP, FAIR))
    assert written.decode("iso8859-1").replace("\r\n", "\n") == (GOLDEN / golden).read_text(encoding="iso8859-1")
    assert written.count(b"\r\n") == written.count(b"\n")


def test_the_body_of_the_interface_is_the_one_of_the_notes() -> None:
    written = render(LAYOUTS["datasul_rest"], batch(DATASUL, datasul(), TRIP))
    wanted = json.loads((GOLDEN / "rest.json").read_text(), parse_float=str)
    assert json.loads(written, parse_float=str) == wanted


def test_the_other_styles_hold_the_same_under_other_names() -> None:
    told = batch(DATASUL, datasul(), TRIP, FAIR)
    pascal = json.loads(render(LAYOUTS["datasul_rest_pascal"], told))["AccountPayableBatchInformation"]
    latest = json.loads(render(LAYOUTS["datasul_rest_2026"], told))["dsAccountPayableDocument"]
    [lot] = latest["accountPayableDocumentBatch"]
    assert (pascal["TransactionTotalValue"], lot["totalBatchAmount"]) == (1307.55, 1307.55)
    assert pascal["AccountPayableDocumentInformation"][1]["DocumentNumber"] == "7700124"
    assert [share["documentValue"] for share in lot["accountPayableDocument"][1]["documentAccountDistribution"]] == [
        344.01,
        344.01,
        344.13,
    ]


@pytest.mark.parametrize("layout", DATASUL.layouts, ids=lambda layout: layout.slug)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(reports=many(most=60))
def test_no_batch_ever_differs_from_its_totals(layout: Layout, reports: list[Document]) -> None:
    prove(layout, batch(DATASUL, datasul(), *reports))


def test_five_thousand_titles_add_up() -> None:
    told = batch(DATASUL, datasul(), TRIP)
    [title] = told["titles"]
    told["titles"] = [{**title, "number": str(place), "ref": str(place)} for place in range(1, 5_001)]
    found = reread(LAYOUTS["datasul_hubap1"], render(LAYOUTS["datasul_hubap1"], told))
    assert (found.count, found.total, found.lines) == (5_000, Decimal("1377000.00"), 20_002)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": "12345678901"}, "layout.too_long"),
        ({"currency": "USD"}, "layout.currency"),
        ({"fiscal_series": "1234"}, "layout.too_long"),
    ],
)
def test_what_datasul_has_no_room_for_is_refused_before_anything_is_written(changed: dict[str, Any], code: str) -> None:
    told = batch(DATASUL, datasul(), FAIR, replace(TRIP, **changed))
    assert {(one.ref, one.error.code) for one in refusals(LAYOUTS["datasul_hubap1"], told)} == {("2", code)}


def test_a_hundredth_share_has_no_parcel_where_there_is_no_apportionment() -> None:
    lines = [expense(str(place), "1.00", f"t{place}") for place in range(100)]
    translator = datasul()
    translator.words |= {("category", f"t{place}"): str(5000 + place) for place in range(100)}
    told = batch(DATASUL, translator, report("9", TRIP.party, "Long", *lines))
    assert refusals(LAYOUTS["datasul_hubap1"], told) == ()
    [refusal] = refusals(LAYOUTS["datasul_esapb032"], told)
    assert (refusal.ref, refusal.error.code, refusal.error.params["column"]) == ("1", "layout.too_long", "parcela")


@pytest.mark.parametrize("rule", ["largest", "last", "remainders"])
def test_cents_left_over_go_to_whom_the_company_says(rule: str) -> None:
    [step] = DATASUL.target(FAIR.kind).plan(FAIR, datasul(left_over=rule))
    shares = [share["amount"] for share in step.body["titles"][0]["apportionment"]]
    assert shares[0] == {"largest": "344.01", "last": "344.02", "remainders": "344.02"}[rule]
    prove(LAYOUTS["datasul_hubap1"], batch(DATASUL, datasul(left_over=rule), FAIR))


def test_forty_cost_centres_share_one_expense_to_the_cent() -> None:
    centres = [(f"c{place}", "1") for place in range(40)]
    translator = datasul()
    translator.words |= {("cost_centre", f"c{place}"): f"1{place:06}" for place in range(40)}
    odd = report("9", TRIP.party, "Forty", expense("1", "100.01", "travel", *centres))
    prove(LAYOUTS["datasul_hubap1"], batch(DATASUL, translator, odd))


@pytest.mark.parametrize("number", ["", "12a", "1234567890", "-5", "١٢"])
def test_a_supplier_that_is_no_number_stops_its_document(number: str) -> None:
    translator = datasul()
    translator.words["party", "501"] = number
    with pytest.raises(Rejected, match=r"layout\.supplier_no_number"):
        DATASUL.target(TRIP.kind).plan(TRIP, translator)


def test_the_source_may_tell_the_suppliers_number() -> None:
    [step] = DATASUL.target(TRIP.kind).plan(TRIP, datasul(supplier_from="code"))
    assert step.body["titles"][0]["supplier"]["code"] == "501"


def test_who_has_no_counterpart_asks_for_one() -> None:
    stranger = replace(TRIP, party=replace(TRIP.party, code="999"))
    with pytest.raises(MappingMissing):
        DATASUL.target(TRIP.kind).plan(stranger, datasul())


def test_a_cost_centre_can_begin_with_its_business_unit() -> None:
    [step] = DATASUL.target(TRIP.kind).plan(TRIP, datasul(unit_digits="3"))
    share = step.body["titles"][0]["apportionment"][0]
    assert (share["business_unit"], share["cost_centre"]) == ("120", "1002")


def test_a_missing_cost_centre_is_written_empty_or_waits() -> None:
    bare = report("9", TRIP.party, "Bare", expense("1", "5.00", "travel"))
    [step] = DATASUL.target(bare.kind).plan(bare, datasul())
    assert step.body["titles"][0]["apportionment"][0]["cost_centre"] == ""
    with pytest.raises(Rejected, match=r"layout\.no_cost_centre"):
        DATASUL.target(bare.kind).plan(bare, datasul(cost_centre_needed="S"))


def test_what_is_not_paid_back_becomes_no_title() -> None:
    own = report("9", TRIP.party, "Card", expense("1", "5.00", "travel", reimbursable=False))
    assert DATASUL.target(own.kind).plan(own, datasul()) == ()


def test_the_class_of_a_title_goes_by_its_way_of_payment() -> None:
    translator = datasul()
    translator.words["payment_type", "card"] = "DP"
    lines = [replace(line, payment_type=Coded("card")) for line in TRIP.lines]
    [step] = DATASUL.target(TRIP.kind).plan(replace(TRIP, lines=tuple(lines)), translator)
    assert step.body["titles"][0]["document_class"] == "DP"


def test_suppliers_invoices_become_a_title_for_each_instalment() -> None:
    translator = datasul()
    translator.words |= {("party", "entity:410"): "77", ("category", "maintenance"): "4110999"}
    document = bill(instalment(amount="100.00"), instalment("B", amount="50.05", number=2, of=2))
    [step] = DATASUL.target(document.kind).plan(document, translator)
    assert [(one["parcel"], one["amount"]) for one in step.body["titles"]] == [("01", "100.00"), ("02", "50.05")]
    assert step.amount == Decimal("150.05")
    prove(LAYOUTS["datasul_hubap1"], batch(DATASUL, translator, document))


@given(st.text(max_size=40))
@settings(max_examples=30, deadline=None)
def test_no_text_breaks_a_line_that_abl_reads(text: str) -> None:
    written = render(LAYOUTS["datasul_hubap1"], batch(DATASUL, datasul(), replace(TRIP, description=text)))
    title = written.split(b"\r\n")[1]
    assert title.count(b";") == 17
    assert not set(title) & set(b'"~?\n\r\0')


def test_due_before_issue_stops_the_document() -> None:
    translator = datasul()
    translator.words |= {("party", "entity:410"): "77"}
    early = bill(instalment(due=TRIP.issued))
    with pytest.raises(Rejected, match=r"layout\.due_before_issue"):
        DATASUL.target(early.kind).plan(early, translator)


def test_credit_notes_and_what_others_owe_are_no_titles_to_be_paid() -> None:
    for odd in (replace(TRIP, credit_note=True), replace(TRIP, direction=Direction.RECEIVABLE)):
        with pytest.raises(Rejected, match=r"layout\.not_payable"):
            DATASUL.target(TRIP.kind).plan(odd, datasul())
