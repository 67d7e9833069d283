"""Banqup, declared: where it is, how one signs in, what is read and what is uploaded, and what to do there first."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from apps.connectors.banqup import addresses, mapping, pull
from apps.connectors.banqup.choosing import BILL_STATES, BILLS, INVOICE_STATES, INVOICES
from apps.connectors.banqup.client import company, open_client
from apps.core.account import Environment, Preparation
from apps.core.auth import Consent, Grant, OAuth, Proof
from apps.core.connector import Connector, Source, registry
from apps.core.documents import Kind
from apps.core.statements import sheet
from apps.core.statements.formats import CAMT053, CODA

#: A person lets the hub in at Banqup's page.
PERSON = OAuth(
    url=addresses.token,
    grant=Grant.REFRESH_TOKEN,
    proof=Proof.FORM,
    lifetime=300.0,
    consent=Consent(url=addresses.authorise, scopes=("openid",)),
)
#: Of the two others a realm may allow neither, so the credentials choose.
SIGN_IN = replace(
    PERSON,
    kind="sign_in",
    others={
        "lasting": replace(PERSON, consent=Consent(url=addresses.authorise, scopes=("openid", "offline_access"))),
        "application": replace(PERSON, grant=Grant.CLIENT_CREDENTIALS, consent=None),
    },
)

# Marked for translation here and translated where shown: the declaration itself is plain text.
DOWNLOAD = Preparation(
    who=_("Anybody who sees the company's bank accounts in Banqup, your accountant among them."),
    steps=(
        _("In Banqup, open the menu Bank accounts, or Payment accounts in the newer app."),
        _("Choose the account, and the days from where your last file ended."),
        _("Download the statement as a CAMT file (CAMT.053) or as a CODA file, not as a PDF."),
        _("Stay with one of the two for each account: they name the same movements a little differently."),
    ),
    page="https://help.banqup.com/en/articles/404169-bank-accounts-menu-overview",
)
BANQUP = registry.register(
    Connector(
        slug="banqup",
        name="Banqup",
        version="1.0.0",
        summary=_(
            "Gives accepted purchase invoices and sent sales invoices, each with its e-invoice and its PDF; bank "
            "statements come as files that you upload."
        ),
        environments=(
            Environment(slug="production", name=_("Production"), base_url=addresses.PRODUCTION),
            Environment(slug="uat", name=_("Test installation (UAT)"), base_url=addresses.UAT, rehearsal=True),
            Environment(
                slug="sandbox", name=_("Sandbox on this computer"), sandbox_path=addresses.SANDBOX_PATH, rehearsal=True
            ),
        ),
        secrets=frozenset({"client_secret", "refresh_token"}),
        oauth=SIGN_IN,
        client=open_client,
        check=company,
        sources=(
            Source(
                kind=Kind.BILL,
                name=_("Purchase invoices"),
                read=mapping.read_purchase,
                fetch=pull.fetch_purchase,
                pull=pull.pull_purchases,
                settings=(BILL_STATES,),
                narrowed=BILLS.narrowed,
                seen=BILLS.seen,
            ),
            Source(
                kind=Kind.INVOICE,
                name=_("Sales invoices"),
                read=mapping.read_sale,
                fetch=pull.fetch_sale,
                pull=pull.pull_sales,
                settings=(INVOICE_STATES,),
                narrowed=INVOICES.narrowed,
                seen=INVOICES.seen,
            ),
            Source(
                kind=Kind.BANK_STATEMENT,
                name=_("Bank statements"),
                read=sheet.read,
                files=(CAMT053, CODA),
                download=DOWNLOAD,
            ),
        ),
        limits=_(
            "Two calls a second, as Banqup publishes no number. Files above 10 MB are left out. Bank statements cannot "
            "be asked for: download them in Banqup's app (menu Bank accounts, as CAMT or CODA) and upload them here."
        ),
        preparation=Preparation(
            who=_("An administrator of your company at Banqup who may also use Banqup's developer portal."),
            steps=(
                _("In Banqup, open the menu Apps."),
                _("Activate the Accounting app."),
                _("Set Online connection to On and choose Next."),
                _("Choose Export of invoices to accounting."),
                _(
                    "In the list of applications that follows select none, not even the one that you connect here: "
                    "Banqup itself would send it each invoice a second time."
                ),
                _(
                    "In Banqup's developer portal, create an app, and ask for the invoice API and for the kind of "
                    "sign-in that you choose here."
                ),
                _(
                    "Where a person signs in, enter the hub's address with /oauth/callback/ behind it as the app's "
                    "redirect address."
                ),
                _("Make a key pair and copy client id and client secret: the secret is shown only once."),
                _("Back in Banqup, open Settings → External applications → Add external app, and admit the app."),
                _("Ask Banqup's support for your company number if no invoice that you have shows it."),
            ),
            page="https://help.banqup.com/pt/articles/405136-integracao-com-yokoy",
        ),
    )
)
