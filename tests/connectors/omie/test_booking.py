"""Titles, payments and parties in the simulated Omie: what is booked, and that it is booked once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine

from apps.connectors.omie.booking import PAYABLES, PAYMENTS, RECEIPTS, RECEIVABLES, find_party, preferred, sendable
from apps.connectors.omie.client import Omie
from apps.connectors.omie.connector import OMIE
from apps.connectors.omie.mapping import plan
from apps.core.connector import Booked
from apps.core.errors import OutcomeUnknown, Place, Rejected, Temporary
from apps.sandbox.omie.limits import Rules
from apps.sandbox.server import Sandbox
from tests.connectors.factories import NEWCOMER, Words, bill, instalment, invoice, paid, shares, withheld
from tests.connectors.omie.conftest import Book, resolved

KEY = "BF-E77555"
PARTY = {"party:11222333000181": Booked(target_id="6289226855")}


def planned(document: Any, resource: str, booked: dict[str, Booked]) -> dict[str, Any]:
    """Give the request of a document's one step of a resource, as the engine hands it over."""
    [step] = [step for step in plan(document, Words()) if step.resource == resource]
    return resolved(step.body, booked)


def settled(amount: str = "842.50") -> Any:
    return bill(instalment(settlement=paid(amount)))


def test_a_fiscal_invoice_stands_in_the_books_exactly(book: Book, sandbox: Sandbox) -> None:
    halves = shares(("20", "1"), ("21", "1"), ("22", "1"))
    titles = (
        instalment("BF-E1", "421.26", number=1, of=2, allocations=halves),
        instalment("BF-E2", "421.24", number=2, of=2),
    )
    booked = book(bill(*titles, withheld=withheld(iss="43.01", irrf="0.01")))
    first, second = sandbox.records("omie", "contapagar")
    assert first["codigo_lancamento_omie"] == int(booked["BF-E1"].target_id)
    assert (first["codigo_lancamento_integracao"], second["codigo_lancamento_integracao"]) == ("BF-E1", "BF-E2")
    assert (first["valor_documento"], second["valor_documento"]) == (421.26, 421.24)
    assert (first["valor_iss"], second["valor_iss"]) == (21.51, 21.5)
    assert (first["retem_ir"], second["retem_ir"]) == ("S", "N")
    assert [(row["cCodDep"], row["nPerDep"], row["nValDep"]) for row in first["distribuicao"]] == [
        ("619153908", 66.67, 280.84),
        ("619153924", 33.33, 140.42),
    ]
    assert (first["codigo_categoria"], first["id_conta_corrente"]) == ("2.04.07", 630881258)
    assert (first["data_emissao"], first["data_entrada"], first["data_vencimento"]) == (
        "07/04/2026",
        "08/04/2026",
        "10/05/2026",
    )
    assert first["chave_nfe"] == "35260411222333000181550010000055211000055219"


def test_a_debit_note_stands_among_the_receivables_of_the_known_customer(book: Book, sandbox: Sandbox) -> None:
    before = sandbox.records("omie", "clientes")
    booked = book(invoice())
    [receivable] = sandbox.records("omie", "contareceber")
    assert booked["party:12345678000195"].target_id == "6289226831"
    assert (receivable["codigo_cliente_fornecedor"], receivable["valor_documento"]) == (6289226831, 3150)
    assert sandbox.records("omie", "clientes") == before
    assert sandbox.records("omie", "contapagar") == []


def test_a_supplier_that_was_typed_by_hand_is_found_by_its_tax_id_and_left_alone(book: Book, sandbox: Sandbox) -> None:
    before = sandbox.records("omie", "clientes")
    assert book(bill())["party:11222333000181"].target_id == "6289226855"
    assert sandbox.records("omie", "clientes") == before


