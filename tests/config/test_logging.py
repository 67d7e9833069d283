"""What a log line says, and what it keeps to itself."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from config.logging import formatter

Lines = list[dict[str, Any]]


@pytest.fixture
def lines() -> Iterator[Callable[[], Lines]]:
    output = StringIO()
    described = formatter(for_people=False)
    handler = logging.StreamHandler(output)
    handler.setFormatter(described.pop("()")(**described))
    logger = logging.getLogger("apps.hub.a_test")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
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
