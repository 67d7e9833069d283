"""The sandbox's first page."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from apps.sandbox.html import page, table

if TYPE_CHECKING:
    from apps.sandbox.server import Sandbox


def home(sandbox: "Sandbox") -> str:
    """Which vendors there are, and with which keys they open."""
    tile = Markup("<div class='card'><h2><a href='{}'>{}</a></h2><p class='hint'>{}</p></div>")
    tiles = Markup("<div class='grid'>{}</div>").format(
        tile.format("/omie/", "Omie", "The ERP's books: titles, payments, attachments, and faults to switch on.")
        + tile.format("/bluefleet/", "Blue Fleet", "The fleet system: send notifications, see what is pending.")
        + tile.format("/yokoy/", "Yokoy", "The expense and invoice processor: approve, reject, export, move switches.")
        + tile.format("/banqup/", "Banqup", "The e-invoice platform: make invoices, accept them, revoke the sign-in.")
        + tile.format("/vexpenses/", "VExpenses", "Expense reports: make, approve, reopen and pay them, move switches.")
    )
    companies = [(company.name, company.app_key) for company in sandbox.companies]
    keys = Markup("<section class='card'><h2>Companies at Omie</h2><p class='hint'>Base address {}</p>{}</section>")
    return page("Sandbox", tiles + keys.format(sandbox.omie_url, table(("Company", "app_key"), companies)))
