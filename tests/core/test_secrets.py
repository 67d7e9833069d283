"""A secret that was read once is in no log line any more."""

import json
import logging

import pytest

from apps.core.secrets import masked, remember
from config.logging import without_secrets


def test_a_known_secret_is_masked_in_text_and_in_json() -> None:
    remember('quo"ted-secret-of-omie')
    assert masked('x quo"ted-secret-of-omie y') == "x ••• y"
    assert "quo" not in masked(json.dumps({"app_secret": 'quo"ted-secret-of-omie'}))


def test_secrets_inside_json_values_are_known_too() -> None:
    remember({"authorization": "Bearer abcdef-token", "n": 1})
    assert masked("got Bearer abcdef-token") == "got •••"


def test_short_texts_are_left_alone() -> None:
    remember("abc")
    assert masked("abcdef") == "abcdef"


@pytest.mark.parametrize("value", ["the-app-secret-1", ["the-app-secret-1"], ValueError("the-app-secret-1")])
def test_no_field_of_a_record_carries_one(value: object) -> None:
    remember("the-app-secret-1")
    event = without_secrets(logging.getLogger(), "info", {"event": "x", "value": value, "number": 7})
    assert "the-app-secret-1" not in str(event)
    assert event["number"] == 7
