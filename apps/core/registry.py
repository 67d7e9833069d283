"""Who declared what: the connectors that are installed, by their slugs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.core.connector import Connector


class Registry:
    """The connectors that are installed; a slug can be registered once."""

    def __init__(self) -> None:
        self._connectors: dict[str, Connector] = {}

    def register(self, connector: "Connector") -> "Connector":
        """Take a declaration in and give it back; ValueError when its slug is taken."""
        if connector.slug in self._connectors:
            raise ValueError(f"connector {connector.slug!r} is registered twice")
        self._connectors[connector.slug] = connector
        return connector

    def get(self, slug: str) -> "Connector":
        """Give the connector with this slug; KeyError when it is not installed."""
        return self._connectors[slug]

    def slugs(self) -> list[str]:
        """Give the slugs of all that are installed."""
        return list(self._connectors)

    def all(self) -> list["Connector"]:
        """Give every connector, by name."""
        return sorted(self._connectors.values(), key=lambda connector: connector.name)
