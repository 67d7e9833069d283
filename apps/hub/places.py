"""Which of a vendor's installations this hub knows, and where they are: vendors are simulated only where it says so."""

from django.conf import settings

from apps.core.account import Environment
from apps.core.connector import Connector


def address_of(place: Environment) -> str:
    """Give the base address of an installation; an empty text for a simulated one where nothing is simulated."""
    return place.address(settings.SANDBOX_URL)


def offered(connector: Connector, *, besides: str = "") -> list[Environment]:
    """Give the installations that people may choose, and one more that is chosen already."""
    there = bool(settings.SANDBOX_URL)
    return [place for place in connector.environments if there or not place.sandbox_path or place.slug == besides]
