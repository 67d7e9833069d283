"""Return files: what each bank's codes make of a payment, and whatever odd stands in such a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.connectors.cnab240.connector import CNAB240
from apps.connectors.cnab240.returned.occurrences import FEBRABAN, ITAU, Outcome
from apps.core.documents import BankAccount
from apps.core.errors import Rejected
from apps.core.layouts.results import Results
from apps.core.layouts.writing import render
from tests.connectors.cnab240.bank import answer
from tests.connectors.cnab240.payments import BANKS, LAYOUTS, batch, claim, hotel, payer, three
from tests.connectors.filed import JOAO, MARIA

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {known.slug.removeprefix("cnab240_"): known for known in CNAB240.results}
SLUGS = {"001": "febraban", "237": "bradesco", "341": "itau"}
NUMBERS = ("RPT700123-1", "RPT700124-1", "RPT700125-1")


def sent(bank: str) -> bytes:
    return render(LAYOUTS[f"cnab240_{SLUGS[bank]}"], batch(payer(bank), *three()))


def read(data: bytes, bank: str = "237") -> Results:
    return FORMATS[SLUGS[bank]].read(data)


def verdicts(told: Results) -> dict[str, bool]:
    return {line.key: line.refused for line in told.lines if line.key}


@pytest.mark.parametrize("slug", ["febraban", "bradesco", "itau"])
def test_the_examples_are_read(slug: str) -> None:
    told = FORMATS[slug].read((GOLDEN / f"{slug}.ret").read_bytes())
    shown = [f"{line.key or '-'} {'refused' if line.refused else 'ok'}: {line.message}" for line in told.lines]
    assert shown == (GOLDEN / f"{slug}.txt").read_text().splitlines()
    assert (told.whole_rejected, told.message) == (False, "")


@pytest.mark.parametrize("bank", SLUGS)
def test_codes_say_what_became_of_each_payment(bank: str) -> None:
    data = answer(sent(bank), dict(zip(NUMBERS, ("00", "BD", "02"), strict=True)))
    told = read(data, bank)
    assert verdicts(told) == dict(zip(NUMBERS, (False, False, True), strict=True))
    first, second, third = (line.message for line in told.lines)
    assert first.startswith("00 paid; 2026-03-20: 275.40; number at the bank 987654")
    assert second.startswith("BD scheduled")
    assert third == "02 cancelled by the payer or the payee"
    assert [line.paid_on for line in told.lines] == [date(2026, 3, 20), None, None]


@pytest.mark.parametrize("day", [b"00000000", b"99999999", b"31022026", b"        "])
def test_a_payment_without_a_day_that_exists_is_taken_over_without_one(day: bytes) -> None:
    lines = answer(sent("237"), {NUMBERS[0]: "00"}).split(b"\r\n")
    lines[2] = lines[2][:154] + day + lines[2][162:]
    first = read(b"\r\n".join(lines)).lines[0]
    assert (first.key, first.refused, first.paid_on) == (NUMBERS[0], False, None)


def test_a_code_that_refuses_beats_those_that_accept() -> None:
    told = read(answer(sent("237"), {NUMBERS[0]: "00AG", NUMBERS[1]: "BDZA", NUMBERS[2]: "0000000000"}))
    assert list(verdicts(told).values()) == [True, False, False]
    assert told.lines[0].message.startswith("00 paid; AG branch or account of the payer wrong")
    assert told.lines[2].message.startswith("00 paid; 2026-03-20")


def test_the_same_letters_mean_other_things_at_another_bank() -> None:
    said = dict.fromkeys(NUMBERS, "CE")
    assert read(answer(sent("237"), said)).lines[0].message.startswith("CE bar code: free field wrong")
    assert read(answer(sent("341"), said), "341").lines[0].message.startswith("CE cancelled")


def test_a_code_that_nobody_knows_refuses_and_is_shown() -> None:
    told = read(answer(sent("237"), dict.fromkeys(NUMBERS, "Q7")))
    assert set(verdicts(told).values()) == {True}
    assert "Q7 is not in the table of this bank" in told.lines[0].message


def test_where_the_bank_says_nothing_or_only_remarks_nothing_is_decided() -> None:
    told = read(answer(sent("237"), {NUMBERS[0]: "ZA"}))
    assert verdicts(told) == {}
    assert [line.message.split(":")[0] for line in told.lines] == list(NUMBERS)


def test_a_refused_lot_refuses_its_payments_and_no_others() -> None:
    told = read(answer(sent("237"), dict.fromkeys(NUMBERS, "00"), lots={"0001": "HF"}))
    assert list(verdicts(told).values()) == [True, True, False]
    assert told.lines[0].message.startswith("HF the account of the company has not enough money; 00 paid")
    assert not told.whole_rejected


def test_what_else_is_said_of_a_lot_is_told_and_refuses_nobody() -> None:
    told = read(answer(sent("237"), dict.fromkeys(NUMBERS, "00"), lots={"0002": "AG"}))
    assert set(verdicts(told).values()) == {False}
    assert [line.message for line in told.lines if not line.key] == [
        "Lot 0002: AG branch or account of the payer wrong"
    ]


def test_a_refused_file_refuses_everything() -> None:
    told = read(answer(sent("237"), dict.fromkeys(NUMBERS, "BD"), file="HI"))
    assert (told.whole_rejected, told.message) == (True, "HI file refused")
    assert set(verdicts(told).values()) == {True}


def test_a_banks_own_words_in_the_head_of_the_file_refuse_nothing() -> None:
    told = read(answer(sent("237"), dict.fromkeys(NUMBERS, "00"), file="HABILITADO"))
    assert (told.whole_rejected, set(verdicts(told).values())) == (False, {False})


def test_totals_that_differ_only_warn() -> None:
    data = answer(sent("237"), dict.fromkeys(NUMBERS, "00"))
    data = data.replace(b"23700015         000006000000000000130755", b"23700015         000007000000000000130754")
    told = read(data.replace(b"         000002000012", b"         000003000012"))
    assert set(verdicts(told).values()) == {False}
    assert [line.message for line in told.lines if not line.key] == [
        "Lot 0001: the file tells 7, and holds 6",
        "Lot 0001: the file tells 1307.54, and holds 1307.55",
        "Lots: the file tells 3, and holds 2",
    ]


def test_records_that_nobody_reads_are_kept_as_they_are() -> None:
    lines = answer(sent("237"), dict.fromkeys(NUMBERS, "00")).split(b"\r\n")
    odd = b"2370001300099W0042".ljust(240)
    told = read(b"\r\n".join([*lines[:2], odd, *lines[2:]]))
    assert odd.decode().strip() in [line.message for line in told.lines if not line.key]
    assert len(verdicts(told)) == 3


def test_the_proof_of_a_payment_is_kept_with_it() -> None:
    lines = answer(sent("237"), dict.fromkeys(NUMBERS, "00")).split(b"\r\n")
    proof = b"2370001300003Z" + b"A1B2C3".ljust(64) + b" " * 162
    told = read(b"\r\n".join([*lines[:4], proof, *lines[4:]]))
    assert told.lines[0].message.endswith("authentication A1B2C3")


def test_a_payment_without_our_number_is_found_at_its_place_in_the_sent_file() -> None:
    file = sent("237")
    nameless = answer(file, dict.fromkeys(NUMBERS, "00")).replace(b"RPT700123-1", b" " * 11)
    read_beside = FORMATS["bradesco"].read_beside
    assert read_beside is not None
    assert list(verdicts(read_beside(nameless, file))) == list(NUMBERS)
    other = file.replace(b"000000000027540", b"000000000027541")
    for sent_file in (b"", b"{}", other):
        told = read_beside(nameless, sent_file)
        assert list(verdicts(told)) == list(NUMBERS[1:])
        assert told.lines[0].message.startswith("Lot 0001, record 00001, segment A: 00 paid")


def test_segment_b_may_refuse_at_itau() -> None:
    pix = claim("1", replace(MARIA, bank=BankAccount(pix_key="ana@exemplo.com.br")), "10.00")
    file = render(LAYOUTS["cnab240_itau_pix"], batch(payer("341"), pix))
    lines = answer(file, {"RPT1-1": "BD"}).split(b"\r\n")
    lines[3] = lines[3][:230] + b"BI".ljust(10)
    assert verdicts(read(b"\r\n".join(lines), "341")) == {"RPT1-1": True}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[:-3] + b"\r\n", "result.width"),
        (lambda data: data.replace(b"\r\n", b" \r\n", 1), "result.width"),
        (lambda data: b"", "result.empty"),
        (lambda data: b"\r\n\r\n", "result.empty"),
        (lambda data: sent("237"), "result.not_returned"),
        (lambda data: data[242:], "result.not_returned"),
        (lambda data: b"341" + data[3:], "result.of_bank"),
    ],
)
def test_what_is_no_return_file_of_this_bank_is_refused(change: object, code: str) -> None:
    with pytest.raises(Rejected) as raised:
        read(change(answer(sent("237"), {})))  # type: ignore[operator]
    assert raised.value.code == code


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_other_ends_of_lines_are_read_too(end: bytes) -> None:
    data = answer(sent("237"), dict.fromkeys(NUMBERS, "00")).replace(b"\r\n", end)
    assert len(verdicts(read(data + b"\x1a"))) == 3


def test_every_outcome_has_words() -> None:
    for table in (FEBRABAN, ITAU):
        assert set(table.outcomes) | set(table.whole) <= set(table.words)
        assert table.outcome("00") == Outcome.PAID


CODES = st.sampled_from(["00", "BD", "BE", "02", "BF", "AG", "ZA", "", "TA", "Q7"])


@settings(max_examples=25, deadline=None)
@given(
    bank=st.sampled_from(sorted(BANKS)),
    payments=st.lists(st.tuples(st.sampled_from("MJB"), st.integers(1, 10**11), CODES, CODES), min_size=1, max_size=6),
)
def test_what_was_sent_comes_back(bank: str, payments: list[tuple[str, int, str, str]]) -> None:
    documents, said = [], {}
    for place, (who, cents, first, second) in enumerate(payments):
        amount = f"{cents // 100}.{cents % 100:02}"
        person = MARIA if who == "M" else JOAO
        bill = hotel(code=f"RPT{place}", source_id=str(place))
        documents.append(bill if who == "B" else claim(str(place), person, amount))
        said[f"RPT{place}-1"] = first + second
    file = render(LAYOUTS[f"cnab240_{SLUGS[bank]}"], batch(payer(bank), *documents))
    table = ITAU if bank == "341" else FEBRABAN
    told = verdicts(read(answer(file, said), bank))
    for number, codes in said.items():
        outcomes = {table.outcome(codes[start : start + 2]) for start in range(0, len(codes), 2)}
        bad = outcomes & {Outcome.REFUSED, Outcome.CANCELLED}
        good = outcomes & {Outcome.PAID, Outcome.ACCEPTED}
        assert told.get(number) == (True if bad else False if good else None)
