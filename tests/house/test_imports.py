"""The import rules that import-linter has no words for: it cannot say "everything but", nor name a part of Django."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONNECTORS = ROOT / "apps" / "connectors"
# The files of a connector that belong to Django; all others are plain Python over the language.
TABLES_AND_PAGES = {"apps.py", "models.py", "admin.py", "checks.py"}
LANGUAGE = ("apps.core", "stdnum", "django.utils.translation")


def plain_modules() -> list[Path]:
    return [
        file
        for file in sorted(CONNECTORS.glob("*/**/*.py"))
        if file.name not in TABLES_AND_PAGES and "migrations" not in file.parts
    ]


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def may_import(name: str, vendor: str) -> bool:
    own = f"apps.connectors.{vendor}"
    if name.split(".", maxsplit=1)[0] in sys.stdlib_module_names:
        return True
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in (*LANGUAGE, own))


@pytest.mark.parametrize("file", plain_modules(), ids=lambda file: str(file.relative_to(CONNECTORS)))
def test_a_connectors_plain_modules_know_the_language_and_nothing_else(file: Path) -> None:
    vendor = file.relative_to(CONNECTORS).parts[0]
    assert {name for name in imported(file) if not may_import(name, vendor)} == set()


def test_the_rule_would_notice_a_model(tmp_path: Path) -> None:
    file = tmp_path / "client.py"
    file.write_text("import json\nfrom django.db import models\nfrom apps.hub.models import Transfer\n")
    assert {name for name in imported(file) if not may_import(name, "omie")} == {"django.db", "apps.hub.models"}
