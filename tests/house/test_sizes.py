"""Functions of at most 50 lines, files of at most 300, and a line on top of each that says what it is for.

Tests are read one at a time, so only the last holds for them.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def files(*places: str) -> list[Path]:
    found = [file for place in places for file in sorted((ROOT / place).rglob("*.py"))]
    return [file for file in found if "migrations" not in file.parts]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", files("apps", "config", "tools"), ids=name)
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or node.lineno) - node.lineno >= 50]
    assert text.count("\n") <= 300
    assert long == []


@pytest.mark.parametrize("file", files("apps", "config", "tools", "tests"), ids=name)
def test_a_file_says_what_it_is_for(file: Path) -> None:
    text = file.read_text()
    assert ast.get_docstring(ast.parse(text)) or not text
