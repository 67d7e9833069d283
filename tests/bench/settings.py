"""The settings of the benchmark: production's, with the environment filled in and one connector more."""

import os

os.environ["ENV_FILE"] = os.devnull  # a developer's own .env must not decide what is measured
os.environ.setdefault("SECRET_KEY", "only-for-the-bench-" + "s" * 50)
os.environ.setdefault("FERNET_KEYS", "only-for-the-bench-a-key-of-its-own")
os.environ.setdefault("INSECURE_HTTP", "true")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from config.settings import *  # noqa: F403  production's, whatever they are
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.target"]
