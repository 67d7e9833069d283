"""A fresh checkout makes its own keys, once, for its owner's eyes only."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from config.first_start import make_env_file

ROOT = Path(__file__).resolve().parents[2]


def values(place: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in place.read_text().splitlines() if not line.startswith("#"))


def test_the_file_is_its_owners_alone_and_no_two_are_alike(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert make_env_file(one)
    assert make_env_file(other)
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    keys = {values(place)[name] for place in (one, other) for name in ("SECRET_KEY", "FERNET_KEYS")}
    assert len(keys) == 4
    assert all(len(key) >= 50 and "," not in key for key in keys)


def test_keys_that_are_there_are_never_replaced(tmp_path: Path) -> None:
    place = tmp_path / ".env"
    place.write_text("SECRET_KEY=mine\n")
    assert not make_env_file(place)
    assert place.read_text() == "SECRET_KEY=mine\n"


def test_settings_load_from_it_for_this_machine(tmp_path: Path) -> None:
    place = tmp_path / ".env"
    make_env_file(place)
    program = "from config import settings as s; print(s.DEBUG, s.INSECURE_HTTP, s.ALLOWED_HOSTS[0], s.SECRET_KEY)"
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(place)}
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["False", "True", "localhost", values(place)["SECRET_KEY"]]
