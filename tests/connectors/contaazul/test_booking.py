"""Payables in the simulated Conta Azul: booked once, whatever happens to an answer or a protocol."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.contaazul import payables
from apps.connectors.contaazul.client import ContaAzul
from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.connectors.contaazul.mapping import plan
from apps.connectors.contaazul.words import token_of
from apps.core.connector import Booked
from apps.core.documents import Document
from apps.core.errors import OutcomeUnknown, Place, Rejected, Temporary
from apps.sandbox.contaazul.cast import CARD, MARINA, RUBENS
from apps.sandbox.server import Sandbox
from tests.connectors.contaazul.conftest import Book, resolved
from tests.connectors.contaazul.reports import KNOWN, KNOWN_BY_CODE, NEWCOMER, Words, expense, forty_centres, report

KEY = "RPT7700123"
PARTY = {"party:52998224725": Booked(target_id=MARINA)}


@pytest.fixture
def body(words: Words) -> dict[str, Any]:
    return request_of(report(), words)


def request_of(document: Document, words: Words) -> dict[str, Any]:
    """The request of a report's one payable."""
    [step] = [step for step in plan(document, words) if step.resource == "payable"]
    return resolved(step.body, PARTY)


def parts(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.records("contaazul", "parcelas")


def calls(sandbox: Sandbox) -> list[str]:
    return [call["call"] for call in sandbox.calls("contaazul")]


def test_a_report_is_booked_with_its_apportionment(book: Book, sandbox: Sandbox) -> None:
    booked = book(report())[KEY]
    [part], [event] = parts(sandbox), sandbox.records("contaazul", "eventos")
    assert (booked.target_id, booked.number) == (part["id"], "7700123 1/1")
    assert (event["contato"], event["valor"], part["status"]) == (MARINA, 275.40, "ATRASADO")
    assert [line["valor"] for line in event["rateio"]] == [150.40, 125.00]


def test_the_protocol_has_an_older_spelling_too(book: Book, sandbox: Sandbox) -> None:
    sandbox.contaazul.switch(old_names=True)
    assert book(report())[KEY].target_id == parts(sandbox)[0]["id"]


def test_booked_again_it_is_found_and_not_doubled(book: Book, sandbox: Sandbox) -> None:
    assert book(report()) == book(report())
    assert len(parts(sandbox)) == 1


def test_forty_cost_centres_are_sent_and_refused_in_the_protocols_words(book: Book, words: Words) -> None:
    line, _centres = forty_centres(words)
    with pytest.raises(Rejected, match="O centro de custo de id 00000000-0000-4000-8000-000000000000 não existe"):
        book(report(line))


def test_forty_cost_centres_are_booked(book: Book, words: Words, sandbox: Sandbox) -> None:
    line, _centres = forty_centres(words)
    for turn in range(40):
        id_ = f"00000000-0000-4000-8000-{turn:012}"
        sandbox.contaazul.add("centros-de-custo", {"id": id_, "codigo": f"K{turn}", "nome": id_, "ativo": True})
    book(report(line))
    [event] = sandbox.records("contaazul", "eventos")
    assert len(event["rateio"][0]["rateio_centro_custo"]) == 40


@pytest.mark.parametrize("fault", ["drop_after_commit", "500_after_commit", "html_after_commit", "page", "empty"])
def test_a_payable_whose_answer_was_lost_is_looked_for_and_not_doubled(
    fault: str, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.fault("contaazul", fault, call="new payable")
    sandbox.contaazul.switch(protocol_seconds=-1)
    with pytest.raises(OutcomeUnknown):
        payables.create(azul, KEY, body)
    sandbox.contaazul.switch(protocol_seconds=0)
    found = payables.find(azul, KEY, body) or payables.create(azul, KEY, body)
    [part] = parts(sandbox)
    assert found.target_id == part["id"]


def test_a_payable_that_appears_soon_after_its_lost_answer_is_taken_at_once(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.contaazul.switch(protocol_seconds=-1)
    sandbox.fault("contaazul", "drop_after_commit", call="new payable")

    def end() -> None:
        sandbox.contaazul.switch(protocol_seconds=0)

    booked = payables.create(slowly(azul, end), KEY, body)
    assert [part["id"] for part in parts(sandbox)] == [booked.target_id]
    assert calls(sandbox) == ["new payable", "search", "search"]


def test_a_look_that_fails_after_a_lost_answer_leaves_it_lost(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.fault("contaazul", "500_after_commit", call="new payable")
    sandbox.fault("contaazul", "500", call="search")
    with pytest.raises(OutcomeUnknown) as lost:
        payables.create(azul, KEY, body)
    assert (lost.value.code, lost.value.handle) == ("target.broken_answer", "")


@pytest.mark.parametrize("fault", ["429", "drop_before_commit", "500"])
def test_what_never_arrived_is_not_found(fault: str, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]) -> None:
    sandbox.fault("contaazul", fault, call="new payable")
    with pytest.raises(Temporary):
        payables.create(azul, KEY, body)
    assert payables.find(azul, KEY, body) is None
    assert parts(sandbox) == []


def test_too_many_calls_are_no_unknown_outcome(azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]) -> None:
    sandbox.fault("contaazul", "429", call="new payable")
    with pytest.raises(Temporary) as refused:
        payables.create(azul, KEY, body)
    assert not isinstance(refused.value, OutcomeUnknown)
    assert refused.value.code == "target.too_many_calls"


def slowly(azul: ContaAzul, then: Callable[[], None]) -> ContaAzul:
    """A client for whom something happens whenever it waits."""
    return replace(azul, sleep=lambda seconds: then())


def test_a_protocol_is_asked_about_until_it_ends(azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]) -> None:
    sandbox.contaazul.switch(protocol_seconds=-1)

    def end() -> None:
        sandbox.contaazul.switch(protocol_seconds=0)

    booked = payables.create(slowly(azul, end), KEY, body)
    assert booked.target_id == parts(sandbox)[0]["id"]
    assert calls(sandbox)[-3:] == ["protocol", "protocol", "instalments"]


def test_a_question_that_is_not_answered_is_put_again(azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]) -> None:
    for fault in ("500", "429", "drop_before_commit", "html"):
        sandbox.fault("contaazul", fault, call="protocol")
    assert payables.create(azul, KEY, body).target_id == parts(sandbox)[0]["id"]


