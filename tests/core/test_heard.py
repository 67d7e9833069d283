"""Documents that are posted to us: what comes out is what went in, and what is wrong is named by its field."""

import base64
import copy
import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.documents import (
    Allocation,
    Attachment,
    BankAccount,
    Coded,
    Document,
    Foreign,
    Kind,
    Line,
    Movement,
    Party,
    Register,
    RegisterEntry,
    Statement,
    Tax,
)
from apps.core.errors import Rejected
from apps.core.heard import heard
from apps.core.told import told
from tests.contract import sample_documents
from tests.registers import master_data

PDF = b"%PDF-1.7 a receipt"
ON = date(2026, 4, 8)


def nobody(kind: str, value: Coded) -> str:
    return ""


def statement() -> Document:
    party = Party(code="5", name="Banco")
    moved = Movement(booked=ON, amount=Decimal("-3.50"), valued=date(2026, 4, 9), party=party, reversal=True)
    [document, _other] = sample_documents(Kind.BANK_STATEMENT)
    told_of = Statement(
        account="BE68539007547034",
        opened=ON,
        opening=Decimal(0),
        closed=ON,
        closing=Decimal("-3.50"),
        movements=(moved,),
    )
    return replace(document, statement=told_of, total=Decimal("-3.50"), instalments=())


def bill() -> Document:
    """A bill in which every part that may be there is."""
    line = Line(description="x", quantity=Decimal("2.000"), unit_price=Decimal("40.655"), amount=Decimal("81.31"))
    return replace(
        sample_documents(Kind.BILL)[0],
        lines=(replace(line, tax_rate=Decimal(23), tax_amount=Decimal("18.70"), cost_centre=Coded("1", "One")),),
        withheld=((Tax.ISS, Decimal("1.23")),),
        changed=datetime(2026, 4, 8, 12, tzinfo=UTC),
        net=Decimal("81.31"),
    )


def report() -> Document:
    """A report of one employee with two expenses, one of them paid abroad."""
    lunch = Line(
        description="Lunch",
        quantity=Decimal(1),
        unit_price=Decimal("40.01"),
        amount=Decimal("40.01"),
        code="E-1",
        on=ON,
        category=Coded("7", "Meals"),
        allocations=(Allocation(cost_centre=Coded("1"), share=Decimal(1), category=Coded("7")),),
    )
    taxi = replace(
        lunch,
        code="E-2",
        amount=Decimal(60),
        foreign=Foreign(amount=Decimal("11.20"), currency="USD", rate=Decimal("5.3571")),
    )
    return replace(
        sample_documents(Kind.EXPENSE_REPORT)[0],
        party=Party(
            code="A-17", name="Ana", bank=BankAccount(bank="001", branch="1", account="2", pix_key="ana@x.test")
        ),
        lines=(lunch, replace(taxi, reimbursable=False)),
        total=Decimal("100.01"),
        instalments=(),
    )


def entry() -> Document:
    """A cost centre that may be chosen."""
    told_of = RegisterEntry(register=next(iter(Register)), code="10", name="Campinas", fields=(("manager", "Ana"),))
    return master_data(told_of, changed=datetime(2026, 4, 8, 12, tzinfo=UTC))


def data(document: Document) -> dict[str, Any]:
    return told(document, nobody)


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in ("bank_statement", "expense_report", "master_data")]
)
def test_what_was_told_is_heard_again(kind: Kind) -> None:
    for document in sample_documents(kind):
        assert heard(data(document), kind) == document


@pytest.mark.parametrize("document", [bill(), statement(), report(), entry()])
def test_every_part_of_a_document_is_heard(document: Document) -> None:
    assert heard(data(document), document.kind) == document


def test_what_has_a_usual_value_may_be_left_out() -> None:
    told_of = data(bill())
    needed = ("id", "kind", "direction", "number", "party", "issued", "total", "instalments", "currency")
    short = {name: told_of[name] for name in needed}
    short["party"] = {"code": "", "name": "Oficina Central Ltda"}
    found = heard(short, "bill")
    assert (found.party.name, found.total, found.lines) == ("Oficina Central Ltda", Decimal("100.01"), ())
    for name in needed:
        with pytest.raises(Rejected) as raised:
            heard({said: value for said, value in short.items() if said != name}, "bill")
        assert (raised.value.code, raised.value.params["field"]) == ("source.field_missing", name)


