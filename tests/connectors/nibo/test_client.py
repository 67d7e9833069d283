"""The client: what answers mean, lists that move, the token that is nowhere, the live lists."""

from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from werkzeug import Request, Response

from apps.connectors.nibo import options
from apps.connectors.nibo.client import LIMITS, PAGE, Nibo, text_literal
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized, Temporary
from apps.core.http import open_session
from apps.sandbox.nibo.seed import BANK, CASH, CUSTOMER, HOTEL, OTHER_TOKEN, RITA, SOUTH, TOKEN, TRAVEL
from apps.sandbox.server import Sandbox
from tests.connectors.conftest import OpenBudget
from tests.connectors.nibo.conftest import refusal
from tests.contract import vendor


def test_an_empty_answer_to_a_write_is_nothing(nibo: Nibo) -> None:
    key = nibo.write("POST", "costcenters", {"description": "Filial"})
    assert nibo.write("DELETE", f"costcenters/{key}") is None


def test_the_token_is_on_no_record_and_not_shown(nibo: Nibo) -> None:
    nibo.get("categories", top=1)
    assert TOKEN not in str(nibo.http.exchanges) + repr(nibo)


def test_every_call_spends_from_the_organisations_limit(nibo: Nibo, budget: OpenBudget) -> None:
    nibo.get("categories", top=1)
    nibo.write("POST", "costcenters", {"description": "Filial"})
    assert [limits for limits, well in budget.spent] == [LIMITS, LIMITS]
    [limit] = LIMITS
    assert limit.burst + limit.calls / limit.seconds < 14, "what others have measured for any second"


def many(sandbox: Sandbox, count: int) -> None:
    for n in range(count):
        sandbox.nibo.do({"add": "costcenters", "body": {"description": f"Filial {n}"}})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.connectors.nibo.client.PAGE", 3)


def test_a_list_is_read_to_its_end_page_by_page(nibo: Nibo, sandbox: Sandbox, small: None) -> None:
    many(sandbox, 6)
    assert len({row["costCenterId"] for row in nibo.all("costcenters", "costCenterId")}) == 9
    assert len(nibo.all("employees", "id")) == 1
    assert PAGE == 500


@pytest.mark.parametrize("name", ["repeats", "skips"])
def test_a_list_that_repeats_or_skips_rows_between_pages_is_read_again(
    nibo: Nibo, sandbox: Sandbox, small: None, name: str
) -> None:
    many(sandbox, 4)
    sandbox.fault("nibo", name, call="cost_centres", times=3)
    rows = nibo.all("costcenters", "costCenterId")
    assert len(rows) == len({row["costCenterId"] for row in rows}) == 7


def test_a_list_that_goes_on_moving_is_not_believed(nibo: Nibo, sandbox: Sandbox, small: None) -> None:
    many(sandbox, 4)
    sandbox.fault("nibo", "skips", call="cost_centres", times=20)
    error = refusal(lambda: nibo.all("costcenters", "costCenterId"))
    assert (type(error), error.code) == (Temporary, "target.list_moves")


def test_a_text_in_a_filter_is_quoted(nibo: Nibo) -> None:
    assert text_literal("d'Água") == "'d''Água'"
    assert nibo.some("schedules/debit", "scheduleId", f"reference eq {text_literal(chr(39) * 3)}") == []


def test_good_credentials_name_the_organisation(nibo: Nibo) -> None:
    assert options.organisation(nibo) == Identity(account_id=TRAVEL, name="Serra Azul Viagens Ltda")
    other = replace(nibo, http=replace(nibo.http, headers={"ApiToken": OTHER_TOKEN}))
    assert options.organisation(other).account_id != TRAVEL


def test_an_accountants_token_that_sees_many_organisations_is_named_by_its_account(
    nibo: Nibo, sandbox: Sandbox
) -> None:
    sandbox.nibo.do({"add": "organizations", "body": {"name": "Outro cliente"}})
    assert options.organisation(nibo) == Identity(account_id=TRAVEL, name="Nibo · Inter PJ")
    sandbox.fault("nibo", "500", call="organizations")
    assert options.organisation(nibo).name == "Nibo"


def test_an_organisation_without_any_category_is_none(nibo: Nibo, sandbox: Sandbox) -> None:
    with sandbox.store.write() as tx:
        tx.execute("DELETE FROM record WHERE register = 'categories'")
    assert refusal(lambda: options.organisation(nibo)).code == "target.no_company"


def test_an_expired_token_is_told_as_one(nibo: Nibo, sandbox: Sandbox) -> None:
    sandbox.nibo.do({"expire": 1})
    error = refusal(lambda: options.organisation(nibo))
    assert (type(error), error.params["answer"]) == (NotAuthorized, '"Api token expirado"')
    assert error.params["field"] == "api_token"


def test_the_live_lists_show_what_a_title_may_carry(nibo: Nibo, sandbox: Sandbox) -> None:
    assert next(options.categories(nibo)) == Option(value=TRAVEL, label="2.04 Viagens", group="Despesas operacionais")
    assert all("Receita" not in option.label for option in options.categories(nibo))
    assert next(options.cost_centres(nibo)) == Option(value=SOUTH, label="VSUL Vendas Sul")
    assert [option.value for option in options.accounts(nibo)] == [BANK, CASH]
    payees = {option.value: option.group for option in options.parties(nibo)}
    assert payees == {RITA: "Funcionário", HOTEL: "Fornecedor"}
    assert CUSTOMER not in payees


def test_whoever_is_deleted_or_archived_is_not_offered(nibo: Nibo, sandbox: Sandbox) -> None:
    for more in ({"isDeleted": True}, {"isArchived": True}):
        sandbox.nibo.do({"add": "partners", "body": {"name": "X", "document": {}, **more}})
    sandbox.nibo.do({"add": "accounts", "body": {"name": "Antiga", "isArchived": True}})
    assert len(list(options.parties(nibo))) == 2
    assert len(list(options.accounts(nibo))) == 2


def test_a_request_reaches_nibo_with_exact_numbers(nibo: Nibo) -> None:
    seen: list[bytes] = []

    def keep(request: Request) -> Response:
        seen.append(request.get_data())
        return Response(f'"{RITA}"', mimetype="application/json")

    with vendor(keep) as url:
        session = open_session(frozenset({urlsplit(url).netloc}))
        client = replace(nibo, http=replace(nibo.http, base_url=url, session=session))
        client.write("POST", "schedules/debit", {"value": Decimal("0.1")})
        client.write("POST", "files/attach", ["a"])
        session.close()
    assert seen == [b'{"value": 0.1}', b'["a"]']
