"""The keys of a fresh checkout, made before settings are read, for those refuse to load without keys."""

import os
import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"
TEXT = """\
# Made at the first start, for this machine only. .env.example tells what else may stand here.
SECRET_KEY={secret_key}
# Loses every stored secret when lost: keep a copy where you keep the database's.
FERNET_KEYS={fernet_key}
INSECURE_HTTP=true
"""


def make_env_file(place: Path = ENV_FILE) -> bool:
    """Write the file unless it is there already; give whether it was written."""
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(TEXT.format(secret_key=secrets.token_urlsafe(48), fernet_key=secrets.token_urlsafe(48)))
    return True
