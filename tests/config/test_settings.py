"""A wrong environment stops the start with a word about what is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "a-key",
    "FERNET_KEYS": "another-key",
    "ALLOWED_HOSTS": "ponte.example.com",
}


def read(expression: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = f"from config import settings; print(settings.{expression})"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "FERNET_KEYS"])
def test_nothing_starts_without_its_keys(name: str) -> None:
    answer = read("DEBUG", {key: value for key, value in PRODUCTION.items() if key != name})
    assert answer.returncode != 0
    assert f"Set the {name} environment variable" in answer.stderr


@pytest.mark.parametrize("keys", ["", "another-key,a-key"])
def test_secrets_are_never_encrypted_under_no_key_or_the_signing_key(keys: str) -> None:
    answer = read("DEBUG", {**PRODUCTION, "FERNET_KEYS": keys})
    assert answer.returncode != 0
    assert "FERNET_KEYS needs at least one key of its own" in answer.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file")
    environment = {key: value for key, value in PRODUCTION.items() if key != "SECRET_KEY"}
    answer = read("SECRET_KEY", {**environment, "SECRET_KEY_FILE": str(tmp_path / "key")})
    assert answer.stdout.strip() == "from-a-file"


def test_what_is_not_said_is_as_strict_as_production() -> None:
    answer = read(
        "DEBUG, settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.PRIVATE_ORIGINS", PRODUCTION
    )
    assert answer.stdout.strip() == "False True True []"


def test_the_list_of_settings_is_whole() -> None:
    code = (ROOT / "config" / "settings.py").read_text()
    read_there = set(re.findall(r'env\.\w+\(\s*"(\w+)"', code))
    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read_there == listed


@pytest.mark.parametrize(("language", "text"), [("pt-br", "Senha"), ("pt-pt", "Palavra-passe")])
def test_djangos_own_words_come_in_both_kinds_of_portuguese(language: str, text: str) -> None:
    with translation.override(language):
        assert gettext("Password") == text


def test_both_ends_of_a_line_to_postgresql_notice_that_it_is_cut() -> None:
    url = "postgres://ponte@host/ponte?connect_timeout=9"
    answer = read('DATABASES["default"]["OPTIONS"]', {**PRODUCTION, "DATABASE_URL": url})
    assert "'tcp_user_timeout': 20000" in answer.stdout
    assert "-c tcp_user_timeout=20000" in answer.stdout
    assert "'connect_timeout': 9" in answer.stdout
