"""CODA: fixed columns, two accounts in one file, and totals that have to be right."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Place, Rejected
from apps.core.statements.coda import is_coda, read_coda
from apps.sandbox.banqup.bank.coda import coda
from apps.sandbox.banqup.bank.sheets import Sheet
from tests.core.statements.files import SHEETS, fixture, told

FILE = "coda_two_accounts.cod"


def lines() -> list[str]:
    return fixture(FILE).decode("latin-1").split("\r\n")[:-1]


def written(given_lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in given_lines).encode("latin-1")


def refusal(content: bytes) -> Rejected:
    with pytest.raises(Rejected) as raised:
        read_coda(content)
    assert raised.value.place == Place.SOURCE
    return raised.value


def with_columns(number: int, first: int, text: str) -> bytes:
    """Give the file with some columns of one line (counted from 1) replaced."""
    found = lines()
    line = found[number - 1]
    found[number - 1] = line[: first - 1] + text + line[first - 1 + len(text) :]
    return written(found)


def test_each_account_has_its_statement_with_balances_in_thousandths() -> None:
    euro, dollar = read_coda(fixture(FILE))
    assert [euro.source_id, dollar.source_id] == [
        "BE68539007547034/EUR/2026-04-15/104",
        "539007547034/USD/2026-04-15/031",
    ]
    assert (told(euro).opening, told(euro).closing) == (Decimal("1000.10"), Decimal("992.70"))
    assert (told(dollar).opening, told(dollar).closing) == (Decimal("-15.25"), Decimal("0.00"))
    assert (told(euro).opened, told(euro).closed) == (date(2026, 4, 14), date(2026, 4, 15))
    assert (euro.party.code, euro.notes) == ("BKVDBEB1", "O balcão muda de horário em maio.")


def test_a_communication_runs_over_three_records_and_information_adds_to_it() -> None:
    first = told(read_coda(fixture(FILE))[0]).movements[0]
    assert first.message.startswith("Paiement de la facture numero deux mille vingt-six barra cento e dezoito")
    assert first.message.endswith("cumprimentos da casa. Ver anexo.")
    assert (first.amount, first.party_account, first.end_to_end) == (Decimal("121.00"), "BE71096123456769", "E2E-118")
    assert first.party is not None
    assert first.party.name == "Quinta das Amoreiras, Sociedade Anónima"
    assert (first.party.street, first.party.city) == ("Avenida da Liberdade 200", "1250-147 Lisboa")
    assert (first.reference, first.code, first.valued) == ("REF0001", "00150000", date(2026, 4, 15))


def test_structured_communications_are_the_references_that_payees_ask_for() -> None:
    euro, dollar = read_coda(fixture(FILE))
    belgian = told(euro).movements[1]
    assert (belgian.amount, belgian.structured, belgian.message) == (Decimal("-48.40"), "090933755493", "")
    assert told(dollar).movements[0].structured == "RF18539007547034"
    assert told(dollar).movements[0].party_account == "737012345678"


def test_an_amount_that_was_totalled_gives_its_details_and_another_stays_whole() -> None:
    amounts = [one.amount for one in told(read_coda(fixture(FILE))[0]).movements]
    assert amounts == [Decimal("121.00"), Decimal("-48.40"), Decimal("-10.00"), Decimal("-20.00"), Decimal("-50.00")]


def test_a_direct_debit_that_came_back_is_a_reversal_with_its_own_words() -> None:
    last = told(read_coda(fixture(FILE))[0]).movements[-1]
    assert (last.reversal, last.message) == (True, "Quota anual")
    assert last.party is not None
    assert last.party.name == "Clube Desportivo"


def test_other_line_ends_a_mark_of_the_end_and_no_line_ends_at_all_are_read() -> None:
    whole = read_coda(fixture(FILE))
    text = fixture(FILE)
    for odd in (text.replace(b"\r\n", b"\n"), text + b"\x1a", text.replace(b"\r\n", b""), b"\r\n" + text + b"\r\n\r\n"):
        assert is_coda(odd)
        assert read_coda(odd) == whole


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (written(lines()[:-1]), "coda.truncated", {"line": "25"}),
        (fixture(FILE)[:500], "coda.truncated", {"line": "4"}),
        (written(lines()[:20]), "coda.truncated", {"line": "20"}),
        (written([*lines()[:5], lines()[5][:100], *lines()[6:]]), "coda.line_length", {"line": "6", "found": "100"}),
        (written([*lines()[:5], lines()[5] + "x", *lines()[6:]]), "coda.line_length", {"line": "6", "found": "129"}),
        (written([*lines()[:2], *lines()[3:]]), "coda.unexpected_record", {"line": "3", "value": "22"}),
        (written(lines()[1:]), "coda.unexpected_record", {"line": "1", "value": "1"}),
        (with_columns(3, 1, "5"), "coda.unexpected_record", {"line": "3", "value": "5"}),
        (with_columns(1, 128, "1"), "coda.version", {"found": "1"}),
        (with_columns(20, 17, "000018"), "coda.totals_differ", {"field": "records", "expected": "18"}),
        (with_columns(20, 23, "000000000128401"), "coda.totals_differ", {"field": "debit", "expected": "128.401"}),
        (with_columns(20, 38, "000000000120000"), "coda.totals_differ", {"field": "credit", "found": "121"}),
        (
            with_columns(18, 43, "000000000992710"),
            "statement.does_not_add_up",
            {"expected": "992.71", "found": "992.70"},
        ),
        (with_columns(3, 33, "00000000012100x"), "source.not_a_number", {"field": "3:33-47"}),
        (with_columns(3, 33, "000000000121001"), "source.fraction_of_cent", {"field": "3:33-47"}),
        (with_columns(3, 116, "310226"), "source.not_a_date", {"value": "310226"}),
        (with_columns(18, 58, "000000"), "source.not_a_date", {"value": "000000"}),
        (with_columns(2, 40, "   "), "statement.no_currency", {"number": "104"}),
        (with_columns(2, 6, " " * 31), "statement.no_account", {"number": "104"}),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: bytes, code: str, params: dict[str, str]) -> None:
    trouble = refusal(content)
    assert trouble.code == code
    assert {name: trouble.params[name] for name in params} == params


@given(SHEETS)
def test_sums_survive_writing_and_reading(one: Sheet) -> None:
    (document,) = read_coda(coda((one,)))
    found = told(document)
    assert (found.opening, found.closing) == (one.opening, one.closing)
    assert sum((move.amount for move in found.movements), Decimal(0)) == one.closing - one.opening


@given(st.binary(max_size=300))
def test_nonsense_is_refused_and_never_a_defect(content: bytes) -> None:
    for odd in (content, b"0000020112653905" + content, fixture(FILE).replace(b"REF0001", content[:7])):
        with suppress(Rejected):
            read_coda(odd)


@given(st.integers(1, 26), st.integers(1, 128), st.characters(codec="latin-1"))
def test_a_sign_that_is_another_is_refused_or_the_sums_are_still_right(number: int, column: int, sign: str) -> None:
    try:
        documents = read_coda(with_columns(min(number, len(lines())), column, sign))
    except Rejected:
        return
    for document in documents:
        found = told(document)
        assert found.opening + sum(move.amount for move in found.movements) == found.closing
