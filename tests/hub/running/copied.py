"""A copy of the repository in a temporary folder, as a fresh clone would be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.hub.running.crew import ROOT

PARTS = ("apps", "config", "locale", "static", "templates", "tests", "manage.py", "pyproject.toml", "CONTRIBUTING.md")
#: What a newcomer's shell has; nothing of what the suite told its own processes.
PLAIN = ("PATH", "HOME", "LANG", "TMPDIR")


def copy_of_the_repository(place: Path) -> Path:
    """Copy what a clone holds; no database, no keys, no caches."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, place / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        elif source.exists():
            shutil.copy2(source, place / part)
    return place


def plain_environment(**more: str) -> dict[str, str]:
    """Give the environment of a shell that knows nothing of Ponte."""
    return {name: os.environ[name] for name in PLAIN if name in os.environ} | more


def run(place: Path, *command: str, **environment: str) -> str:
    """Run a Python command in the copy and give what it said; fails when the command does."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=place,
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
