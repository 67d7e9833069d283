"""From documents to steps: what is sent for each variant, exactly."""

import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connectors.omie.mapping import plan
from apps.connectors.omie.words import short_key
from apps.core.connector import Ref, Step
from apps.core.documents import Coded, Document, Kind, Tax
from apps.core.errors import MappingMissing, Place, Rejected
from tests.connectors.factories import (
    Words,
    attached,
    bill,
    entry,
    instalment,
    invoice,
    paid,
    shares,
    withheld,
)

WITHOUT_TAXES = {
    **{f"retem_{tax}": "N" for tax in ("ir", "iss", "inss", "pis", "cofins", "csll")},
    **{f"valor_{tax}": Decimal("0.00") for tax in ("ir", "iss", "inss", "pis", "cofins", "csll")},
}


def steps(document: Document, resource: str, **settings: str) -> list[Step]:
    words = Words()
    words.settings |= settings
    return [step for step in plan(document, words) if step.resource == resource]


def title(document: Document, **settings: str) -> dict[str, Any]:
    [step] = [*steps(document, "payable", **settings), *steps(document, "receivable", **settings)]
    return dict(step.body)


def test_a_fiscal_invoice_becomes_a_payable_with_all_its_fields() -> None:
    split = instalment(allocations=shares(("20", "60"), ("21", "40")))
    document = bill(split, project=Coded("P1"), withheld=withheld(iss="43.00"))
    assert title(document) == {
        **WITHOUT_TAXES,
        "codigo_cliente_fornecedor": Ref("party:11222333000181"),
        "codigo_lancamento_integracao": "BF-E77555",
        "codigo_categoria": "2.04.07",
        "codigo_projeto": "617693956",
        "data_emissao": "07/04/2026",
        "data_entrada": "08/04/2026",
        "data_vencimento": "10/05/2026",
        "data_previsao": "10/05/2026",
        "valor_documento": Decimal("842.50"),
        "numero_documento": "5521",
        "numero_documento_fiscal": "5521",
        "chave_nfe": "35260411222333000181550010000055211000055219",
        "numero_parcela": "001/001",
        "id_conta_corrente": "630881258",
        "codigo_tipo_documento": "BOL",
        "distribuicao": [
            {"cCodDep": "619153908", "nPerDep": Decimal("60.00"), "nValDep": Decimal("505.50")},
            {"cCodDep": "619153924", "nPerDep": Decimal("40.00"), "nValDep": Decimal("337.00")},
        ],
        "observacao": "Revisao 40.000 km - NF 5521 - Oficina Central",
        "retem_iss": "S",
        "valor_iss": Decimal("43.00"),
    }


def test_a_debit_note_becomes_a_receivable_of_its_customer() -> None:
    party, receivable = plan(invoice(), Words())
    assert (party.resource, party.body["tags"]) == ("party", ({"tag": "Cliente"},))
    assert (receivable.resource, receivable.key) == ("receivable", "BF-E77001")
    assert (receivable.label, receivable.amount) == ("FAT-2026-0417 1/1", Decimal("3150.00"))
    assert receivable.body["codigo_cliente_fornecedor"] == Ref(party.key)


def test_a_note_and_the_entry_of_its_instalment_are_one_title_and_the_entry_knows_more() -> None:
    [from_note] = steps(invoice(), "receivable")
    [from_entry] = steps(entry(invoice()), "receivable")
    [from_bill] = steps(invoice(kind=Kind.BILL), "receivable")
    assert from_note.key == from_entry.key == from_bill.key
    assert from_note.precedence < from_entry.precedence < from_bill.precedence


def test_every_instalment_is_a_title_of_its_own_with_its_share_of_the_withheld_taxes() -> None:
    parts = [instalment(f"BF-E{n}", "33.33", number=n, of=3, due=date(2026, 4 + n, 1)) for n in (1, 2)]
    last = instalment("BF-E3", "33.34", number=3, of=3, due=date(2026, 7, 1))
    titles = steps(bill(*parts, last, withheld=withheld(irrf="10.00", csll="0.01")), "payable")
    assert [step.key for step in titles] == ["BF-E1", "BF-E2", "BF-E3"]
    assert [step.body["numero_parcela"] for step in titles] == ["001/003", "002/003", "003/003"]
    assert [step.body["data_vencimento"] for step in titles] == ["01/05/2026", "01/06/2026", "01/07/2026"]
    assert [step.body["valor_ir"] for step in titles] == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
    assert [step.body["retem_csll"] for step in titles] == ["N", "N", "S"]


def test_every_withheld_tax_has_its_own_pair_of_fields() -> None:
    amounts = {tax.value: f"{number}.00" for number, tax in enumerate(Tax, start=1)}
    body = title(bill(withheld=withheld(**amounts)))
    for tax in Tax:
        name = {"irrf": "ir"}.get(tax, tax.value)
        assert (body[f"retem_{name}"], body[f"valor_{name}"]) == ("S", Decimal(amounts[tax]))


