"""Yokoy, declared: where it is, how one signs in, what it books, what can be read, and what people choose."""

from django.utils.translation import gettext_noop as _

from apps.connectors.yokoy import booking, exports, options
from apps.connectors.yokoy.client import AT_ONCE, open_client, token_address
from apps.connectors.yokoy.mapping import LEAVE, PAYMENT_TERMS, WAIT, plan
from apps.connectors.yokoy.pulling import EXPENSES, INVOICES
from apps.connectors.yokoy.reading import read_expense, read_invoice
from apps.connectors.yokoy.standing import standing
from apps.core.account import Environment, Option, Preparation, Unit
from apps.core.auth import Grant, OAuth, Proof
from apps.core.connector import Connector, Resource, Setting, Source, Target, Vocabulary, registry
from apps.core.documents import Kind

# Marked for translation here and translated where shown: the declaration itself is plain text.
YOKOY = registry.register(
    Connector(
        slug="yokoy",
        name="Yokoy",
        version="1.0.0",
        summary=_("Takes suppliers' invoices for approval; gives approved invoices and expenses."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url="https://api.yokoy.ai/v1/"),
            Environment(
                slug="test", name=_("Yokoy's test system"), base_url="https://api.test.yokoy.ai/v1/", rehearsal=True
            ),
            Environment(
                slug="sandbox",
                name=_("Sandbox on this computer"),
                sandbox_path="yokoy/v1/",
                rehearsal=True,
            ),
        ),
        secrets=frozenset({"client_secret"}),
        oauth=OAuth(url=token_address, grant=Grant.CLIENT_CREDENTIALS, proof=Proof.BASIC, lifetime=3900.0),
        client=open_client,
        check=options.organisation,
        sources=(
            Source(
                kind=Kind.BILL,
                name=_("Invoices ready for export"),
                read=read_invoice,
                fetch=INVOICES.fetch,
                pull=INVOICES.pull,
                acknowledge=exports.mark_invoice,
            ),
            Source(
                kind=Kind.EXPENSE,
                name=_("Expenses ready for export"),
                read=read_expense,
                fetch=EXPENSES.fetch,
                pull=EXPENSES.pull,
                acknowledge=exports.mark_expense,
            ),
        ),
        targets=(Target(kind=Kind.BILL, name=_("Suppliers' invoices"), plan=plan),),
        resources=(
            Resource(
                slug="supplier",
                name=_("Supplier"),
                find=booking.find_supplier,
                create=booking.create_supplier,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="entity_supplier",
                name=_("Supplier of the legal entity"),
                find=booking.find_link,
                create=booking.create_link,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="invoice",
                name=_("Invoice"),
                find=booking.find_invoice,
                create=booking.create_invoice,
                standing=standing,
                find_first=True,
            ),
            Resource(
                slug="reference",
                name=_("Our reference at the invoice"),
                find=booking.find_reference,
                create=booking.write_reference,
                update=booking.rewrite_reference,
            ),
        ),
        vocabularies=(
            Vocabulary(slug="tax_rate", name=_("Tax rate"), target_name="Tax rate", options=options.tax_rates),
            Vocabulary(slug="category", name=_("Category"), target_name="Invoice category", options=options.categories),
            Vocabulary(
                slug="cost_centre", name=_("Cost centre"), target_name="Cost object", options=options.cost_centres
            ),
            Vocabulary(
                slug="payment_term", name=_("Payment term"), target_name="Payment term", options=options.payment_terms
            ),
        ),
        settings=(
            Setting(
                slug=PAYMENT_TERMS,
                name=_("Payment terms"),
                help=_(
                    "What becomes of a payment term of the source that has no counterpart in Yokoy yet. Yokoy gets it "
                    "with new suppliers, and with invoices that are sent field by field."
                ),
                default=LEAVE,
                choices=(
                    Option(value=LEAVE, label=_("It is left to Yokoy")),
                    Option(value=WAIT, label=_("The document waits until somebody maps it")),
                ),
            ),
        ),
        concurrency=AT_ONCE,
        settle_seconds=30,
        limits=_(
            "Four calls at once for an organisation. Yokoy takes no bank statements and no sales invoices, and an "
            "invoice that it has cannot be changed or deleted by anybody else: corrections are made there."
        ),
        preparation=Preparation(
            who=_("A user with the role of a developer in Yokoy; a Yokoy administrator gives it."),
            steps=(
                _("In Yokoy, open Admin → Developer, at the bottom of the Admin menu."),
                _("Press Generate credentials, choose OAuth credentials, and press Generate credentials again."),
                _("Enter a name that nobody has used yet, for example “Ponte”, and press Next."),
                _("Copy the client id and the client secret. Yokoy shows the secret only now."),
                _("Confirm in Yokoy that you have copied both."),
                _("Copy the organisation id from the top right corner of the same page."),
            ),
            page="https://help.yokoy.ai/en/articles/110470-get-access-credentials-for-yokoy-api",
        ),
        unit=Unit(
            name=_("Legal entity"),
            help=_("In Yokoy, open Invoice processor → Invoices: the menu in the top right corner names them."),
            options=options.legal_entities,
        ),
    )
)
