"""Conta Azul, declared: where it is, how one signs in, what it books and what people choose."""

from django.utils.translation import gettext_noop as _

from apps.connectors.contaazul import addresses, options, parties, payables
from apps.connectors.contaazul.client import open_client
from apps.connectors.contaazul.mapping import plan
from apps.connectors.contaazul.standing import standing
from apps.connectors.contaazul.words import METHODS
from apps.core.account import Environment, Preparation
from apps.core.auth import Consent, Grant, OAuth
from apps.core.connector import Connector, Resource, Setting, Target, Vocabulary, registry
from apps.core.documents import Kind
from apps.core.reports import REPORT_SETTINGS

#: A user of the ERP lets the hub in; every refresh gives a new token and ends the one before it.
SIGN_IN = OAuth(
    url=addresses.token,
    grant=Grant.REFRESH_TOKEN,
    leeway=180.0,
    consent=Consent(url=addresses.authorise, scopes=("openid", "profile", "aws.cognito.signin.user.admin")),
)

# Marked for translation here and translated where shown: the declaration itself is plain text.
CONTA_AZUL = registry.register(
    Connector(
        slug="contaazul",
        name="Conta Azul",
        version="1.0.0",
        summary=_("Books expense reports and bills as payables, shared out by category and cost centre."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url=addresses.PRODUCTION),
            Environment(
                slug="sandbox", name=_("Sandbox on this computer"), sandbox_path=addresses.SANDBOX_PATH, rehearsal=True
            ),
        ),
        secrets=frozenset({"client_secret", "refresh_token"}),
        oauth=SIGN_IN,
        client=open_client,
        check=options.company,
        targets=(
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan),
            Target(kind=Kind.BILL, name=_("Fiscal invoices"), plan=plan),
        ),
        resources=(
            Resource(
                slug="party",
                name=_("Supplier"),
                find=parties.find,
                create=parties.create,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="payable",
                name=_("Payable"),
                find=payables.find,
                create=payables.create,
                update=payables.update,
                standing=standing,
                resume=payables.resume,
                find_first=True,
            ),
        ),
        vocabularies=(
            Vocabulary(slug="category", name=_("Category"), target_name="Categoria", options=options.categories),
            Vocabulary(
                slug="cost_centre",
                name=_("Cost centre"),
                target_name="Centro de custo",
                options=options.cost_centres,
            ),
            Vocabulary(
                slug="account", name=_("Bank account"), target_name="Conta financeira", options=options.accounts
            ),
            Vocabulary(
                slug="party", name=_("Party without a tax id"), target_name="Fornecedor", options=options.parties
            ),
            Vocabulary(
                slug="payment_type",
                name=_("Way of payment"),
                target_name="Método de pagamento",
                options=options.payment_methods,
            ),
        ),
        settings=(
            Setting(
                slug="payment_method",
                name=_("Usual way of payment"),
                help=_("For payables whose own way of payment is not mapped."),
                default="PIX_PAGAMENTO_INSTANTANEO",
                choices=METHODS,
            ),
            *REPORT_SETTINGS,
        ),
        concurrency=2,
        settle_seconds=120,
        limits=_(
            "Ten calls a second and 600 a minute of one account. Conta Azul takes no files with a payable, changes "
            "neither its amount nor its apportionment, and deletes nothing: that is done in Conta Azul by hand."
        ),
        preparation=Preparation(
            who=_("Somebody who may sign in at Conta Azul's developer portal, and a user of the company's ERP."),
            steps=(
                _("Sign in at Conta Azul's developer portal (developers.contaazul.com) and open Minhas aplicações."),
                _("Create an application; one that is still in development takes no redirect address of your own."),
                _("Enter the hub's address with /oauth/callback/ behind it as the application's redirect address."),
                _("Copy client id and client secret."),
                _(
                    "When you are asked to sign in, do so as a user of the company's ERP, not with the account of the "
                    "developer portal: its sign-in opens nothing."
                ),
            ),
            page="https://developers.contaazul.com/auth",
        ),
    )
)
