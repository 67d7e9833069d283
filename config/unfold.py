"""How the admin looks and what its navigation holds."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Ponte",
    "SITE_HEADER": "Ponte",
    "SHOW_LANGUAGES": True,
}
