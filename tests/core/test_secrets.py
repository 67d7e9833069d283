"""A secret that was read once is in no log line any more."""

import json
import logging

import pytest

from apps.core.secrets import masked, remember, without_keys
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


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://app.example/relatorios/download/pdf/aB3dE6gH9jK2mN5pQ8rT", "https://app.example/relatorios/download/pdf/•••"),
        ("https://app.example/files/ABCDefghIJKLmnopQRst.pdf", "https://app.example/files/•••.pdf"),
        (r"https:\/\/app.example\/pdf\/aB3dE6gH9jK2mN5pQ8rT\/x", r"https:\/\/app.example\/pdf\/•••\/x"),
        ("http://[::1]:8080/3f786850e387550fdab836ed7e6dc881de23001b?x=1", "http://[::1]:8080/•••?x=1"),
        ("https://api.example/v1/getPurchaseInvoices/2026", "https://api.example/v1/getPurchaseInvoices/2026"),
        ("https://a-host-of-2026-files.example", "https://a-host-of-2026-files.example"),
        ("https://api.example/v1/0b9c1f6e-3b1a-4c59-9a51-2f0f6f1f2a11/", "https://api.example/v1/0b9c1f6e-3b1a-4c59-9a51-2f0f6f1f2a11/"),
        ("aB3dE6gH9jK2mN5pQ8rT is no address", "aB3dE6gH9jK2mN5pQ8rT is no address"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_what_opens_the_file_behind_it(address: str, shown: str) -> None:
    assert without_keys(f'{{"link": "{address}"}}') == f'{{"link": "{shown}"}}'


def test_no_log_line_carries_the_key_of_a_file() -> None:
    event = without_secrets(logging.getLogger(), "info", {"event": "GET https://a.example/pdf/aB3dE6gH9jK2mN5pQ8rT"})
    assert event == {"event": "GET https://a.example/pdf/•••"}