def changed(path: str, value: object) -> dict[str, Any]:
    """Give a bill whose field at a path holds something else."""
    body = copy.deepcopy(data(bill()))
    place: Any = body
    *way, last = [int(step) if step.isdigit() else step for step in path.replace("[", ".").replace("]", "").split(".")]
    for step in way:
        place = place[step]
    place[last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("colour", "red", "source.unknown_field"),
        ("party.colour", "red", "source.unknown_field"),
        ("instalments[1].colour", "red", "source.unknown_field"),
        ("attachments[0].colour", "red", "source.unknown_field"),
        ("id", "", "source.no_id"),
        ("id", "x" * 121, "source.no_id"),
        ("id", "a/", "source.no_id"),
        ("kind", "poem", "source.unknown_word"),
        ("kind", "invoice", "source.other_kind"),
        ("direction", None, "source.unknown_word"),
        ("number", 7, "source.wrong_shape"),
        ("number", "a\0", "source.wrong_shape"),
        ("party", [], "source.wrong_shape"),
        ("party.name", " ", "source.no_party"),
        ("party.tax_id", "11.222.333/0001-81", "source.wrong_shape"),
        ("party.country", "Portugal", "source.wrong_shape"),
        ("issued", "08/04/2026", "source.not_a_date"),
        ("issued", "2026-02-30", "source.not_a_date"),
        ("issued", "0026-02-03", "source.date_out_of_range"),
        ("due", "2026-01-01", "source.differs"),
        ("changed", "2026-04-08T12:00:00", "source.not_a_date"),
        ("total", 100.01, "source.number_not_text"),
        ("total", "100,01", "source.not_a_number"),
        ("total", "1e2", "source.not_a_number"),
        ("total", "100.015", "source.fraction_of_cent"),
        ("total", "-1.00", "source.negative"),
        ("total", True, "source.not_a_number"),
        ("currency", "reais", "source.not_a_currency"),
        ("net", "81.32", "source.differs"),
        ("instalments", [], "source.no_instalments"),
        ("instalments", {}, "source.wrong_shape"),
        ("instalments[0].amount", "50.04", "source.differs"),
        ("instalments[1].code", "S-1", "source.repeated_entry"),
        ("instalments[1].number", "2", "source.wrong_shape"),
        ("instalments[0].due", None, "source.not_a_date"),
        ("instalments[0].settlement.fine", "-0.01", "source.negative"),
        ("withheld[0].tax", "vat", "source.unknown_word"),
        ("withheld[0].amount", "x", "source.not_a_number"),
        ("lines[0].quantity", 2, "source.number_not_text"),
        ("credit_note", "no", "source.wrong_shape"),
        ("statement", data(statement())["statement"], "source.unknown_field"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(path: str, value: object, code: str) -> None:
    with pytest.raises(Rejected) as raised:
        heard(changed(path, value), "bill")
    assert raised.value.code == code
    if code != "source.differs":
        assert raised.value.params["field"] == path


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closing": "-3.51"}, "statement.closing"),
        ({"closing": "-3.00", "opening": "0.50"}, "total"),
        ({"closed": "2026-04-07"}, "statement.closed"),
    ],
)
def test_a_statement_leads_from_one_balance_to_the_other(changes: dict[str, str], field: str) -> None:
    body = data(statement())
    body["statement"] |= changes
    with pytest.raises(Rejected) as raised:
        heard(body, "bank_statement")
    assert (raised.value.code, raised.value.params["field"]) == ("source.differs", field)
    with pytest.raises(Rejected, match=r"source\.field_missing"):
        heard(body | {"statement": None}, "bank_statement")


def with_file(**held: object) -> dict[str, Any]:
    return data(bill()) | {"attachments": [{"name": "receipt.pdf", "media_type": "application/pdf", **held}]}


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_file_comes_with_its_bytes_or_with_its_address() -> None:
    [here] = heard(with_file(content=packed(PDF)), "bill").attachments
    assert here == Attachment(name="receipt.pdf", media_type="application/pdf", content=PDF)
    told_of = {"content": packed(PDF), "sha256": hashlib.sha256(PDF).hexdigest(), "size": len(PDF)}
    assert heard(with_file(**told_of), "bill").attachments == (here,)
    [there] = heard(with_file(url="https://files.example.com/a.pdf", sha256="", size=None), "bill").attachments
    assert (there.url, there.content) == ("https://files.example.com/a.pdf", b"")


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({}, "source.file_nowhere"),
        ({"url": "ftp://files.example.com/a.pdf"}, "source.file_nowhere"),
        ({"content": "%%%"}, "source.file_garbled"),
        ({"content": packed(b"MZ a program")}, "source.file_not_that"),
        ({"content": packed(PDF), "media_type": "image/png"}, "source.file_not_that"),
        ({"content": packed(PDF), "media_type": "application/x-msdownload"}, "source.file_not_that"),
        ({"content": packed(PDF), "sha256": "0" * 64}, "source.file_not_that"),
        ({"content": packed(PDF), "size": 1}, "source.file_not_that"),
        ({"content": packed(PDF), "name": "../receipt.pdf"}, "source.wrong_shape"),
        ({"content": "A" * (14 * 1024 * 1024)}, "source.file_too_large"),
        ({"content": 7}, "source.wrong_shape"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(held: dict[str, object], code: str) -> None:
    with pytest.raises(Rejected) as raised:
        heard(with_file(**held), "bill")
    assert raised.value.code == code
    assert raised.value.params["field"].startswith("attachments[0]")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"total": "100.00"}, "source.differs", "lines"),
        ({"lines": []}, "source.field_missing", "lines"),
        ({"instalments": data(bill())["instalments"]}, "source.unknown_field", "instalments"),
        ({"lines": [data(report())["lines"][0]] * 2, "total": "80.02"}, "source.repeated_entry", "lines[1].code"),
    ],
)
def test_the_expenses_of_a_report_make_its_total(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Rejected) as raised:
        heard(data(report()) | changes, "expense_report")
    assert (raised.value.code, raised.value.params["field"]) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"entry": None}, "source.field_missing", "entry"),
        ({"id": "another:10"}, "source.differs", "id"),
        ({"entry": {**data(entry())["entry"], "fields": {"manager": 7}}}, "source.wrong_shape", "entry.fields.manager"),
        ({"entry": {**data(entry())["entry"], "fields": []}}, "source.wrong_shape", "entry.fields"),
    ],
)
def test_an_entry_of_a_register_is_known_by_its_register_and_code(
    changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Rejected) as raised:
        heard(data(entry()) | changes, "master_data")
    assert (raised.value.code, raised.value.params["field"]) == (code, field)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-01-01"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(data(bill()))), anything)
@settings(max_examples=60)
def test_whatever_a_field_holds_it_is_read_or_refused(name: str, value: object) -> None:
    with suppress(Rejected):
        assert heard(data(bill()) | {name: value}, "bill").kind == "bill"
