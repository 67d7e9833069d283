"""Run every check that needs no database and no browser, and tell at the end which of them failed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
# What a production host would have, and nothing of the developer's own: no .env, no database.
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "only-for-lint-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "FERNET_KEYS": "only-for-lint-a-key-of-its-own",
    "ALLOWED_HOSTS": "ponte.example.com",
    "DATABASE_URL": "sqlite://:memory:",
    "DEBUG": "false",
    "INSECURE_HTTP": "false",
}


def checks() -> dict[str, list[str]]:
    found = {
        "ruff": [tool("ruff"), "check", "."],
        "ruff format": [tool("ruff"), "format", "--check", "--quiet", "."],
        "mypy": [tool("mypy")],
        "import-linter": [tool("lint-imports")],
        "deptry": [tool("deptry"), "."],
        "system checks": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
        "deploy checks": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "translations": [PYTHON, "tools/translations.py", "check"],
        "house rules": [tool("pytest"), "-q", "tests/house"],
    }
    if pages := templates():
        found["djlint"] = [tool("djlint"), "--quiet", "--check", "--lint", *pages]
    return found


def tool(name: str) -> str:
    return str(BIN / name)


def templates() -> list[str]:
    return sorted(str(page) for place in ("templates", "apps") for page in Path(place).rglob("*.html"))


def passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.run(command, env={**os.environ, **PRODUCTION}, check=False).returncode == 0


def main() -> None:
    failed = [name for name, command in checks().items() if not passes(name, command)]
    if failed:
        sys.exit(f"\nlint: FAILED in {', '.join(failed)}")
    print("\nlint: all passed")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
