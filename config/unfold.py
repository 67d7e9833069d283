"""How the admin looks, and where its navigation and home page come from."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def asset(path: str) -> Any:
    """Give the theme a function of the request: addresses of files are known only once Django runs."""
    return lambda request: static(f"hub/{path}")


# Water under a bridge: one petrol in eleven steps, and greys that lean towards it.
PETROL = {
    "50": "oklch(97.6% .013 208)",
    "100": "oklch(94.6% .03 208)",
    "200": "oklch(89.6% .054 209)",
    "300": "oklch(82.2% .084 210)",
    "400": "oklch(73% .106 212)",
    "500": "oklch(63% .11 215)",
    "600": "oklch(50.5% .092 218)",
    "700": "oklch(44% .08 220)",
    "800": "oklch(38% .066 222)",
    "900": "oklch(32.5% .054 224)",
    "950": "oklch(24% .042 228)",
}
SLATE = {
    "50": "oklch(98.4% .003 220)",
    "100": "oklch(96.4% .005 220)",
    "200": "oklch(92.4% .008 222)",
    "300": "oklch(86.6% .013 224)",
    "400": "oklch(70.4% .022 226)",
    "500": "oklch(54.6% .026 228)",
    "600": "oklch(44.2% .026 230)",
    "700": "oklch(37% .026 231)",
    "800": "oklch(27.6% .024 233)",
    "900": "oklch(20.8% .021 235)",
    "950": "oklch(14.5% .017 236)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Ponte",
    "SITE_HEADER": "Ponte",
    "SITE_SUBHEADER": _("Finance documents on their way"),
    "SITE_URL": None,  # there is no other site behind the admin to go back to
    "SITE_ICON": asset("icons/ponte.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": asset("icons/ponte.svg")}],
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": PETROL, "base": SLATE},
    "STYLES": [asset("home.css")],
    "SCRIPTS": [asset("copy.js"), asset("steady.js")],
    "LOGIN": {"image": asset("icons/crossing.svg")},
    "DASHBOARD_CALLBACK": "apps.hub.admin.home.dashboard",
    "SIDEBAR": {
        "show_search": False,
        "navigation": "apps.hub.admin.navigation.sections",
    },
}
