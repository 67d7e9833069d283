"""Lists are cut apart without a byte of an entry being changed, and what is no list says so."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Place, Temporary
from apps.core.paging import listed, written

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8"))
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=10,
)
objects = st.dictionaries(st.text(st.characters(codec="utf-8")), plain, max_size=5)


def test_each_entry_keeps_the_bytes_it_came_in() -> None:
    body = b' { "next" : "p2", "items" : [ {"id":1, "total": 1.10} ,{"b":2,\n"a":"\\u00e9 \xc3\xa9"}], "count":2 } '
    found = listed(body, "items")
    assert [raw for _payload, raw in found.entries] == [b'{"id":1, "total": 1.10}', b'{"b":2,\n"a":"\\u00e9 \xc3\xa9"}']
    assert found.entries[0][0] == {"id": 1, "total": Decimal("1.10")}
    assert found.around == {"next": "p2", "count": 2}


@given(st.lists(objects, max_size=4), st.sampled_from([None, 2]), st.booleans())
def test_whatever_the_entries_are_they_are_found_again(
    entries: list[Any], indent: int | None, ascii_only: bool
) -> None:
    readable = [json.loads(written(entry), parse_float=Decimal) for entry in entries]
    texts = [json.dumps(json.loads(written(entry)), indent=indent, ensure_ascii=ascii_only) for entry in entries]
    found = listed(("[" + " , ".join(texts) + "]").encode())
    assert [raw.decode() for _payload, raw in found.entries] == texts
    assert len(readable) == len(found.entries)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>502</html>",
        b'{"items": [{"id": 1}',
        b'{"items": [{"id": 1} {"id": 2}]}',
        b'{"items": null}',
        b'{"items": ["1"]}',
        b'{"error": "no"}',
        b"[]",
        b'\xff\xfe{"items": []}',
        b'{"items": [' + b"[" * 100_000,
    ],
)
def test_what_is_no_list_of_objects_is_a_broken_answer_of_the_source(body: bytes) -> None:
    with pytest.raises(Temporary) as met:
        listed(body, "items")
    assert (met.value.code, met.value.place) == ("source.broken_answer", Place.SOURCE)


def test_an_empty_list_is_a_list() -> None:
    assert listed(b"[]").entries == []
    assert listed(b'\xef\xbb\xbf{"items":[]}', "items").entries == []


@given(objects)
def test_a_payload_is_written_down_with_its_exact_decimals(payload: dict[str, Any]) -> None:
    assert json.loads(written(payload), parse_float=exact) == widened(payload)


def exact(text: str) -> Decimal:
    return Decimal(text)


def widened(value: Any) -> Any:
    """Give what JSON makes of a value: a decimal without a fraction is a whole number."""
    match value:
        case dict():
            return {name: widened(inner) for name, inner in value.items()}
        case list():
            return [widened(inner) for inner in value]
    return value


def test_the_order_of_keys_does_not_change_what_is_written() -> None:
    assert written({"b": Decimal("0.10"), "a": {"d": 1, "c": "x"}}) == b'{"a":{"c":"x","d":1},"b":0.10}'
    assert written({"a": {"c": "x", "d": 1}, "b": Decimal("0.10")}) == written(
        {"b": Decimal("0.10"), "a": {"d": 1, "c": "x"}}
    )


def test_what_json_does_not_know_is_refused() -> None:
    for odd in (object(), Decimal("NaN"), b"bytes"):
        with pytest.raises(TypeError):
            written({"odd": odd})
