"""CNAB 240's files: the examples of its notes, to the last character, and batches of every size and oddity."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.documents import BankAccount, Document, Party
from apps.core.layouts.layout import Layout
from apps.core.layouts.reading import reread
from apps.core.layouts.writing import refusals, render
from tests.connectors.cnab240.payments import LAYOUTS, batch, claim, hotel, payer, three
from tests.connectors.factories import Words
from tests.connectors.filed import MARIA, many

GOLDEN = Path(__file__).parent / "golden"
BANKS = {"cnab240_febraban": "001", "cnab240_bradesco": "237", "cnab240_itau": "341", "cnab240_itau_pix": "341"}
PIX = replace(MARIA, bank=BankAccount(pix_key="Maria.Souza@exemplo.com.br"))


def lines(slug: str, translator: Words, *documents: Document) -> list[str]:
    """Give the lines of a file, each of which has 240 signs."""
    written = render(LAYOUTS[slug], batch(translator, *documents))
    assert reread(LAYOUTS[slug], written).count == len(documents)
    found = written.decode().split("\r\n")
    assert found.pop() == ""
    assert {len(line) for line in found} == {240}
    return found


def at(line: str, first: int, last: int) -> str:
    """Give what stands at some positions, counted from one as in the manuals."""
    return line[first - 1 : last]


def paid_at(bank: str, branch: str = "1679", account: str = "12345678-9") -> Party:
    return replace(MARIA, bank=BankAccount(bank=bank, branch=branch, account=account))


@pytest.mark.parametrize("slug", ["febraban", "bradesco", "itau"])
def test_the_examples_come_out_to_the_last_character(slug: str) -> None:
    layout = LAYOUTS[f"cnab240_{slug}"]
    written = render(layout, batch(payer(BANKS[layout.slug]), *three()))
    assert written == (GOLDEN / f"{slug}.rem").read_bytes()
    found = reread(layout, written)
    assert (found.count, str(found.total)) == (3, "1566.45")


@pytest.mark.parametrize(("slug", "bank"), [("cnab240_febraban", "001"), ("cnab240_bradesco", "237")])
def test_pix_has_a_lot_of_its_own_and_its_key_in_segment_b(slug: str, bank: str) -> None:
    found = lines(slug, payer(bank), claim("1", PIX, "10.00"), claim("2", MARIA, "20.00"), hotel())
    assert [at(line, 8, 8) + at(line, 14, 14).strip() for line in found] == [
        "0", "10", "3A", "3B", "5", "10", "3A", "3B", "5", "10", "3J", "3J", "5", "9",
    ]  # fmt: skip
    _file, head, a, b = found[:4]
    assert (at(head, 12, 13), at(a, 18, 20), at(a, 21, 43).strip("0 ")) == ("45", "009", "")
    assert (at(b, 15, 17), at(b, 19, 32), at(b, 128, 226).strip()) == (
        "02 ",
        "00052998224725",
        "Maria.Souza@exemplo.com.br",
    )
    assert [at(line, 4, 7) for line in found[1:-1]] == ["0001"] * 4 + ["0002"] * 4 + ["0003"] * 4


def test_pix_goes_into_a_file_of_its_own_at_itau() -> None:
    file, head, a, b, *_end = lines("cnab240_itau_pix", payer("341"), claim("1", PIX, "10.00"))
    assert (at(file, 15, 17), at(head, 12, 16), at(a, 18, 20), at(a, 113, 114)) == ("080", "45040", "009", "04")
    assert (at(b, 15, 16), at(b, 128, 227).strip(), at(b, 228, 240)) == (
        "02",
        "Maria.Souza@exemplo.com.br",
        " " * 13,
    )
    told = batch(payer("341"), claim("1", PIX, "10.00"), claim("2", MARIA, "20.00"), hotel())
    apart = {slug: {(one.ref, one.error.code) for one in refusals(LAYOUTS[slug], told)} for slug in BANKS}
    assert apart["cnab240_itau"] == {("1", "payment.pix_apart")}
    assert apart["cnab240_itau_pix"] == {("2", "payment.pix_only"), ("3", "payment.pix_only")}


def test_at_its_own_bank_an_account_is_credited_and_elsewhere_ted_is_sent_in_lots_of_one_bank() -> None:
    own = claim("1", paid_at("237", "1234-3", "567890-0"), "10.00")
    others = [claim(str(place), paid_at(bank), "1.00") for place, bank in ((2, "104"), (3, "341"), (4, "104"))]
    found = lines("cnab240_bradesco", payer("237"), own, *others)
    heads = [at(line, 12, 13) for line in found if at(line, 8, 8) == "1"]
    transfers = [line for line in found if at(line, 14, 14) == "A" and at(line, 8, 8) == "3"]
    told = [(at(line, 4, 7), at(line, 18, 20), at(line, 21, 23), at(line, 220, 226).strip()) for line in transfers]
    assert heads == ["01", "41", "41"]
    assert told == [
        ("0001", "000", "237", ""),
        ("0002", "018", "104", "00010CC"),
        ("0002", "018", "104", "00010CC"),
        ("0003", "018", "341", "00010CC"),
    ]


def test_a_ted_to_an_account_of_the_payer_itself_has_its_own_form() -> None:
    mine = claim("1", replace(MARIA, tax_id="11222333000181"), "10.00")
    assert at(lines("cnab240_febraban", payer("001"), mine)[1], 12, 13) == "43"


def test_bills_of_the_own_bank_are_apart_from_those_of_others() -> None:
    found = lines("cnab240_febraban", payer("001", bank="033"), hotel())
    assert [at(line, 12, 13) for line in found if at(line, 8, 8) == "1"] == ["30"]


def test_files_are_numbered_on_from_those_that_the_bank_has_and_itau_gets_no_number() -> None:
    numbers = [
        at(lines(slug, payer(bank, files_before="120"), claim("1", MARIA, "1.00"))[0], 158, 163)
        for slug, bank in (("cnab240_febraban", "001"), ("cnab240_bradesco", "237"), ("cnab240_itau", "341"))
    ]
    assert numbers == ["000121", "000121", "000000"]


def test_names_are_written_plainly_and_cut_but_no_number_is() -> None:
    odd = replace(
        MARIA, name="D'Ávila & Conceição; Sociedade de Advogados Ltda 😀", street="Rua\nNova", street_number="s/n"
    )
    a, b = lines("cnab240_febraban", payer("001"), claim("1", odd, "1.00"))[2:4]
    assert at(a, 44, 73) == "D AVILA CONCEICAO SOCIEDADE DE"
    assert (at(b, 33, 62).strip(), at(b, 63, 67)) == ("RUA NOVA", "00000")


def test_a_title_whose_code_is_no_plain_number_has_a_checksum_for_one() -> None:
    long = hotel(code="título de código longo demais")
    [number] = {at(line, 183, 202) for line in lines("cnab240_febraban", payer("001"), long) if line[13:15] == "J0"}
    assert (len(number.strip()), number.isalnum()) == (20, True)
    assert batch(payer("001"), long)["titles"][0]["result_key"] == number


@pytest.mark.parametrize(
    ("slug", "changed", "code"),
    [
        ("cnab240_bradesco", {"bank": "001"}, "payment.other_bank"),
        ("cnab240_itau", {"bank": "237", "account": "", "branch_digit": ""}, "payment.other_bank"),
        ("cnab240_febraban", {"bank": "341"}, "payment.other_bank"),
        ("cnab240_febraban", {"company": ""}, "layout.required"),
        ("cnab240_febraban", {"account": ""}, "layout.required"),
    ],
)
def test_what_is_wrong_with_the_payer_stops_the_whole_file(slug: str, changed: dict[str, str], code: str) -> None:
    told = batch(payer("001", **changed), claim("1", MARIA, "1.00"))
    assert ("", code) in {(one.ref, one.error.code) for one in refusals(LAYOUTS[slug], told)}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "100000000000000.00"}, "layout.amount_too_wide"),
        ({"currency": "USD"}, "layout.currency"),
        ({"expected": "2026-03-15"}, "layout.past"),
        ({"your_number": "123456789012345678901"}, "layout.too_long"),
        ({"your_number": "RPT700124-1"}, "layout.doubled"),
    ],
)
@pytest.mark.parametrize("place", [0, 2])
def test_what_does_not_fit_is_refused_before_anything_is_written(
    changed: dict[str, Any], code: str, place: int
) -> None:
    told = batch(payer("237"), *three())
    told["titles"][place] |= changed
    found = {one.error.code for one in refusals(LAYOUTS["cnab240_bradesco"], told)}
    assert found == {code}


def test_what_is_late_waits_or_is_paid_on_the_day_of_the_file() -> None:
    documents, later = three(), date(2026, 3, 25)
    waiting = refusals(LAYOUTS["cnab240_bradesco"], batch(payer("237"), *documents, on=later))
    assert [(one.ref, one.error.code) for one in waiting] == [(ref, "layout.past") for ref in "123"]
    written = render(LAYOUTS["cnab240_bradesco"], batch(payer("237", late="file"), *documents, on=later)).decode()
    details = [line for line in written.split("\r\n") if line[7:8] == "3"]
    assert [at(line, 94, 101) for line in details if line[13] == "A"] == ["25032026"] * 2
    assert [at(line, 145, 152) for line in details if line[13:15] == "J0"] == ["25032026"]
    assert [at(line, 92, 99) for line in details if line[13:15] == "J0"] == ["20032026"]


@pytest.mark.parametrize("slug", BANKS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(reports=many(most=40), banks=st.lists(st.sampled_from(["001", "104", "237", "341"]), min_size=1, max_size=4))
def test_no_batch_ever_differs_from_its_totals(slug: str, reports: list[Document], banks: list[str]) -> None:
    layout: Layout = LAYOUTS[slug]
    parties = [PIX] if layout.slug.endswith("pix") else [paid_at(bank, "1234", "56789-2") for bank in banks]
    documents = [
        replace(report, party=replace(parties[place % len(parties)], name=report.party.name))
        for place, report in enumerate(reports)
    ]
    told = batch(payer(BANKS[slug]), *documents)
    assert refusals(layout, told) == ()
    found = reread(layout, render(layout, told))
    assert (found.count, found.total) == (len(documents), sum(document.total for document in documents))