def test_the_same_tax_told_twice_is_added_up() -> None:
    document = bill(withheld=(*withheld(iss="1.10"), *withheld(iss="2.20")))
    assert title(document)["valor_iss"] == Decimal("3.30")


def test_cost_centres_that_become_the_same_department_are_one_row() -> None:
    split = instalment(amount="100.00", allocations=shares(("20", "1"), ("21", "1"), ("22", "1")))
    assert title(bill(split))["distribuicao"] == [
        {"cCodDep": "619153908", "nPerDep": Decimal("66.67"), "nValDep": Decimal("66.67")},
        {"cCodDep": "619153924", "nPerDep": Decimal("33.33"), "nValDep": Decimal("33.33")},
    ]


def test_a_cost_centre_that_bears_nothing_needs_no_translation() -> None:
    split = instalment(allocations=shares(("20", "1"), ("unknown", "0")))
    assert [row["cCodDep"] for row in title(bill(split))["distribuicao"]] == ["619153908"]


def test_a_department_whose_share_is_less_than_a_cent_is_left_out() -> None:
    split = instalment(amount="0.02", allocations=shares(("20", "99"), ("21", "1")))
    assert title(bill(split))["distribuicao"] == [
        {"cCodDep": "619153908", "nPerDep": Decimal("100.00"), "nValDep": Decimal("0.02")}
    ]


@given(
    cents=st.integers(min_value=1, max_value=10**12),
    weights=st.lists(st.decimals(min_value=0, max_value=10**6, places=4), min_size=1, max_size=30).filter(any),
)
def test_any_apportionment_adds_up_to_the_cent_and_to_a_hundred_percent(cents: int, weights: list[Decimal]) -> None:
    words = Words()
    words.words |= {("cost_centre", str(number)): f"D{number % 7}" for number in range(len(weights))}
    amount = Decimal(cents).scaleb(-2)
    split = replace(instalment(), amount=amount, allocations=shares(*((str(n), str(w)) for n, w in enumerate(weights))))
    [step] = [step for step in plan(bill(split), words) if step.resource == "payable"]
    rows = step.body["distribuicao"]
    assert sum(row["nValDep"] for row in rows) == amount
    assert sum(row["nPerDep"] for row in rows) == 100
    assert all(row["nValDep"] > 0 and row["nPerDep"] >= 0 for row in rows)
    assert len({row["cCodDep"] for row in rows}) == len(rows)


@given(
    tax=st.integers(min_value=0, max_value=10**9),
    amounts=st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=24),
)
def test_any_withheld_tax_adds_up_over_the_instalments(tax: int, amounts: list[int]) -> None:
    total = Decimal(tax).scaleb(-2)
    titles = [instalment(f"E{n}", str(Decimal(cents).scaleb(-2))) for n, cents in enumerate(amounts)]
    bodies = [step.body for step in steps(bill(*titles, withheld=((Tax.PIS, total),)), "payable")]
    assert sum(body["valor_pis"] for body in bodies) == total
    assert all((body["retem_pis"] == "S") == bool(body["valor_pis"]) for body in bodies)


def test_the_plan_is_the_same_every_time_and_leaves_the_document_alone() -> None:
    document = bill(
        instalment(allocations=shares(("20", "1"), ("21", "2")), settlement=paid("842.50")),
        attachments=(attached("https://files.example/nf.pdf"),),
    )
    before = copy.deepcopy(document)
    assert plan(document, Words()) == plan(document, Words())
    assert document == before


def test_a_cancelled_document_books_nothing() -> None:
    assert plan(bill(cancelled=True), Words()) == ()


def test_the_expected_date_is_the_forecast_and_the_accrual_stands_in_for_the_entry_date() -> None:
    expected = instalment("BF-E77001", "3150.00", expected=date(2026, 5, 20))
    body = title(invoice(expected))
    assert (body["data_previsao"], body["data_vencimento"]) == ("20/05/2026", "10/05/2026")
    assert body["data_entrada"] == "30/04/2026"
    assert title(invoice(expected, accrued=None))["data_entrada"] == "01/04/2026"


def test_what_has_no_category_or_account_is_translated_by_its_direction() -> None:
    body = title(bill(instalment(account=None), category=None))
    assert (body["codigo_categoria"], body["id_conta_corrente"]) == ("2.05.01", "630881260")


def test_an_unmapped_way_of_payment_takes_the_usual_document_type() -> None:
    document = bill(instalment(payment_type=Coded("9", "Cheque")))
    assert title(document, document_type_default="FAT")["codigo_tipo_documento"] == "FAT"
    assert "codigo_tipo_documento" not in title(document, document_type_default="")


def test_an_unmapped_project_is_left_out() -> None:
    assert "codigo_projeto" not in title(bill(project=Coded("P9")))


