"""The settings of a host: the drill's, with another declaration of the target."""

from config.drill import *  # noqa: F403  the drill's, whatever they are
from config.drill import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.hosts.apps.HostsConfig"]
