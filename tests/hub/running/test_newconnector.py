"""A new connector: the steps of CONTRIBUTING.md, done literally in a copy of the repository."""

import re
from pathlib import Path

import pytest

from apps.hub.running.skeleton import NotPossible, Skeleton
from tests.hub.running.copied import copy_of_the_repository, run
from tests.hub.running.crew import ROOT

KEYS = {"SECRET_KEY": "for-a-copy-" + "s" * 50, "FERNET_KEYS": "for-a-copy", "ENV_FILE": "/dev/null", "DEBUG": "true"}
INSTALLED = re.compile(r"^CONNECTORS = \[(.*?)\]$", re.MULTILINE | re.DOTALL)


def told(step: int) -> list[str]:
    """Give the arguments of the command that a step of CONTRIBUTING.md ends with."""
    text = (ROOT / "CONTRIBUTING.md").read_text().split(f"**{step}. ")[1].split(f"**{step + 1}. ")[0]
    [block] = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    program, *arguments = block.splitlines()[-1].split()
    return ["-m", "pytest", *arguments] if program.endswith("pytest") else arguments


def install(place: Path, slug: str) -> None:
    """Do step two: one line in the settings."""
    settings = place / "config" / "settings.py"
    text, changed = INSTALLED.subn(rf'CONNECTORS = [\1    "apps.connectors.{slug}",\n]', settings.read_text())
    assert changed == 1
    settings.write_text(text)


@pytest.mark.parametrize("option", [[], ["--webhooks"]], ids=["booked into", "sending"])
def test_the_steps_of_contributing_give_a_connector_that_passes_the_contract(tmp_path: Path, option: list[str]) -> None:
    copy = copy_of_the_repository(tmp_path)
    assert "CONNECTORS" in run(copy, *told(1), *option, **KEYS)
    install(copy, "example")
    run(copy, *told(3), **KEYS)
    said = run(copy, *told(4), "-p", "no:cacheprovider", **KEYS)
    assert re.search(r"\d+ passed", said)
    run(copy, "manage.py", "makemigrations", "--check", "--dry-run", **KEYS)
    run(copy, "-m", "pytest", "-q", "tests/house/test_imports.py", "-k", "example", "-p", "no:cacheprovider", **KEYS)
    run(copy, "-m", "ruff", "check", "--no-cache", "apps/connectors/example", "tests/connectors/example")
    run(copy, "-m", "ruff", "format", "--check", "--no-cache", "apps/connectors/example", "tests/connectors/example")


@pytest.mark.parametrize("slug", ["Example", "2go", "my-shop", "class", "x", "../etc", "ação"])
def test_a_name_that_python_or_the_database_cannot_use_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(NotPossible):
        Skeleton(slug, tmp_path).write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("slug", ["omie", "hub", "admin"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(NotPossible):
        Skeleton(slug, tmp_path).write()


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    Skeleton("example", tmp_path).write()
    mine = tmp_path / "apps" / "connectors" / "example" / "mapping.py"
    mine.write_text("mine")
    with pytest.raises(NotPossible):
        Skeleton("example", tmp_path, webhooks=True).write()
    assert mine.read_text() == "mine"
