"""The bodies: the vendor's keys, consistent totals, valid numbers, the same for the same seed."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.sandbox import tax_id
from apps.sandbox.bluefleet import blanks, cast
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.catalogue import GROUPS, ORDINARY, SCENARIOS, notifications
from apps.sandbox.bluefleet.scenarios import ENTRY, INVOICE, NOTE, Notification

TODAY = date(2026, 4, 1)
KEYS = {NOTE: blanks.NOTE, ENTRY: blanks.ENTRY, INVOICE: blanks.INVOICE}
TELLING = ("DebtNoteId", "FinancialInvoiceId", "TotalValue", "FinancialEntries")
CONSISTENT = [build.__name__ for name, group in GROUPS.items() if name != "Odd and hostile" for build in group]


def sent(scenario: str, *, seed: int = 7, count: int = 1) -> list[Notification]:
    make = Builder(seed, files_url="http://sandbox.example/files", today=TODAY)
    return [notification for _, notification in notifications(make, scenario, count=count)]


def exact(value: float) -> Decimal:
    return Decimal(str(value))


def entries_of(one: Notification) -> Iterator[dict[str, Any]]:
    if one.path == ENTRY:
        yield one.body
    if one.path == INVOICE:
        yield from one.body["FinancialEntries"]


@pytest.mark.parametrize("scenario", CONSISTENT)
def test_a_body_has_all_keys_of_the_vendor_in_their_order(scenario: str) -> None:
    for one in sent(scenario):
        assert list(one.body) == list(KEYS[one.path])


@pytest.mark.parametrize("scenario", CONSISTENT)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_totals_agree_to_the_cent(scenario: str, seed: int) -> None:
    for one in sent(scenario, seed=seed):
        if one.path == NOTE:
            items = sum(exact(item["TotalValue"]) for item in one.body["DebtNoteItems"])
            due = sum(exact(entry["ExpectedValue"]) for entry in one.body["FinancialEntries"])
            assert items - exact(one.body["Discounts"]) == due == exact(one.body["TotalValue"])
        for entry in entries_of(one):
            centres = entry["CostCenters"]
            assert sum(exact(centre["Value"]) for centre in centres) == exact(entry["ExpectedValue"])
            assert sum(exact(centre["Fraction"]) for centre in centres) == 100
            gross = exact(entry["ExpectedGrossValue"]) - exact(entry["Discounts"])
            assert gross == exact(entry["ExpectedValue"])


@pytest.mark.parametrize("scenario", list(SCENARIOS))
def test_the_same_seed_gives_the_same_bodies_and_another_gives_others(scenario: str) -> None:
    bodies = [repr([one.body for one in sent(scenario, seed=seed)]) for seed in (5, 5, 6)]
    assert bodies[0] == bodies[1]
    assert bodies[0] != bodies[2] or scenario in ("not_json", "unknown_path")


def test_ids_increase_within_a_run() -> None:
    ids = [one.body["FinancialEntryId"] for one in sent("entry_payable", count=5)]
    assert ids == sorted(set(ids))


def test_ordinary_scenarios_use_only_what_the_demo_maps() -> None:
    centres, groups, kinds = set(), set(), set()
    for build in ORDINARY:
        for one in sent(build.__name__, count=5):
            groups |= {item["ExpenseGroupName"] for item in one.body.get("FinancialEntriesInvoiceContractItems", [])}
            for entry in entries_of(one):
                centres |= {centre["CostCenterId"] for centre in entry["CostCenters"]}
                kinds.add((entry["FinancialEntryTypeId"], entry["FinancialEntryTypeName"]))
    assert centres == {10, 11, 20}
    assert groups == {"Manutencao"}
    assert kinds == {(1, "Receita"), (2, "Despesa")}


def test_the_cast_has_valid_tax_ids() -> None:
    assert all(tax_id.valid(party.number) for party in (*cast.CUSTOMERS, *cast.SUPPLIERS))


def test_an_invoice_carries_withheld_taxes_a_44_digit_key_and_a_file() -> None:
    [one] = sent("invoice")
    taxes = ("IrrfValue", "IssValue", "InssValue", "PisValue", "CofinsValue", "CsllValue")
    assert all(exact(one.body[tax]) > 0 for tax in taxes)
    assert all(exact(one.body[tax]) == round(exact(one.body[tax]), 2) for tax in taxes)
    assert len(one.body["AccessCode"]) == 44
    assert one.body["AccessCode"].isdigit()
    assert one.body["Files"][0]["Url"].startswith("http://sandbox.example/files/")
    assert isinstance(one.body["FinancialEntries"][0]["FinancialEntryNumber"], int)


def test_instalments_fall_a_month_apart() -> None:
    [one] = sent("debit_note_instalments")
    days = [entry["ExpectedDate"][:10] for entry in one.body["FinancialEntries"]]
    assert days == ["2026-04-21", "2026-05-21", "2026-06-20"]


@pytest.mark.parametrize("scenario", ["note_and_entries", "invoice_and_entries"])
def test_entries_repeat_the_ids_and_values_that_their_paper_lists(scenario: str) -> None:
    paper, *entries = sent(scenario)
    listed = [(entry["FinancialEntryId"], entry["ExpectedValue"]) for entry in paper.body["FinancialEntries"]]
    assert [(one.body["FinancialEntryId"], one.body["ExpectedValue"]) for one in entries] == listed
    assert all(isinstance(one.body["FinancialEntryNumber"], str) for one in entries)


@pytest.mark.parametrize(
    ("scenario", "key", "values"),
    [
        ("cancelled_note", "CanceledAt", [True, False]),
        ("out_of_order", "CanceledAt", [False, True]),
        ("cancelled_invoice", "CanceledAt", [True, False]),
    ],
)
def test_a_cancellation_is_the_same_body_with_its_date(scenario: str, key: str, values: list[bool]) -> None:
    bodies = [one.body for one in sent(scenario)]
    assert [body[key] == cast.EMPTY_DATE for body in bodies] == values
    ids = [{name: value for name, value in body.items() if name in TELLING} for body in bodies]
    assert ids[0] == ids[1]


def test_a_deletion_an_amendment_and_a_duplicate_keep_the_id() -> None:
    for scenario, number in (("deleted_entry", 2), ("amended", 2), ("duplicate", 3)):
        bodies = [one.body for one in sent(scenario)]
        assert len(bodies) == number
        assert len({body["FinancialEntryId"] for body in bodies}) == 1
    assert [body.body["IsDeleted"] for body in sent("deleted_entry")] == [False, True]
    assert [body.body["ExpectedValue"] for body in sent("amended")] == [800.0, 910.55]


def test_the_performed_entry_is_paid_whole() -> None:
    [one] = sent("entry_performed")
    assert one.body["Performed"] is True
    assert one.body["PerformedValue"] == one.body["ExpectedValue"]
    assert one.body["PerformedDate"] == "2026-04-01T00:00:00"


def test_unmapped_scenarios_bring_one_new_value_each() -> None:
    [centre] = sent("new_cost_centre")[0].body["CostCenters"]
    assert (centre["CostCenterId"], centre["FullDescription"]) == (30, "Despesas > Pneus")
    [item] = sent("new_category")[0].body["FinancialEntriesInvoiceContractItems"]
    assert item["ExpenseGroupName"] == "Multas"
    assert sent("unknown_supplier")[0].body["FinancialEntity"]["DocumentNumber"] == ""


def test_odd_scenarios_are_as_odd_as_they_say() -> None:
    def body(scenario: str) -> Any:
        return sent(scenario)[0].body

    assert len(body("big")["CostCenters"]) == 10_000
    assert sum(exact(centre["Value"]) for centre in body("big")["CostCenters"]) == exact(body("big")["ExpectedValue"])
    assert body("text_amounts")["ExpectedValue"] == "1234.56"
    assert body("negative")["ExpectedValue"] < 0
    assert not tax_id.valid(body("wrong_check_digit")["FinancialEntity"]["DocumentNumber"])
    assert "<script>" in body("html_names")["FinancialEntity"]["Name"]
    assert body("formula_names")["FinancialEntity"]["Name"].startswith("=")
    assert body("minimum_dates_and_nulls")["ReferenceDate"] is None
    assert "Fine" not in body("minimum_dates_and_nulls")
    assert "TenantId" in body("unknown_keys")
    assert "financialEntryId" in body("other_case")
    assert "FinancialEntryId" not in body("missing_id")
    assert "NaN" in json.dumps(body("not_a_number"))
    with pytest.raises(ValueError):
        json.loads(body("not_json"))


def test_hostile_files_are_behind_four_addresses() -> None:
    urls = [one.body["Files"][0]["Url"] for one in sent("hostile_files")]
    assert [url.rpartition("/")[2] for url in urls[:3]] == ["endless.pdf", "huge.pdf", "redirect.pdf"]
    assert urls[3].startswith("http://169.254.169.254/")


def test_an_unknown_scenario_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="debit_note"):
        sent("nothing")
