"""Asking Banqup: what its refusals mean, whose invoices they are, and where a token may go."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from werkzeug import Request, Response

from apps.connectors.banqup.choosing import BILLS
from apps.connectors.banqup.client import Banqup, company, open_client
from apps.connectors.banqup.faults import Missing, meaning_of
from apps.core.account import Identity
from apps.core.connector import Pulled
from apps.core.errors import NotAuthorized, Place, Rejected, Temporary, Trouble
from apps.core.exchange import Answer
from apps.core.http import Http, open_session
from apps.sandbox.server import Sandbox
from tests.connectors.banqup.conftest import Renewing, told
from tests.connectors.conftest import OpenBudget
from tests.contract import vendor

SPRING = {"path": "/x", "error": "Forbidden", "message": "Not yours", "status": 403}


def at(url: str, http: Http) -> Http:
    """Give the same line to another vendor."""
    return replace(http, base_url=url, session=open_session(frozenset({urlsplit(url).netloc})))


def meaning(status: int, body: object, **headers: str) -> Trouble:
    raw = body if isinstance(body, str) else json.dumps(body)
    return meaning_of(Answer(status=status, headers=headers, body=raw.encode()))


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, SPRING, NotAuthorized, "source.credentials_refused"),
        (403, SPRING, NotAuthorized, "source.company_not_linked"),
        (404, SPRING, Missing, "source.not_found"),
        (404, "<html>", Rejected, "source.address_wrong"),
        (302, "", Rejected, "source.address_wrong"),
        (400, {"title": "Bad Request", "detail": "page", "code": "X"}, Rejected, "source.refused"),
        (429, "", Temporary, "source.busy"),
        (503, "<html>", Temporary, "source.busy"),
        (502, "<html>", Temporary, "source.broken_answer"),
    ],
)
def test_a_refusal_says_what_must_happen_next(status: int, body: object, kind: type[Trouble], code: str) -> None:
    trouble = meaning(status, body)
    assert (type(trouble), trouble.code) == (kind, code)
    assert not isinstance(trouble, Temporary) or trouble.place == Place.SOURCE


@pytest.mark.parametrize(
    ("body", "code", "answer"),
    [
        (SPRING, "Forbidden", "Not yours"),
        ({"title": "Forbidden", "detail": "Not linked", "code": "ACCESS_DENIED"}, "ACCESS_DENIED", "Not linked"),
        ({"errors": ["one", "two"]}, "400", "one; two"),
        ("<h1>No</h1>", "400", "<h1>No</h1>"),
        ("", "400", "HTTP 400"),
        (["x"], "400", '["x"]'),
    ],
)
def test_all_forms_of_errors_are_read(body: object, code: str, answer: str) -> None:
    params = meaning(400, body).params
    assert (params["vendor_code"], params["answer"]) == (code, answer)


def test_a_pause_that_banqup_asks_for_is_kept() -> None:
    pause = meaning(429, "", **{"retry-after": "17"})
    assert isinstance(pause, Temporary)
    assert pause.retry_after == 17.0


def test_the_check_says_whose_invoices_they_are(banqup: Banqup, budget: OpenBudget) -> None:
    assert company(banqup) == Identity(account_id="73223", name="Banqup 73223")
    assert [[limit.name for limit in limits] for limits, _well in budget.spent] == [["calls"]]


def test_an_application_that_was_not_admitted_is_told_so(banqup: Banqup, sandbox: Sandbox) -> None:
    sandbox.banqup.switch(linked=False)
    with pytest.raises(NotAuthorized) as raised:
        company(banqup)
    assert raised.value.code == "source.company_not_linked"


def test_another_company_is_refused(http: Http) -> None:
    with pytest.raises(NotAuthorized) as raised:
        company(told(http, company="80001"))
    assert raised.value.code == "source.company_not_linked"


def test_a_banqup_that_shows_only_others_invoices_does_not_know_the_company(http: Http) -> None:
    others = {"size": 50, "total": 1, "page": 0, "results": [{"id": 1, "client_id": 80001}]}
    with vendor(lambda request: Response(json.dumps(others))) as url:
        client = told(at(url, http))
        with pytest.raises(NotAuthorized) as raised:
            company(client)
    told_of = {"company": "73223", "field": "company"}
    assert (raised.value.code, raised.value.params) == ("source.company_unknown", told_of)


def test_a_revoked_sign_in_is_no_company(banqup: Banqup, sandbox: Sandbox, tokens: Renewing) -> None:
    tokens.newer = tokens.headers  # type: ignore[method-assign]
    tokens.access = "old"
    with pytest.raises(NotAuthorized):
        company(banqup)


def test_a_page_shorter_than_it_says_is_no_page(http: Http) -> None:
    short = {"size": 20, "total": 100, "page": 0, "results": [{"id": number} for number in range(20)]}
    answers = [json.dumps(short), json.dumps({"results": []}), "{}", "", "<html>", '{"total": 1, "results": [1]}']

    def answer(request: Request) -> Response:
        return Response(answers.pop(0))

    with vendor(answer) as url:
        client = told(at(url, http))
        for _broken in range(6):
            with pytest.raises(Temporary) as raised:
                client.sheet("purchase-invoices", 0)
            assert raised.value.code == "source.broken_answer"


def test_the_company_and_the_platform_narrow_every_list(http: Http, sandbox: Sandbox) -> None:
    told(http, platform_id="15").sheet("purchase-invoices", 0)
    asked = sandbox.calls("banqup")[-1]["param"]
    assert (asked["client_id"], asked["platform_id"], asked["size"]) == ("73223", "15", "50")
    assert (asked["sort"], asked["is_invoice_lines_included"]) == ("last_updated_at,desc", "true")
    assert told(http, platform_id="99").sheet("purchase-invoices", 0).entries == ()


def test_a_link_that_leads_elsewhere_gets_no_token(http: Http) -> None:
    with vendor(lambda request: Response(request.headers.get("Authorization", "none"))) as url:
        client = told(replace(at(url, http), base_url=f"{url}v4/"))
        assert client.file(f"{url}file.pdf") == b"none"
        assert client.file(f"{url}v4/file.pdf").startswith(b"Bearer ")


def test_a_link_into_a_private_network_is_refused(banqup: Banqup) -> None:
    with pytest.raises(Rejected) as raised:
        banqup.file("http://169.254.169.254/latest/meta-data/")
    assert raised.value.code == "file.address_refused"


def test_states_are_words_in_any_case_and_those_of_every_flow_are_read(http: Http) -> None:
    client = open_client(http, {})
    both = BILLS.narrowed(client, [{"bill_states": "accepted, Archived,"}, {"bill_states": "NEW"}])
    assert both.states == {**client.states, "purchase-invoices": {"ACCEPTED", "ARCHIVED", "NEW"}}
    assert client.states["sales-invoices"] == {"SENT", "DELIVERED", "ARCHIVED"}
    assert client.with_files is False


@pytest.mark.parametrize(("chosen", "left"), [("ACCEPTED", "ARCHIVED"), ("accepted, archived", None)])
def test_one_invoice_is_another_thing_to_flows_that_have_chosen_other_states(chosen: str, left: str | None) -> None:
    told = BILLS.seen(Pulled("1", {"invoice": {"status": "ARCHIVED"}, "left": "stale"}), {"bill_states": chosen})
    assert (told.payload.get("left"), told.only_known) == (left, left is not None)


def test_what_is_no_invoice_is_left_as_it_is() -> None:
    assert BILLS.seen(Pulled("1", {"invoice": []}), {"bill_states": "ACCEPTED"}).payload == {"invoice": []}
