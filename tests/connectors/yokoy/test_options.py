"""Who the credentials are: every way in which they can be wrong has its own name, and the live lists."""

from typing import Any

import pytest
from werkzeug import Request, Response

from apps.connectors.yokoy import options
from apps.connectors.yokoy.client import Yokoy, open_client, text_literal, token_address
from apps.core.account import Identity, Option
from apps.core.errors import NotAuthorized, Rejected, Temporary
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import FIRST, NET_30, NET_60, ORGANISATION
from tests.connectors.conftest import OpenBudget
from tests.connectors.yokoy.conftest import KEYS, Connect, OneToken, refusal
from tests.contract import NoLimits, vendor


def test_good_credentials_name_the_organisation_by_its_companies(yokoy: Yokoy) -> None:
    assert options.organisation(yokoy) == Identity(account_id=ORGANISATION, name="Serra Azul Portugal, Lda +2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_secret": "wrong"}, "auth.refused"),
        ({"client_id": "nobody"}, "auth.refused"),
        ({"organisation_id": "ZZZZZZ0000"}, "account.unknown"),
        ({"organisation_id": "no such/thing"}, "account.unknown"),
        ({"unit": "gone"}, "account.no_unit"),
    ],
)
def test_what_is_wrong_with_the_credentials_has_its_own_name(
    connect: Connect, changes: dict[str, str], code: str
) -> None:
    error = refusal(lambda: options.organisation(connect(**changes)))
    assert (isinstance(error, NotAuthorized), error.code) == (True, code)
    assert KEYS["client_secret"] not in str(error.params)


def test_a_missing_right_shows_when_the_legal_entity_is_looked_into(connect: Connect, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"narrow": "names"})
    assert options.organisation(connect(unit="")).account_id == ORGANISATION
    assert refusal(lambda: options.organisation(connect())).code == "account.no_right"


def test_a_token_that_the_api_does_not_know_belongs_to_another_environment(budget: OpenBudget) -> None:
    def other_environment(request: Request) -> Response:
        if request.path.endswith("/token"):
            return Response('{"access_token": "of-the-test-system", "expires_in": 3900}')
        return Response('{"code": 401, "message": "Token expired"}', status=401, content_type="application/json")

    with vendor(other_environment) as url:
        origin = url.removeprefix("http://").strip("/")
        http = Http(f"{url}v1/", NoLimits("test", "test"), open_session(frozenset({origin})))
        http.tokens = OneToken(http, KEYS)
        error = refusal(lambda: options.organisation(open_client(http, KEYS)))
    assert (type(error), error.code) == (NotAuthorized, "account.environment_wrong")


def test_an_organisation_without_legal_entities_opens_nothing(connect: Connect, sandbox: Sandbox) -> None:
    sandbox.yokoy.do({"switch": "legal_entities", "value": "none"})
    assert refusal(lambda: options.organisation(connect())).code == "target.no_company"
    assert list(options.legal_entities(connect())) == []


def test_legal_entities_are_named_as_accountants_know_them(connect: Connect) -> None:
    found = list(options.legal_entities(connect(unit="")))
    assert found[0] == Option(value=FIRST, label="Serra Azul Portugal, Lda · PT01")
    assert len(found) == 3


def test_three_thousand_legal_entities_come_in_one_question(
    connect: Connect, sandbox: Sandbox, budget: OpenBudget
) -> None:
    sandbox.yokoy.do({"switch": "legal_entities", "value": "many"})
    assert len(list(options.legal_entities(connect()))) == 3000
    assert len([call for call in sandbox.calls("yokoy") if call["call"] == "entities"]) == 1


def test_the_lists_hold_what_is_active(yokoy: Yokoy) -> None:
    assert list(options.cost_centres(yokoy)) == [
        Option(value="Y6cp2G30M", label="C100 Operations"),
        Option(value="CZwA376CfxtOyjg43LRU", label="C200 Sales"),
    ]
    assert next(iter(options.tax_rates(yokoy))) == Option(value="tax23", label="PT23 IVA 23% (23 %)", group="PT")
    assert list(options.payment_terms(yokoy)) == [
        Option(value=NET_30, label="N30 30 days net"),
        Option(value=NET_60, label="N60 60 days net"),
    ]
    assert next(iter(options.categories(yokoy))) == Option(value="hm0qUnb8s", label="6220 IT and software")


