"""What a log line says, and what it keeps to itself."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.test import Client

from config.logging import formatter

Lines = list[dict[str, Any]]


@pytest.fixture
def lines() -> Iterator[Callable[[], Lines]]:
    output = StringIO()
    described = formatter(for_people=False)
    handler = logging.StreamHandler(output)
    handler.setFormatter(described.pop("()")(**described))
    loggers = [logging.getLogger(name) for name in ("apps.hub.a_test", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)


def test_ours_and_the_libraries_lines_have_the_same_shape(lines: Callable[[], Lines]) -> None:
    structlog.get_logger("apps.hub.a_test").info("delivered", transfer=7)
    logging.getLogger("apps.hub.a_test").warning("late by %s", "2 s", extra={"transfer": 7})
    ours, theirs = lines()
    assert {**ours, "timestamp": None} == {
        "event": "delivered",
        "transfer": 7,
        "logger": "apps.hub.a_test",
        "level": "info",
        "timestamp": None,
    }
    assert (theirs["event"], theirs["transfer"], theirs.keys()) == ("late by 2 s", 7, ours.keys())


def test_a_traceback_shows_no_local_variables(lines: Callable[[], Lines]) -> None:
    def call_with(secret: str) -> None:
        raise ValueError(f"the call failed after {len(secret)} letters")

    secret = "s3cr3t-in-a-frame"
    try:
        call_with(secret)
    except ValueError:
        logging.getLogger("apps.hub.a_test").exception("refused")
    (line,) = lines()
    assert "ValueError: the call failed" in line["exception"]
    assert secret not in json.dumps(line)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/invited/a-key-that-opens-a-step/", "/invited/•••/"),
        ("/invited/a-key-that-opens-a-step/x/", "/invited/•••/x/"),
        ("/invited/a-key-that-opens-a-step", "/invited/•••"),
        ("/oauth/callback/?state=s-1&code=c-1&session_state=7", "/oauth/callback/?state=•••&code=•••&session_state=7"),
        ("/admin/hub/transfer/?state__exact=held", "/admin/hub/transfer/?state__exact=held"),
    ],
)
def test_what_opens_something_by_its_address_is_in_no_line(
    lines: Callable[[], Lines], address: str, shown: str
) -> None:
    logging.getLogger("apps.hub.a_test").warning("Not Found: %s", address, extra={"request": f"<GET '{address}'>"})
    [said] = lines()
    assert (said["event"], said["request"]) == (f"Not Found: {shown}", f"<GET '{shown}'>")


def test_a_link_that_is_refused_is_told_without_its_key(lines: Callable[[], Lines], client: Client, db: None) -> None:
    for path in ("/invited/a-key-that-is-over/", "/invited/a-key-that-is-over/x/", "/invited/a-key-that-is-over"):
        client.get(path)
    assert [line["event"] for line in lines()] == ["Gone: /invited/•••/", "Not Found: /invited/•••/x/"]