def test_a_new_supplier_is_entered_once(book: Book, sandbox: Sandbox) -> None:
    first = book(bill(party=NEWCOMER))
    again = book(bill(instalment("BF-E2"), party=NEWCOMER))
    entered = [row for row in sandbox.records("omie", "clientes") if row["cnpj_cpf"] == "12.ABC.345/01DE-35"]
    assert len(entered) == 1
    assert first["party:12ABC34501DE35"] == again["party:12ABC34501DE35"]
    assert entered[0]["codigo_cliente_integracao"] == "PONTE-12ABC34501DE35"
    assert (entered[0]["razao_social"], entered[0]["tags"]) == ("Pneus Novo Rumo Ltda", [{"tag": "Fornecedor"}])
    assert (entered[0]["telefone1_ddd"], entered[0]["telefone1_numero"]) == ("11", "4002-8922")


def test_a_supplier_entered_by_somebody_in_between_is_adopted(omie: Omie, sandbox: Sandbox) -> None:
    body = planned(bill(), "party", {})
    assert OMIE.resource("party").create(omie, "party:11222333000181", body) == Booked(target_id="6289226855")
    assert len(sandbox.records("omie", "clientes")) == 4


def test_an_active_party_comes_before_an_inactive_one_with_the_same_tax_id() -> None:
    gone, other, living = {"inativo": "S"}, {"inativo": "S"}, {"inativo": "N"}
    assert preferred([gone, living]) is living
    assert preferred([gone, other]) is gone


def test_an_inactive_party_is_still_the_one_with_that_tax_id(omie: Omie) -> None:
    omie.call("geral/clientes/", "AlterarCliente", {"codigo_cliente_omie": 6289226855, "inativo": "S"}, writes=True)
    body = planned(bill(), "party", {})
    assert find_party(omie, "party:11222333000181", body) == Booked(target_id="6289226855")


@pytest.mark.parametrize(
    ("titles", "document", "table"),
    [
        (PAYABLES, bill(), "contapagar"),
        (RECEIVABLES, invoice(instalment(KEY, "842.50")), "contareceber"),
    ],
)
def test_a_title_is_found_by_our_key(
    titles: Any, document: Any, table: str, book: Book, omie: Omie, sandbox: Sandbox
) -> None:
    sandbox.set_rules(Rules(redundant_seconds=0))
    assert titles.find(omie, KEY, {}) is None
    booked = book(document)[KEY]
    assert titles.find(omie, KEY, {}) == booked
    assert booked.target_id == str(sandbox.records("omie", table)[0]["codigo_lancamento_omie"])
    assert booked.number == document.number


def test_a_title_that_is_there_already_is_adopted_and_brought_to_our_content(book: Book, sandbox: Sandbox) -> None:
    first = book(bill())
    again = book(bill(instalment(amount="900.00")))
    [title] = sandbox.records("omie", "contapagar")
    assert first[KEY] == again[KEY]
    assert title["valor_documento"] == 900


