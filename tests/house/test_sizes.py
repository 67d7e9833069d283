"""Functions of at most 50 lines, files of at most 300, and a line on top of each that says what it is for."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    file
    for place in ("apps", "config", "tools", "tests")
    for file in sorted((ROOT / place).rglob("*.py"))
    if "migrations" not in file.parts
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_stays_small_and_says_what_it_is(file: Path) -> None:
    text = file.read_text()
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or node.lineno) - node.lineno >= 50]
    assert text.count("\n") <= 300
    assert long == []
    assert ast.get_docstring(tree) or not text
