"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from apps.sandbox.server import Sandbox
from tests.hub.faults.disk import can_be_made

BROWSERS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


#: Where tests start processes and browsers: whole files of them take minutes, and begin first.
LONG = tuple(f"tests/{place}/" for place in ("browser", "hosts", "hub/running", "hub/faults"))
#: Whoever asks for one of these works on the database.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if connection.vendor == "postgresql":
        run_once(config, items)
    leave_out(items, "browser", unless=CHROMIUM is not None, reason="NO CHROMIUM HERE: no page was clicked")
    leave_out(items, "disk", unless=can_be_made(), reason="needs a disk of its own: Linux, and leave to mount one")
    leave_out(items, "postgres", unless=connection.vendor == "postgresql", reason="needs PostgreSQL")
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def run_once(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the other run, on SQLite, what touches no database, or shows the same on any."""
    on_both = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = on_both


def touches_database(item: pytest.Item) -> bool:
    """Tell whether a test works on the database in a way that one may do differently from another."""
    if item.get_closest_marker("any_database"):
        return False
    markers = ("django_db", "postgres", "disk")
    asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or any(item.get_closest_marker(marker) for marker in markers)


def leave_out(items: list[pytest.Item], marker: str, *, unless: bool, reason: str) -> None:
    marked = [item for item in items if item.get_closest_marker(marker)]
    if unless or not marked:
        return
    if marker == "browser" and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"{reason}, and CI needs it: apt-get install chromium")
    for item in marked:
        item.add_marker(pytest.mark.skip(reason=reason))


# The same examples everywhere, and no clock that decides: a busy machine is no defect.
hypothesis.settings.register_profile(
    "ponte",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ponte")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _nobodys_language() -> None:
    """Forget the language of whoever the test before was."""
    translation.deactivate()


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(store=tmp_path_factory.mktemp("sandbox") / "store.sqlite3", port=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox, settings: Settings) -> Sandbox:
    """The simulated vendors, emptied, with our calls to them allowed."""
    running_sandbox.reset()
    settings.PRIVATE_ORIGINS = [urlsplit(running_sandbox.url).netloc]
    settings.SANDBOX_URL = running_sandbox.url
    return running_sandbox


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a process that a test starts: it works on the test's own database."""
    return {**os.environ, "DATABASE_URL": database_url()}


def database_url() -> str:
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{row['NAME']}"
    return f"postgres://{row['USER']}@{row['HOST']}/{row['NAME']}".replace("@/", "@localhost//")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    # The browser's event loop lives in the thread of the tests, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}