@pytest.mark.parametrize(
    ("change", "vocabulary", "value"),
    [
        ({"category": Coded("towing")}, "category", "towing"),
        ({"instalments": (instalment(account=Coded("9")),)}, "account", "9"),
        ({"instalments": (instalment(allocations=shares(("99", "1"))),)}, "cost_centre", "99"),
    ],
)
def test_a_value_without_translation_stops_the_document(change: Any, vocabulary: str, value: str) -> None:
    with pytest.raises(MappingMissing) as stopped:
        plan(bill(**change), Words())
    assert (stopped.value.kind, stopped.value.value) == (vocabulary, value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "USD"}, "source.currency_unsupported"),
        ({"instalments": ()}, "source.no_instalments"),
        ({"instalments": (instalment(amount="0.00"),)}, "source.nothing_to_pay"),
        ({"instalments": (instalment(allocations=shares(("20", "2"), ("21", "-1"))),)}, "source.negative_share"),
    ],
)
def test_what_omie_cannot_book_is_to_be_corrected_at_the_source(change: Any, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(bill(**change), Words())
    assert (refused.value.code, refused.value.place) == (code, Place.SOURCE)


def test_long_texts_are_cut_and_what_is_cut_stays_readable_in_the_note() -> None:
    number = "CONTRATO-0311/2025-PARCELA-7"
    body = title(bill(number=number, fiscal_number="9" * 30, description="linha 1\nlinha 2\t\x00fim", notes="x" * 3000))
    assert (body["numero_documento"], body["numero_documento_fiscal"]) == (number[:20], "9" * 20)
    assert body["observacao"].startswith("linha 1 linha 2 fim - NF 5521")
    assert len(body["observacao"]) == 2000
    assert title(bill(number=number))["observacao"].endswith(number)


def test_a_key_that_is_no_access_key_of_an_electronic_invoice_goes_into_the_note() -> None:
    body = title(bill(fiscal_key="AB12-CD34"))
    assert "chave_nfe" not in body
    assert body["observacao"].endswith("AB12-CD34")


def test_past_due_dates_are_raised_only_where_the_flow_asks_for_it() -> None:
    assert "raise_due_date" not in title(bill())
    assert title(bill(), due_date_floor="S")["raise_due_date"] == "S"


def test_money_that_has_moved_becomes_a_payment_of_its_title() -> None:
    settled = instalment(settlement=paid("850.00", interest="5.00", fine="2.50"))
    [payment] = steps(bill(settled), "payment_out")
    assert (payment.key, payment.amount, payment.precedence) == ("BF-E77555-P", Decimal("850.00"), 3)
    assert payment.body == {
        "codigo_lancamento": Ref("BF-E77555"),
        "codigo_baixa_integracao": "BF-E77555-P",
        "codigo_conta_corrente": "630881258",
        "valor": Decimal("850.00"),
        "desconto": Decimal(0),
        "juros": Decimal("5.00"),
        "multa": Decimal("2.50"),
        "data": "11/05/2026",
        "observacao": "NF 5521 - Oficina Central",
        "conciliar_documento": "N",
    }


def test_a_receipt_of_money_goes_to_the_receivables() -> None:
    document = invoice(instalment("BF-E1", "10.00", settlement=paid("10.00")))
    assert [step.key for step in steps(document, "payment_in")] == ["BF-E1-P"]
    assert steps(document, "payment_in", post_payments="N") == []


def test_files_hang_on_the_first_title_after_everything_else() -> None:
    files = (
        attached("https://files.example/a?x=1", "../../etc/nota.pdf"),
        attached("https://files.example/b", f"{'n' * 120}.xml"),
        attached("https://files.example/c", ""),
    )
    document = bill(
        instalment("BF-E1", "1.00", settlement=paid("1.00")), instalment("BF-E2", "2.00"), attachments=files
    )
    order = [step.resource for step in plan(document, Words())]
    assert order == ["party", "payable", "payable", "payment_out", "attachment", "attachment", "attachment"]
    first, second, third = steps(document, "attachment")
    assert first.body == {
        "cCodIntAnexo": "BF-E1-A1",
        "cTabela": "conta-pagar",
        "nId": Ref("BF-E1"),
        "cNomeArquivo": "nota.pdf",
        "cTipoArquivo": "zip",
        "file_address": "https://files.example/a?x=1",
    }
    assert (len(second.body["cNomeArquivo"]), second.body["cNomeArquivo"][-4:]) == (100, ".xml")
    assert third.body["cNomeArquivo"] == "anexo-3"
    assert steps(document, "attachment", attach_files="N") == []
    assert steps(invoice(attachments=files), "attachment")[0].body["cTabela"] == "conta-receber"


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_keys_are_short_and_never_shared(one: str, other: str) -> None:
    assert len(short_key(one)) <= 16
    assert (short_key(one) == short_key(other)) == (one == other)


def test_a_short_code_is_its_own_key_and_a_long_one_keeps_its_beginning() -> None:
    assert short_key("BF-E77001") == "BF-E77001"
    assert short_key("BF-E" + "7" * 40) == "BF-EPYJWYURBPPJ5"