def test_a_first_write_is_never_an_upsert_and_a_change_is_one_call(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    booked = book(bill())
    body = planned(bill(instalment(due=date(2026, 6, 1))), "payable", booked)
    assert PAYABLES.update(omie, KEY, booked[KEY].target_id, body) == booked[KEY]
    calls = [call["call"] for call in sandbox.calls("omie")]
    assert calls == ["ListarClientes", "IncluirContaPagar", "AlterarContaPagar"]
    assert sandbox.records("omie", "contapagar")[0]["data_vencimento"] == "01/06/2026"


def test_a_change_replaces_taxes_and_departments_that_are_gone(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    split = instalment(allocations=shares(("20", "1"), ("21", "1")))
    booked = book(bill(split, withheld=withheld(iss="43.00")))
    plain = planned(bill(instalment(amount="800.00")), "payable", booked)
    PAYABLES.update(omie, KEY, booked[KEY].target_id, plain)
    [title] = sandbox.records("omie", "contapagar")
    assert (title["valor_documento"], title["distribuicao"], title["retem_iss"], title["valor_iss"]) == (
        800,
        [],
        "N",
        0,
    )


def test_a_change_of_a_title_that_was_deleted_at_omie_asks_a_person(omie: Omie, sandbox: Sandbox) -> None:
    with pytest.raises(Rejected) as refused:
        PAYABLES.update(omie, KEY, "7102334411", planned(bill(), "payable", PARTY))
    assert (refused.value.code, refused.value.place) == ("target.not_found", Place.TARGET)
    assert sandbox.records("omie", "contapagar") == []


def test_what_omie_refuses_about_a_title_is_told_in_its_own_words(omie: Omie) -> None:
    body = {**planned(bill(), "payable", PARTY), "codigo_categoria": "2.04.90"}
    with pytest.raises(Rejected) as refused:
        PAYABLES.create(omie, KEY, body)
    assert refused.value.code == "target.rejected"
    assert refused.value.params == {
        "vendor_code": "102",
        "answer": "ERROR: A categoria [2.04.90] está inativa e não pode ser utilizada !",
    }


def test_an_id_that_is_no_number_points_to_the_mapping(omie: Omie, sandbox: Sandbox) -> None:
    body = {**planned(bill(), "payable", PARTY), "id_conta_corrente": "Itau"}
    with pytest.raises(Rejected) as refused:
        PAYABLES.create(omie, KEY, body)
    assert (refused.value.code, refused.value.place) == ("mapping.value_wrong", Place.HERE)
    assert refused.value.params == {"field": "id_conta_corrente", "value": "Itau"}
    assert sandbox.calls("omie") == []


@pytest.mark.parametrize(
    "fault", ["drop_after_commit", "500_after_commit", "html_after_commit", "duplicate_after_commit"]
)
def test_a_title_whose_answer_was_lost_is_found_and_not_doubled(fault: str, omie: Omie, sandbox: Sandbox) -> None:
    body = planned(bill(), "payable", PARTY)
    sandbox.fault("omie", fault, call="IncluirContaPagar")
    with pytest.raises(OutcomeUnknown):
        PAYABLES.create(omie, KEY, body)
    [title] = sandbox.records("omie", "contapagar")
    assert PAYABLES.find(omie, KEY, body) == Booked(target_id=str(title["codigo_lancamento_omie"]), number="5521")


def test_a_title_that_a_lagging_read_hides_is_still_booked_once(omie: Omie, sandbox: Sandbox) -> None:
    body = planned(bill(), "payable", PARTY)
    sandbox.fault("omie", "drop_after_commit", call="IncluirContaPagar")
    with pytest.raises(OutcomeUnknown):
        PAYABLES.create(omie, KEY, body)
    sandbox.fault("omie", "read_lag")
    assert PAYABLES.find(omie, KEY, body) is None
    booked = PAYABLES.create(omie, KEY, body)
    [title] = sandbox.records("omie", "contapagar")
    assert booked.target_id == str(title["codigo_lancamento_omie"])


def test_a_duplicate_of_something_else_is_not_taken_for_our_title(omie: Omie, sandbox: Sandbox) -> None:
    PAYABLES.create(omie, KEY, planned(bill(), "payable", PARTY))
    with pytest.raises(Rejected) as refused:
        PAYABLES.create(omie, "BF-E1", {**planned(bill(), "payable", PARTY)})
    assert refused.value.code == "target.duplicate"


def test_an_open_title_is_deleted_and_deleting_it_again_is_no_error(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    sandbox.set_rules(Rules(redundant_seconds=0))
    for document, titles, table in ((bill(), PAYABLES, "contapagar"), (invoice(), RECEIVABLES, "contareceber")):
        key = document.instalments[0].code
        booked = book(document)[key]
        assert len(sandbox.records("omie", table)) == 1
        titles.cancel(omie, key, booked.target_id, {})
        assert sandbox.records("omie", table) == []
        titles.cancel(omie, key, booked.target_id, {})


@pytest.mark.parametrize("amount", ["842.50", "100.00"])
def test_a_title_that_is_paid_whole_or_in_part_can_no_longer_be_deleted(
    amount: str, book: Book, omie: Omie, sandbox: Sandbox
) -> None:
    sandbox.set_rules(Rules(redundant_seconds=0))
    booked = book(settled(amount))
    with pytest.raises(Rejected) as refused:
        PAYABLES.cancel(omie, KEY, booked[KEY].target_id, {})
    assert (refused.value.code, refused.value.place, refused.value.params) == (
        "undo.paid",
        Place.TARGET,
        {"number": "5521"},
    )
    assert len(sandbox.records("omie", "contapagar")) == 1


def test_a_title_that_the_accountant_locked_is_told_in_omies_words(book: Book, omie: Omie) -> None:
    booked = book(bill())
    lock = {"codigo_lancamento_integracao": KEY, "bloquear_exclusao": "S"}
    omie.call("financas/contapagar/", "AlterarContaPagar", lock, writes=True)
    with pytest.raises(Rejected, match="bloqueado"):
        PAYABLES.cancel(omie, KEY, booked[KEY].target_id, {})


def test_a_performed_entry_posts_its_payment(book: Book, sandbox: Sandbox) -> None:
    booked = book(bill(instalment(settlement=paid("850.00", interest="5.00", fine="2.50"))))
    [title] = sandbox.records("omie", "contapagar")
    [payment] = sandbox.records("omie", "pagamentos")
    assert booked[f"{KEY}-P"].target_id == str(payment["codigo_baixa"])
    assert payment["codigo_lancamento"] == title["codigo_lancamento_omie"]
    assert (payment["valor"], payment["juros"], payment["multa"], payment["data"]) == (850, 5, 2.5, "11/05/2026")
    assert (title["status_titulo"], title["liquidado"]) == ("PAGO", "S")


def test_a_received_debit_note_posts_its_receipt(book: Book, sandbox: Sandbox) -> None:
    book(invoice(instalment("BF-E1", "10.00", settlement=paid("9.00", discount="1.00"))))
    assert sandbox.records("omie", "contareceber")[0]["status_titulo"] == "RECEBIDO"
    assert sandbox.records("omie", "recebimentos")[0]["codigo_baixa_integracao"] == "BF-E1-P"


def test_a_title_that_somebody_has_paid_already_is_not_paid_again(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    title = book(bill())[KEY]
    by_hand = {
        "codigo_lancamento": int(title.target_id),
        "codigo_conta_corrente": 630881258,
        "valor": 842.5,
        "data": "10/05/2026",
    }
    omie.call("financas/contapagar/", "LancarPagamento", by_hand, writes=True)
    again = book(settled())
    assert again[f"{KEY}-P"] == Booked(target_id=f"{KEY}-P")
    assert len(sandbox.records("omie", "pagamentos")) == 1


@pytest.mark.parametrize("amount", ["842.50", "100.00"])
def test_a_payment_whose_answer_was_lost_is_never_posted_twice(
    amount: str, book: Book, omie: Omie, sandbox: Sandbox
) -> None:
    booked = book(bill())
    body = planned(settled(amount), "payment_out", booked)
    sandbox.fault("omie", "drop_after_commit", call="LancarPagamento")
    with pytest.raises(OutcomeUnknown):
        PAYMENTS.create(omie, f"{KEY}-P", body)
    if not PAYMENTS.find(omie, f"{KEY}-P", body):
        PAYMENTS.create(omie, f"{KEY}-P", body)
    assert [row["valor"] for row in sandbox.records("omie", "pagamentos")] == [float(amount)]


def test_a_repeated_payment_is_adopted_with_its_id(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    booked = book(settled("100.00"))
    body = planned(settled("100.00"), "payment_out", booked)
    assert PAYMENTS.create(omie, f"{KEY}-P", body) == booked[f"{KEY}-P"]
    assert len(sandbox.records("omie", "pagamentos")) == 1


def test_a_payment_is_found_without_its_request(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    sandbox.set_rules(Rules(redundant_seconds=0))
    book(bill())
    assert PAYMENTS.find(omie, f"{KEY}-P", {}) is None
    book(settled())
    assert PAYMENTS.find(omie, f"{KEY}-P", {}) == Booked(target_id=f"{KEY}-P")
    assert RECEIPTS.find(omie, f"{KEY}-P", {}) is None


def test_a_payment_that_did_not_happen_after_all_is_taken_back(book: Book, omie: Omie, sandbox: Sandbox) -> None:
    booked = book(settled())
    for _ in range(2):
        PAYMENTS.cancel(omie, f"{KEY}-P", booked[f"{KEY}-P"].target_id, {})
        assert sandbox.records("omie", "pagamentos") == []
    assert sandbox.records("omie", "contapagar")[0]["liquidado"] == "N"


def test_consulting_one_record_too_soon_is_only_a_matter_of_waiting(book: Book, omie: Omie) -> None:
    book(bill())
    PAYABLES.find(omie, KEY, {})
    with pytest.raises(Temporary) as later:
        PAYABLES.find(omie, KEY, {})
    assert later.value.code == "target.redundant"
    assert later.value.retry_after is not None
    assert 0 < later.value.retry_after <= 60


def test_every_consultation_spends_the_record_of_its_title(book: Book, omie: Omie, budget: Any) -> None:
    book(settled())
    names = [limit.name for limits, _ in budget.spent for limit in limits if limit.name.startswith("consult:")]
    assert names == [f"consult:ConsultarContaPagar:{KEY}"]


@time_machine.travel("2026-05-20T02:30:00Z", tick=False)
def test_a_past_due_date_is_raised_to_today_in_brazil_where_asked_for() -> None:
    body = {"data_vencimento": "10/05/2026", "raise_due_date": "S"}
    assert sendable(body) == {"data_vencimento": "19/05/2026"}
    assert sendable({**body, "data_vencimento": "01/06/2026"}) == {"data_vencimento": "01/06/2026"}
    assert sendable({"data_vencimento": "10/05/2026"}) == {"data_vencimento": "10/05/2026"}


def test_a_company_whose_omie_refuses_past_due_dates_takes_the_raised_one(
    book: Book, words: Words, sandbox: Sandbox
) -> None:
    sandbox.set_rules(Rules(past_due_refused=1))
    overdue = bill(instalment(due=date(2020, 1, 1)))
    with pytest.raises(Rejected, match="vencimento"):
        book(overdue)
    words.settings["due_date_floor"] = "S"
    book(overdue)
    assert sandbox.records("omie", "contapagar")[0]["status_titulo"] == "VENCE HOJE"


def test_a_dozen_new_suppliers_in_a_row_do_not_block_the_method(book: Book, sandbox: Sandbox) -> None:
    known = len(sandbox.records("omie", "clientes"))
    for number in range(12):
        party = replace(NEWCOMER, tax_id=with_check_digits(f"112223{number:02d}0001"))
        book(bill(instalment(f"N-{number}"), party=party))
    assert len(sandbox.records("omie", "clientes")) == known + 12
    assert len(sandbox.records("omie", "contapagar")) == 12
    assert {call["status"] for call in sandbox.calls("omie")} == {200, 500}


def with_check_digits(stem: str) -> str:
    """Give a whole CNPJ for its first twelve digits."""
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11
        stem += str(0 if rest < 2 else 11 - rest)
    return stem


def test_a_title_that_vanishes_between_the_look_and_the_deletion_is_as_good_as_deleted(
    book: Book, omie: Omie, sandbox: Sandbox
) -> None:
    booked = book(bill())
    omie.call("financas/contapagar/", "ExcluirContaPagar", {"codigo_lancamento_integracao": KEY}, writes=True)
    sandbox.fault("omie", "read_lag", call="ConsultarContaPagar")
    PAYABLES.cancel(omie, KEY, booked[KEY].target_id, {})
    assert [call["status"] for call in sandbox.calls("omie")][-2:] == [200, 500]


def test_a_duplicate_of_another_payment_is_not_taken_for_ours(book: Book, omie: Omie) -> None:
    booked = book(settled("100.00"))
    with pytest.raises(Rejected) as refused:
        PAYMENTS.create(omie, "BF-E1-P", planned(settled("100.00"), "payment_out", booked))
    assert refused.value.code == "target.duplicate"
