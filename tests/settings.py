"""The settings of the suite: production's, with the environment filled in and the slow parts made quick."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["ENV_FILE"] = os.devnull  # a developer's own .env must not decide what the tests see
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "s" * 50)
os.environ.setdefault("FERNET_KEYS", "only-for-tests-first-key,only-for-tests-second-key")
os.environ.setdefault("CLOCK", "host")
os.environ.setdefault("SANDBOX_URL", "http://127.0.0.1:8800")
os.environ.setdefault("INSECURE_HTTP", "true")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from config.settings import *
from config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DOOR_MEMORY_SECONDS = 0.0
# Every test client builds the middleware anew; listing all static files each time took more than most tests.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A file, not memory: workers, servers and threads of a test then share it as they would in production, with the
# same locking. In a folder of its own, so that suites which run side by side never meet.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    FOLDER = Path(tempfile.mkdtemp(prefix="ponte-tests-"))
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "ponte.sqlite3")}
