"""Compile requirements/*.txt from the ranges in pyproject.toml, with hashes, for every system and Python we support."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# No index address may end up in a file: which registry answers is the business of the machine that installs.
COMPILE = [
    "pip",
    "compile",
    "pyproject.toml",
    "--quiet",
    "--upgrade",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
]
# The larger ones are held to what the smaller ones pinned, so that tests run on what production runs.
FILES = {
    "runtime": [],
    "demo": ["--extra", "sandbox", "--constraints", "requirements/runtime.txt"],
    "dev": ["--extra", "sandbox", "--group", "dev", "--constraints", "requirements/runtime.txt"],
}


def main() -> None:
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Compiling pins needs uv (installing them does not).")
    for name, options in FILES.items():
        subprocess.run([uv, *COMPILE, *options, "--output-file", f"requirements/{name}.txt"], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
