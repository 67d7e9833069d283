"""What Blue Fleet sends, and how its calls are known to be genuine."""

from django.utils.translation import gettext_noop as _

from apps.connectors.bluefleet import mapping
from apps.connectors.bluefleet.webhooks import verify
from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Hook, Source, registry
from apps.core.documents import Kind

# Marked for translation here and translated where shown: the declaration itself is plain text.
BLUE_FLEET = registry.register(
    Connector(
        slug="bluefleet",
        name="Blue Fleet",
        version="1.0.0",
        summary=_("Sends invoices, debit notes, financial entries and fiscal invoices of a vehicle fleet."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url="https://api.bluefleet.com.br"),
            Environment(
                slug="staging",
                name=_("Staging"),
                base_url="https://api.qa.bluefleet.com.br",
                rehearsal=True,
            ),
            Environment(slug="sandbox", name=_("Sandbox on this computer"), sandbox_path="bluefleet/", rehearsal=True),
        ),
        secrets=frozenset({"header_value"}),
        verify=verify,
        hooks=(
            Hook(path="debt-note", kind=Kind.INVOICE, identify=mapping.debt_note_id),
            Hook(path="financial-entry", kind=Kind.FINANCIAL_ENTRY, identify=mapping.financial_entry_id),
            Hook(path="financial-invoice", kind=Kind.BILL, identify=mapping.financial_invoice_id),
        ),
        sources=(
            Source(kind=Kind.INVOICE, name=_("Invoices and debit notes"), read=mapping.read_debt_note),
            Source(kind=Kind.FINANCIAL_ENTRY, name=_("Financial entries"), read=mapping.read_financial_entry),
            Source(kind=Kind.BILL, name=_("Fiscal invoices"), read=mapping.read_financial_invoice),
        ),
        limits=_(
            "Blue Fleet sends each document once and does not ask again by itself: whatever is not answered "
            "with 200 waits in its ERP integration section until a person queues it again."
        ),
        preparation=Preparation(
            who=_("Blue Fleet's support enters it for you; there is no screen for it."),
            steps=(
                _("Ask the support which proof of origin they shall use; a fixed header is the usual one."),
                _("For a fixed header make up a long random text. It is told to the support and typed in here."),
                _("The addresses to send to are shown two steps from here; pass them on to the support."),
            ),
            page="https://developers.bluefleet.com.br/home/webhooks/seguranca",
        ),
    )
)
