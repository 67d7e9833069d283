"""The sandbox's first page."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox.html import page, table
from apps.sandbox.vendors import VENDORS

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox


def home(sandbox: "Sandbox") -> str:
    """Which vendors there are, and with which keys they open."""
    tile = Markup("<div class='card'><h2><a href='{}'>{}</a></h2><p class='hint'>{}</p></div>")
    tiles = Markup("<div class='grid'>{}</div>").format(
        Markup("").join(tile.format(f"/{vendor.slug}/", vendor.name, vendor.about) for vendor in VENDORS)
    )
    companies = [(company.name, company.app_key) for company in sandbox.companies]
    keys = Markup("<section class='card'><h2>Companies at Omie</h2><p class='hint'>Base address {}</p>{}</section>")
    return page("Sandbox", tiles + keys.format(sandbox.omie_url, table(("Company", "app_key"), companies)))
