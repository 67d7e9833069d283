"""CAMT.053 in all its versions: what it says is read, and what does not add up is refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Place, Rejected
from apps.core.statements.camt053 import is_camt053, read_camt053
from apps.sandbox.banqup.bank.camt053 import camt053
from apps.sandbox.banqup.bank.sheets import Moved, Sheet
from tests.core.statements.files import DAY, SHEETS, fixture, sheet, told

BATCH = "camt053_02_batch_and_reversal.xml"


def refusal(content: bytes) -> Rejected:
    with pytest.raises(Rejected) as raised:
        read_camt053(content)
    assert raised.value.place == Place.SOURCE
    return raised.value


def changed(before: str, after: str, name: str = BATCH) -> bytes:
    content = fixture(name)
    assert before.encode("latin-1") in content
    return content.replace(before.encode("latin-1"), after.encode("latin-1"))


def test_a_statement_says_whose_account_it_is_and_for_which_days() -> None:
    (document,) = read_camt053(fixture(BATCH))
    found = told(document)
    assert (found.account, document.currency, document.number) == ("PT50000201231234567890154", "EUR", "73")
    assert (found.opened, found.closed, document.issued) == (date(2026, 4, 14),) * 3
    assert (found.opening, found.closing, document.total) == (
        Decimal("1000.10"),
        Decimal("-239.35"),
        Decimal("-239.35"),
    )
    assert (document.party.code, document.party.name) == ("BKVDPTPL", "Banco do Vale")
    assert document.source_id == "PT50000201231234567890154/EUR/2026-04-14/73"
    assert (document.instalments, document.changed) == ((), None)


def test_a_batch_gives_each_of_its_transactions_in_the_files_own_encoding() -> None:
    first, second, third, *_rest = told(read_camt053(fixture(BATCH))[0]).movements
    assert [one.amount for one in (first, second, third)] == [Decimal("-500.00"), Decimal("-700.45"), Decimal("-50.00")]
    assert first.party is not None
    assert (first.party.name, first.party_account) == ("João Conceição", "PT50003506510000000012348")
    assert (first.message, first.end_to_end, first.reference) == ("Salário abril 2026", "SAL-04-1", "ORD-5501")
    assert (first.booked, first.valued, first.code) == (date(2026, 4, 14), date(2026, 4, 15), "PMNT/ICDT/ESCT")
    assert third.party is not None
    assert (third.party.name, third.end_to_end) == ("Seguros & Filhos", "")


def test_a_reversal_goes_its_own_direction_and_names_the_same_party() -> None:
    reversal = told(read_camt053(fixture(BATCH))[0]).movements[3]
    assert (reversal.amount, reversal.reversal, reversal.structured) == (Decimal("30.00"), True, "RF18539007547034")
    assert reversal.party is not None
    assert reversal.party.name == "Águas do Tejo"
    assert (reversal.booked, reversal.message, reversal.code) == (date(2026, 4, 14), "Débito devolvido", "NTRF")


def test_an_entry_that_is_not_booked_moves_nothing() -> None:
    assert Decimal("5000.00") not in [one.amount for one in told(read_camt053(fixture(BATCH))[0]).movements]


def test_a_batch_of_which_only_the_number_is_told_is_one_movement() -> None:
    last = told(read_camt053(fixture(BATCH))[0]).movements[-1]
    assert (last.amount, last.message, last.party) == (Decimal("-19.00"), "Comissões", None)


def test_transactions_that_do_not_make_up_the_entry_leave_it_whole() -> None:
    content = changed('<Amt Ccy="EUR">700.45</Amt>', '<Amt Ccy="EUR">700.00</Amt>')
    assert told(read_camt053(content)[0]).movements[0].amount == Decimal("-1250.45")


def test_one_account_in_two_currencies_has_a_statement_in_each() -> None:
    euro, yen = read_camt053(fixture("camt053_08_two_currencies.xml"))
    assert [euro.source_id.split("/")[1:], yen.source_id.split("/")[1:]] == [
        ["EUR", "2026-04-30", "88"],
        ["JPY", "2026-04-30", "88"],
    ]
    assert (yen.total, told(yen).movements) == (Decimal(5000), ())
    (wire,) = told(euro).movements
    assert (wire.amount, wire.party_account, wire.message) == (Decimal("92.50"), "000123456789", "Wire")
    assert wire.party is not None
    assert (wire.party.street, wire.party.city, wire.party.country) == ("Pier", "New York", "US")


def test_a_statement_of_which_everything_optional_is_missing_is_read() -> None:
    (document,) = read_camt053(fixture("camt053_13_bare.xml"))
    assert (document.number, document.currency, told(document).account) == ("7F3A", "BRL", "12-345678901")
    assert [one.amount for one in told(document).movements] == [Decimal("-1.50")]


def test_pages_of_one_statement_are_told_apart() -> None:
    page = "<ElctrncSeqNb>73</ElctrncSeqNb><StmtPgntn><PgNb>{}</PgNb><LastPgInd>{}</LastPgInd></StmtPgntn>"
    numbers = [
        read_camt053(changed("<ElctrncSeqNb>73</ElctrncSeqNb>", page.format(*at)))[0].number
        for at in ((1, "true"), (1, "false"), (2, "true"))
    ]
    assert numbers == ["73", "73-1", "73-2"]


def test_a_later_page_begins_with_the_balance_between_pages() -> None:
    content = changed("<Cd>PRCD</Cd>", "<Cd>ITBD</Cd>")
    assert told(read_camt053(content)[0]).opening == Decimal("1000.10")


@pytest.mark.parametrize(
    ("before", "after", "code", "params"),
    [
        (">239.35<", ">239.36<", "statement.does_not_add_up", {"expected": "-239.36", "found": "-239.35"}),
        ("<Cd>PRCD</Cd>", "<Cd>XPCD</Cd>", "statement.no_balance", {"balance": "OPBD", "number": "73"}),
        ("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>", "statement.no_balance", {"balance": "CLBD", "number": "73"}),
        ("<IBAN>PT50000201231234567890154</IBAN>", "", "statement.no_account", {"number": "73"}),
        ("<Ccy>EUR</Ccy>", "<Ccy>euro</Ccy>", "statement.currency_differs", {"found": "EUR"}),
        ('<Amt Ccy="EUR">19.00</Amt>', '<Amt Ccy="USD">19.00</Amt>', "statement.currency_differs", {"found": "USD"}),
        ('<Amt Ccy="EUR">19.00</Amt>', '<Amt Ccy="EUR">19.005</Amt>', "source.fraction_of_cent", {"value": "19.005"}),
        ('<Amt Ccy="EUR">19.00</Amt>', '<Amt Ccy="EUR">19,00</Amt>', "source.not_a_number", {"value": "19,00"}),
        ('<Amt Ccy="EUR">19.00</Amt>', "", "source.not_a_number", {"value": ""}),
        ("<Dt>2026-04-15</Dt>", "<Dt>2026-02-30</Dt>", "source.not_a_date", {"value": "2026-02-30"}),
        ("<Dt>2026-04-15</Dt>", "<Dt>1026-02-28</Dt>", "source.date_out_of_range", {"value": "1026-02-28"}),
        (
            "DBIT</CdtDbtInd><Sts>BOOK</Sts>\n        <ValDt>",
            "X</CdtDbtInd><Sts>BOOK</Sts><ValDt>",
            "statement.no_direction",
            {"value": "X"},
        ),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, code: str, params: dict[str, str]) -> None:
    trouble = refusal(changed(before, after))
    assert trouble.code == code
    assert {name: trouble.params[name] for name in params} == params


def test_a_document_type_is_refused_before_anything_of_it_is_followed() -> None:
    laughs = "".join(f'<!ENTITY l{turn} "{f"&l{turn - 1};" * 10}">' for turn in range(1, 10))
    for inside in (f'<!ENTITY l0 "ha">{laughs}', '<!ENTITY x SYSTEM "file:/etc/passwd">'):
        content = f"<!DOCTYPE Document [{inside}]><Document><BkToCstmrStmt/></Document>".encode()
        assert is_camt053(content)
        assert refusal(content).code == "upload.xml_refused"


def test_broken_xml_is_said_to_be_broken() -> None:
    assert refusal(fixture(BATCH)[:-40]).code == "upload.xml_broken"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_known_and_read_in_whatever_encoding_it_is(encoding: str) -> None:
    named = encoding.removesuffix("-sig")
    text = fixture(BATCH).decode("latin-1").replace("ISO-8859-1", named)
    assert is_camt053(text.encode(encoding))
    assert read_camt053(text.encode(encoding)) == read_camt053(fixture(BATCH))


@pytest.mark.parametrize("version", range(2, 14))
def test_every_version_says_the_same(version: int) -> None:
    shares = (Moved(on=DAY, amount=Decimal("-3.00"), name="A"), Moved(on=DAY, amount=Decimal("-4.00"), name="B"))
    one = sheet(Moved(on=DAY, amount=Decimal("-7.00"), shares=shares), Moved(on=DAY, amount=Decimal("1.00"), name="C"))
    (document,) = read_camt053(camt053((one,), version=version))
    movements = told(document).movements
    assert [(found.amount, found.party.name) for found in movements if found.party] == [
        (Decimal("-3.00"), "A"),
        (Decimal("-4.00"), "B"),
        (Decimal("1.00"), "C"),
    ]


@given(one=SHEETS, version=st.integers(2, 13))
def test_sums_survive_writing_and_reading(one: Sheet, version: int) -> None:
    (document,) = read_camt053(camt053((one,), version=version))
    found = told(document)
    assert (found.opening, found.closing) == (one.opening, one.closing)
    assert sum((move.amount for move in found.movements), Decimal(0)) == one.closing - one.opening


@given(st.binary(max_size=300))
def test_nonsense_is_refused_and_never_a_defect(content: bytes) -> None:
    for odd in (content, b"<BkToCstmrStmt>" + content, fixture(BATCH).replace(b"1250.45", content)):
        with suppress(Rejected):
            read_camt053(odd)


@given(st.data())
def test_a_file_with_a_piece_cut_out_is_refused_or_still_adds_up(data: st.DataObject) -> None:
    content = fixture(BATCH)
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(len(content), begin + 400)))
    try:
        documents = read_camt053(content[:begin] + content[end:])
    except Rejected:
        return
    for document in documents:
        found = told(document)
        assert found.opening + sum(move.amount for move in found.movements) == found.closing
