"""Changes the drill's connector for hosts as they start."""

from django.apps import AppConfig


class HostsConfig(AppConfig):
    """It has no rows of its own."""

    name = "tests.hosts"
    label = "hosts"

    def ready(self) -> None:
        """Declare the target otherwise, in whatever process this is."""
        from tests.hosts.books import declare  # noqa: PLC0415  connectors are declared once all models are there

        declare()
