"""What is installed is pinned, within the ranges that pyproject.toml gives, and names no registry."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)(?: *;[^\\]*)?\\$", re.MULTILINE)
ADDRESS = re.compile(r"(?i)--(?:extra-)?index-url|--find-links|file://|pypi\.(?:org|python)|pythonhosted|/simple/?\b")
FILES = ["runtime", "demo", "dev"]


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text().replace(" \\\n", "\\\n")):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def group(name: str) -> Iterator[str]:
    for entry in PROJECT["dependency-groups"][name]:
        yield from [entry] if isinstance(entry, str) else group(entry["include-group"])


def wanted(name: str) -> list[str]:
    runtime: list[str] = PROJECT["project"]["dependencies"]
    demo = [*runtime, *PROJECT["project"]["optional-dependencies"]["sandbox"]]
    return {"runtime": runtime, "demo": demo, "dev": [*demo, *group("dev")]}[name]


@pytest.mark.parametrize("name", FILES)
def test_every_dependency_is_pinned_within_its_range(name: str) -> None:
    pinned = pins(name)
    loose = [
        text
        for text in wanted(name)
        for requirement in [Requirement(text)]
        if not any(version in requirement.specifier for version in pinned.get(canonicalize_name(requirement.name), ()))
    ]
    assert not loose, "run `make requirements`"


@pytest.mark.parametrize("name", ["demo", "dev"])
def test_a_larger_file_pins_what_the_smaller_ones_pin(name: str) -> None:
    pinned = pins(name)
    assert {package: pinned.get(package) for package in pins("runtime")} == pins("runtime")


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text().strip())
    assert blocks
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_only_one_version_of_each_package_is_pinned_but_where_intel_macs_need_another() -> None:
    assert {package for package, versions in pins("dev").items() if len(versions) > 1} == {"cryptography"}


def test_no_tracked_file_names_a_package_registry() -> None:
    # A checkout that belongs to somebody else, as in CI, is still ours to read.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    texts = {".txt", ".toml", ".md", ".cfg", ".ini", ".yml", ".yaml", ".lock", ".py", ".sh", ""}
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).suffix in texts]
    naming = [
        str(file.relative_to(ROOT))
        for file in files
        if file.is_file() and file != Path(__file__) and ADDRESS.search(file.read_text(errors="replace"))
    ]
    assert naming == []
