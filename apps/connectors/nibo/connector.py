"""Nibo, declared: where it is, what it books, what people choose and which limits hold."""

from django.utils.translation import gettext_noop as _

from apps.connectors.nibo import booking, files, options, parties, payments
from apps.connectors.nibo.client import open_client
from apps.connectors.nibo.mapping import NO, YES, plan
from apps.connectors.nibo.standing import standing
from apps.core.account import Environment, Option, Preparation
from apps.core.connector import Connector, Resource, Setting, Target, Vocabulary, registry
from apps.core.documents import Kind
from apps.core.reports import REPORT_SETTINGS

# Marked for translation here and translated where shown: the declaration itself is plain text.
YES_OR_NO = (Option(value=YES, label=_("Yes")), Option(value=NO, label=_("No")))

NIBO = registry.register(
    Connector(
        slug="nibo",
        name="Nibo",
        version="1.0.0",
        summary=_("Books expense reports and bills as titles to be paid, with their files."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url="https://api.nibo.com.br/empresas/v1/"),
            Environment(
                slug="sandbox",
                name=_("Sandbox on this computer"),
                sandbox_path="nibo/empresas/v1/",
                rehearsal=True,
            ),
        ),
        secrets=frozenset({"api_token"}),
        client=open_client,
        check=options.organisation,
        targets=(
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan),
            Target(kind=Kind.BILL, name=_("Suppliers' invoices"), plan=plan),
        ),
        resources=(
            Resource(
                slug="party",
                name=_("Employee or supplier"),
                find=parties.find,
                create=parties.create,
                resume=parties.resume,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="payable",
                name=_("Payable"),
                find=booking.find,
                create=booking.create,
                resume=booking.resume,
                update=booking.update,
                cancel=booking.cancel,
                standing=standing,
                find_first=True,
            ),
            Resource(
                slug="payment",
                name=_("Payment"),
                find=payments.find,
                create=payments.create,
                cancel=payments.cancel,
                find_first=True,
                blocks_undo=True,
            ),
            Resource(
                slug="file",
                name=_("File"),
                find=files.find,
                create=files.create,
                resume=files.resume,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="attachment",
                name=_("Files at the title"),
                find=files.find_all,
                create=files.complete,
                update=files.complete_later,
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
            Vocabulary(slug="account", name=_("Bank account"), target_name="Conta", options=options.accounts),
            Vocabulary(
                slug="party",
                name=_("Party without a tax id"),
                target_name="Funcionário/fornecedor",
                options=options.parties,
            ),
        ),
        settings=(
            *REPORT_SETTINGS,
            Setting(
                slug="payee",
                name=_("Enter new employees as"),
                help=_("Who is in Nibo already with the same CPF is used as they are, in whichever register."),
                default=parties.EMPLOYEES,
                choices=(
                    Option(value=parties.EMPLOYEES, label=_("Employees")),
                    Option(value=parties.SUPPLIERS, label=_("Suppliers")),
                ),
                kinds=frozenset({Kind.EXPENSE_REPORT}),
            ),
            Setting(
                slug="attach_files",
                name=_("Attach files"),
                help=_("Uploads receipts and other files and attaches them to their title."),
                default=YES,
                choices=YES_OR_NO,
            ),
            Setting(
                slug="post_payments",
                name=_("Post payments"),
                help=_(
                    "Settles a title when the source says that its money has moved; one with discount or interest is "
                    "left to you."
                ),
                default=YES,
                choices=YES_OR_NO,
                kinds=frozenset({Kind.BILL}),
            ),
        ),
        concurrency=4,
        # Lists have been seen to show a write up to seven seconds later, and to lag more under load.
        settle_seconds=30,
        limits=_(
            "Five calls a second; others have measured that Nibo refuses more than fourteen. A file may have ten "
            "megabytes. A title of which something is paid is neither changed nor deleted."
        ),
        preparation=Preparation(
            who=_("An administrator of the organisation in Nibo, with the Premium plan."),
            steps=(
                _("Open the organisation in Nibo: each token opens one organisation."),
                _("Go to Mais opções → Configurações → API."),
                _("Make a token for Ponte and copy it. It works until somebody revokes it there."),
                _(
                    "Find out whether a title may have several categories in your organisation; if it may not, choose "
                    "one title for each type of expense in the flow."
                ),
            ),
            page="https://ajuda.nibo.com.br/pt-BR/articles/8684752",
        ),
    )
)