def test_a_protocol_that_never_ends_leaves_the_outcome_open_within_the_time_of_a_call(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.contaazul.switch(protocol_seconds=-1)
    now = [0.0]

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    waiting = replace(azul, sleep=pass_by, clock=lambda: now[0])
    with pytest.raises(OutcomeUnknown) as unknown:
        payables.create(waiting, KEY, body)
    assert unknown.value.code == "target.under_way"
    assert unknown.value.handle == sandbox.records("contaazul", "protocolos")[0]["id"]
    assert now[0] <= azul.http.patience - 8
    short = replace(waiting, http=replace(azul.http, patience=8.0))
    now[0] = 0.0
    with pytest.raises(OutcomeUnknown):
        payables.resume(short, KEY, unknown.value.handle, body)
    assert now[0] == 0.0
    assert len(sandbox.records("contaazul", "protocolos")) == 1


def test_what_was_taken_is_gone_on_with_under_its_protocol(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.contaazul.switch(protocol_seconds=-1)
    with pytest.raises(OutcomeUnknown) as unknown:
        payables.create(azul, KEY, body)
    protocol = unknown.value.handle
    sandbox.contaazul.act("end", protocol)
    assert payables.resume(azul, KEY, protocol, body).target_id == parts(sandbox)[0]["id"]


def test_a_protocol_that_ends_in_an_error_is_told_in_its_own_words(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    with pytest.raises(Rejected) as refused:
        payables.create(azul, KEY, {**body, "contato": CARD})
    assert (refused.value.code, refused.value.place) == ("target.rejected", Place.TARGET)
    assert refused.value.params == {"vendor_code": "ERROR", "answer": f"A pessoa de id {CARD} não existe."}
    assert parts(sandbox) == []


def test_a_sign_in_that_ends_after_it_was_taken_leaves_the_outcome_open(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.fault("contaazul", "expired", call="protocol", times=2)
    with pytest.raises(OutcomeUnknown):
        payables.create(azul, KEY, body)
    found = payables.find(azul, KEY, body)
    assert found is not None
    assert found.target_id == parts(sandbox)[0]["id"]


def test_an_answer_that_gets_lost_at_the_very_end_leaves_the_outcome_open(
    azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.fault("contaazul", "500", call="instalments")
    with pytest.raises(OutcomeUnknown):
        payables.create(azul, KEY, body)


def test_a_refused_form_is_told_in_the_vendors_words(azul: ContaAzul, body: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refused:
        payables.create(azul, KEY, {**body, "rateio": []})
    assert refused.value.params == {"vendor_code": "400", "answer": "Deve possuir pelo menos uma categoria"}


def test_a_payable_is_found_although_the_accountant_rewrote_its_description(
    book: Book, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    booked = book(report())[KEY]
    sandbox.contaazul.act("edit", booked.target_id, event_description="Viagem da Marina")
    assert payables.find(azul, KEY, body) == booked


def test_of_many_of_one_amount_only_ours_is_found_and_few_are_opened(
    book: Book, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    booked = book(report())[KEY]
    for turn in range(25):
        other = {**body, "descricao": f"Outro {turn}", "contato": RUBENS if turn % 2 else MARINA}
        other["condicao_pagamento"] = {"parcelas": [{**payables.instalment_of(body), "nota": "x"}]}
        azul.post(payables.PAYABLES, other)
    sandbox.contaazul.act("edit", booked.target_id, nota="", event_description="Viagem")
    before = len(calls(sandbox))
    assert payables.find(azul, KEY, body) is None
    assert calls(sandbox)[before:].count("instalment") <= payables.OPENED


def test_other_reports_of_ours_are_never_taken_for_one_another(book: Book, sandbox: Sandbox) -> None:
    first = report(expense("1", "100.00"))
    second = replace(first, source_id="7700124", number="7700124")
    assert book(first)["RPT7700123"] != book(second)["RPT7700124"]
    assert len(parts(sandbox)) == 2


def test_what_was_deleted_there_is_not_found(
    book: Book, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    sandbox.contaazul.act("delete", book(report())[KEY].target_id)
    assert payables.find(azul, KEY, body) is None


def test_a_payable_is_looked_for_by_its_mark_alone_where_no_request_is_known(book: Book, azul: ContaAzul) -> None:
    booked = book(report())[KEY]
    assert payables.find(azul, KEY, {}) == replace(booked, number="")
    assert payables.find(azul, "RPT1", {}) is None


def test_a_change_of_the_day_is_sent_with_the_version_of_the_moment(
    book: Book, azul: ContaAzul, words: Words, sandbox: Sandbox
) -> None:
    booked = book(report())[KEY]
    sandbox.contaazul.act("edit", booked.target_id, nsu="7")
    words.settings |= {"due_days": "30", "payment_method": "OUTRO"}
    changed = request_of(report(), words)
    assert payables.update(azul, KEY, booked.target_id, changed) == booked
    [part] = parts(sandbox)
    assert (part["data_vencimento"], part["metodo_pagamento"], part["versao"]) == ("2026-04-13", "OUTRO", 3)
    before = len(calls(sandbox))
    payables.update(azul, KEY, booked.target_id, changed)
    assert "change instalment" not in calls(sandbox)[before:]


def test_a_version_that_became_stale_in_between_is_read_again(
    book: Book, azul: ContaAzul, words: Words, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = book(report())[KEY]
    words.settings["due_days"] = "30"
    stale = {"times": 2}
    patch = ContaAzul.patch

    def beaten(self: ContaAzul, path: str, body: Any) -> Any:
        """Somebody else is faster."""
        if stale["times"]:
            stale["times"] -= 1
            sandbox.contaazul.act("edit", booked.target_id, nsu=str(stale["times"]))
        return patch(self, path, body)

    monkeypatch.setattr(ContaAzul, "patch", beaten)
    payables.update(azul, KEY, booked.target_id, request_of(report(), words))
    assert (parts(sandbox)[0]["data_vencimento"], parts(sandbox)[0]["versao"]) == ("2026-04-13", 4)
    stale["times"] = 9
    words.settings["due_days"] = "60"
    with pytest.raises(Temporary) as later:
        payables.update(azul, KEY, booked.target_id, request_of(report(), words))
    assert later.value.code == "target.busy"


@pytest.mark.parametrize(
    "changed",
    [
        report(expense("1", "150.41"), expense("2", "125.00")),
        report(expense("1", "150.40"), expense("2", "125.00", cost_centre=None)),
        replace(report(), accrued=report().issued),
    ],
)
def test_what_an_event_does_not_let_change_asks_a_person(
    changed: Document, book: Book, azul: ContaAzul, words: Words, sandbox: Sandbox
) -> None:
    booked = book(report())[KEY]
    with pytest.raises(Rejected) as refused:
        payables.update(azul, KEY, booked.target_id, request_of(changed, words))
    assert (refused.value.code, refused.value.params) == ("update.unsupported", {"number": "7700123 1/1"})
    assert parts(sandbox)[0]["versao"] == 1


def test_another_employee_asks_a_person(book: Book, azul: ContaAzul, body: dict[str, Any]) -> None:
    booked = book(report())[KEY]
    with pytest.raises(Rejected, match=r"update\.unsupported"):
        payables.update(azul, KEY, booked.target_id, {**body, "contato": RUBENS})


def test_a_change_of_what_was_deleted_there_asks_a_person(
    book: Book, azul: ContaAzul, sandbox: Sandbox, body: dict[str, Any]
) -> None:
    booked = book(report())[KEY]
    sandbox.contaazul.act("delete", booked.target_id)
    with pytest.raises(Rejected, match=r"target\.not_found"):
        payables.update(azul, KEY, booked.target_id, body)


def test_nothing_is_deleted_by_us() -> None:
    assert [resource.cancel for resource in CONTA_AZUL.resources] == [None, None]


def test_an_employee_who_is_known_is_found_and_left_alone(book: Book, sandbox: Sandbox) -> None:
    before = sandbox.records("contaazul", "pessoas")
    assert book(report())["party:52998224725"].target_id == MARINA
    assert sandbox.records("contaazul", "pessoas") == before


def test_an_employee_without_a_cpf_is_known_by_the_code(book: Book) -> None:
    assert book(report(party=KNOWN_BY_CODE))["party:code:EMP-00077"].target_id == RUBENS


def test_a_new_employee_is_entered_once(book: Book, sandbox: Sandbox) -> None:
    first, again = book(report(party=NEWCOMER)), book(report(expense("8", "9.90"), party=NEWCOMER, number="2"))
    assert first["party:11144477735"] == again["party:11144477735"]
    [entered] = [row for row in sandbox.records("contaazul", "pessoas") if row["documento"] == "111.444.777-35"]
    assert (entered["nome"], entered["perfis"], entered["codigo"]) == (
        "Luís Ramalho",
        ["FORNECEDOR"],
        "PONTE-11144477735",
    )


def test_amounts_are_sent_as_the_decimals_that_they_are(book: Book, sandbox: Sandbox) -> None:
    book(report(expense("1", "0.10"), expense("2", "0.20", category=expense().category)))
    [event] = sandbox.records("contaazul", "eventos")
    assert Decimal(str(event["valor"])) == Decimal("0.3")
    assert token_of(KEY) in event["descricao"]
    assert event["contato"] == MARINA
    assert KNOWN.tax_id not in event["descricao"]