def test_a_connection_without_a_legal_entity_asks_for_one(connect: Connect) -> None:
    error = refusal(lambda: list(options.tax_rates(connect(unit=""))))
    assert (type(error), error.code) == (NotAuthorized, "account.no_unit")


def test_a_token_that_ends_in_the_middle_is_renewed_once(yokoy: Yokoy, sandbox: Sandbox) -> None:
    list(options.tax_rates(yokoy))
    sandbox.yokoy.do({"expire": 1})
    assert len(list(options.tax_rates(yokoy))) == 4
    assert isinstance(yokoy.http.tokens, OneToken)
    assert yokoy.http.tokens.asked == 2


def test_revoked_credentials_ask_for_new_ones(yokoy: Yokoy, sandbox: Sandbox) -> None:
    list(options.tax_rates(yokoy))
    sandbox.yokoy.do({"revoke": 1})
    error = refusal(lambda: list(options.tax_rates(yokoy)))
    assert (type(error), error.code) == (NotAuthorized, "auth.refused")


@pytest.mark.parametrize(
    ("fault", "kind"), [("429", Temporary), ("500", Temporary), ("html", Temporary), ("drop_before_commit", Temporary)]
)
def test_a_list_that_does_not_come_is_tried_again(yokoy: Yokoy, sandbox: Sandbox, fault: str, kind: type) -> None:
    sandbox.fault("yokoy", fault, call="tax-rates")
    assert type(refusal(lambda: list(options.tax_rates(yokoy)))) is kind
    assert len(list(options.tax_rates(yokoy))) == 4


def test_every_call_carries_its_header_and_spends_from_the_organisations_budget(
    yokoy: Yokoy, budget: OpenBudget
) -> None:
    list(options.tax_rates(yokoy))
    [limit] = budget.spent[-1][0]
    assert (limit.name, limit.at_once, limit.everywhere) == (f"organisation:{ORGANISATION}", 4, True)
    assert yokoy.http.headers == {"X-Yk-Auth-Method": "yokoy"}


@pytest.mark.parametrize(
    ("base", "token"),
    [
        ("https://api.yokoy.ai/v1/", "https://accounts.yokoy.ai/oauth2/token"),
        ("https://api.test.yokoy.ai/v1/", "https://accounts.test.yokoy.ai/oauth2/token"),
        ("http://127.0.0.1:8800/yokoy/v1/", "http://127.0.0.1:8800/yokoy/oauth2/token"),
        ("http://127.0.0.1:8800/yokoy/v1", "http://127.0.0.1:8800/yokoy/oauth2/token"),
    ],
)
def test_the_token_address_follows_from_the_base_address(base: str, token: str) -> None:
    assert token_address(base) == token


@pytest.mark.parametrize(("text", "literal"), [("FT 1", '"FT 1"'), ('a"b', '"a\\"b"'), ("a\\b", '"a\\\\b"')])
def test_a_text_in_a_filter_cannot_leave_its_quotes(text: str, literal: str) -> None:
    assert text_literal(text) == literal


def test_a_bare_array_is_a_list_too() -> None:
    def bare(request: Request) -> Response:
        return Response('[{"id": "a", "rate": 23, "statusActive": true}, 7]', content_type="application/json")

    with vendor(bare) as url:
        origin = url.removeprefix("http://").strip("/")
        client = open_client(Http(url, NoLimits("t", "t"), open_session(frozenset({origin}))), KEYS)
        rows: list[Any] = client.listed(client.entity("tax-rates"), "taxRates")
    assert [row["id"] for row in rows] == ["a"]


def test_an_unknown_filter_is_refused_with_the_vendors_words(yokoy: Yokoy) -> None:
    error = refusal(lambda: yokoy.listed(yokoy.own("suppliers"), "organization-suppliers", filter="foo e bar"))
    assert (type(error), error.params["answer"]) == (Rejected, "Invalid filter string: foo e bar")
