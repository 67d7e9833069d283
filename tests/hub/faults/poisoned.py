"""The suite's settings for processes that shall meet poisoned documents."""

from tests.settings import *  # noqa: F403  the suite's, whatever they are
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.hub.faults.poison.apps.Poison"]
