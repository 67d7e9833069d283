"""The declaration, the ids of bodies, and what holds for every fixture."""

import copy
import random
from decimal import Decimal
from typing import Any

import pytest

from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.bluefleet.webhooks import SOURCE_ADDRESSES, verify
from apps.core.connector import registry
from apps.core.documents import Document
from apps.core.errors import Place, Rejected
from tests.connectors.bluefleet.bodies import EVENTS, NAMES, load, outcome

ID_FIELDS = {
    "debt-note": "DebtNoteId",
    "financial-entry": "FinancialEntryId",
    "financial-invoice": "FinancialInvoiceId",
}


def told(found: Document | Rejected) -> object:
    """Give what can be compared: errors of equal content are different objects."""
    return found if isinstance(found, Document) else (found.code, found.place, dict(found.params))


def shuffled(value: Any, order: random.Random) -> Any:
    """Give a body with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = order.sample(list(value), len(value))
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(item, order) for item in value] if isinstance(value, list) else value


def test_the_connector_is_registered_as_a_sender_without_an_api_client() -> None:
    assert registry.get("bluefleet") is BLUE_FLEET
    assert (BLUE_FLEET.client, BLUE_FLEET.check, BLUE_FLEET.targets) == (None, None, ())
    assert BLUE_FLEET.verify is verify
    assert BLUE_FLEET.secrets == {"header_value"}


def test_each_hook_has_a_source_that_reads_what_it_brings() -> None:
    kinds = {hook.path: hook.kind for hook in BLUE_FLEET.hooks}
    assert kinds == {"debt-note": "invoice", "financial-entry": "financial_entry", "financial-invoice": "bill"}
    assert {source.kind for source in BLUE_FLEET.sources} == set(kinds.values())


def test_each_environment_has_the_addresses_that_its_calls_come_from() -> None:
    assert set(SOURCE_ADDRESSES) == {environment.slug for environment in BLUE_FLEET.environments}
    assert SOURCE_ADDRESSES["production"] == "18.230.99.164"
    assert SOURCE_ADDRESSES["staging"] == "18.229.176.206"


def test_only_production_holds_real_books() -> None:
    assert [each.slug for each in BLUE_FLEET.environments if not each.rehearsal] == ["production"]


def test_each_event_has_fixtures_and_each_fixture_an_event() -> None:
    assert {name.partition("__")[0] for name in NAMES} == set(EVENTS)


@pytest.mark.parametrize("name", NAMES)
def test_reading_changes_nothing_and_gives_the_same_in_any_order_of_keys(name: str) -> None:
    event, body = name.partition("__")[0], load(name)
    before = copy.deepcopy(body)
    first = told(outcome(event, body))
    assert body == before
    assert told(outcome(event, shuffled(body, random.Random(name)))) == first


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_with_a_body_is_to_be_corrected_at_blue_fleet(name: str) -> None:
    found = outcome(name.partition("__")[0], load(name))
    if not isinstance(found, Document):
        assert (found.code.partition(".")[0], found.place) == ("source", Place.SOURCE)
        return
    assert found.source_id == EVENTS[name.partition("__")[0]].identify(load(name))
    assert found.instalments


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("given", [48211, "48211", " 48211 ", "0048211", Decimal("48211.0")])
def test_one_id_in_any_spelling_is_one_id(event: str, given: object) -> None:
    assert EVENTS[event].identify({ID_FIELDS[event]: given}) == "48211"


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("spelling", [str.upper, str.lower])
def test_an_id_is_found_under_a_key_of_any_case(event: str, spelling: Any) -> None:
    assert EVENTS[event].identify({spelling(ID_FIELDS[event]): 7}) == "7"


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    "given",
    [None, 0, "", "  ", "0", "000", Decimal("0.0"), True, False, [48211], {"id": 1}, Decimal("1.5"), -3,
     float("nan"), Decimal("1E+99999"), "9" * 41],
)  # fmt: skip
def test_what_is_no_id_is_refused(event: str, given: object) -> None:
    with pytest.raises(Rejected) as refusal:
        EVENTS[event].identify({ID_FIELDS[event]: given})
    assert (refusal.value.code, refusal.value.place) == ("source.no_id", Place.SOURCE)
    assert refusal.value.params["field"] == ID_FIELDS[event]


@pytest.mark.parametrize("event", EVENTS)
def test_a_body_without_an_id_is_refused(event: str) -> None:
    with pytest.raises(Rejected) as refusal:
        EVENTS[event].identify({})
    assert refusal.value.code == "source.no_id"


@pytest.mark.parametrize("event", EVENTS)
def test_the_vendor_s_own_sample_of_zeros_is_refused_for_its_id(event: str) -> None:
    assert told(outcome(event, load(f"{event}__blank"))) == (
        "source.no_id",
        Place.SOURCE,
        {"field": ID_FIELDS[event], "value": "0"},
    )
