"""Omie, declared: where it is, what it books, what people choose and which limits hold."""

from django.utils.translation import gettext_noop as _

from apps.connectors.omie import booking, files, options, standing
from apps.connectors.omie.client import open_client
from apps.connectors.omie.mapping import NO, YES, plan, plan_report
from apps.core.account import Environment, Option, Preparation
from apps.core.connector import Connector, Resource, Setting, Target, Vocabulary, registry
from apps.core.documents import Kind
from apps.core.reports import BY_TYPE, report_settings

# Marked for translation here and translated where shown: the declaration itself is plain text.
YES_OR_NO = (Option(value=YES, label=_("Yes")), Option(value=NO, label=_("No")))

OMIE = registry.register(
    Connector(
        slug="omie",
        name="Omie",
        version="1.0.0",
        summary=_("Books receivables and payables as titles, with payments and files."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url="https://app.omie.com.br/api/v1/"),
            Environment(
                slug="sandbox",
                name=_("Sandbox on this computer"),
                sandbox_path="omie/api/v1/",
                rehearsal=True,
            ),
        ),
        secrets=frozenset({"app_key", "app_secret"}),
        client=open_client,
        check=options.company,
        targets=(
            Target(kind=Kind.INVOICE, name=_("Invoices and debit notes"), plan=plan),
            Target(kind=Kind.BILL, name=_("Fiscal invoices"), plan=plan),
            Target(kind=Kind.FINANCIAL_ENTRY, name=_("Financial entries"), plan=plan),
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan_report),
        ),
        resources=(
            Resource(
                slug="party",
                name=_("Customer or supplier"),
                find=booking.find_party,
                create=booking.create_party,
                find_first=True,
                keep_existing=True,
            ),
            Resource(
                slug="payable",
                name=_("Payable"),
                find=booking.PAYABLES.find,
                create=booking.PAYABLES.create,
                update=booking.PAYABLES.update,
                cancel=booking.PAYABLES.cancel,
                standing=standing.payable,
                asked_for_source=True,
            ),
            Resource(
                slug="receivable",
                name=_("Receivable"),
                find=booking.RECEIVABLES.find,
                create=booking.RECEIVABLES.create,
                update=booking.RECEIVABLES.update,
                cancel=booking.RECEIVABLES.cancel,
            ),
            Resource(
                slug="payment_out",
                name=_("Payment"),
                find=booking.PAYMENTS.find,
                create=booking.PAYMENTS.create,
                cancel=booking.PAYMENTS.cancel,
                find_first=True,
                blocks_undo=True,
            ),
            Resource(
                slug="payment_in",
                name=_("Receipt of money"),
                find=booking.RECEIPTS.find,
                create=booking.RECEIPTS.create,
                cancel=booking.RECEIPTS.cancel,
                find_first=True,
                blocks_undo=True,
            ),
            Resource(slug="attachment", name=_("File"), find=files.find, create=files.create, keep_existing=True),
        ),
        vocabularies=(
            Vocabulary(slug="category", name=_("Category"), target_name="Categoria", options=options.categories),
            Vocabulary(
                slug="cost_centre", name=_("Cost centre"), target_name="Departamento", options=options.departments
            ),
            Vocabulary(slug="account", name=_("Bank account"), target_name="Conta corrente", options=options.accounts),
            Vocabulary(slug="project", name=_("Project"), target_name="Projeto", options=options.projects),
            Vocabulary(
                slug="party",
                name=_("Party without a tax id"),
                target_name="Cliente/fornecedor",
                options=options.parties,
            ),
            Vocabulary(
                slug="payment_type",
                name=_("Way of payment"),
                target_name="Tipo de documento",
                options=options.document_types,
            ),
        ),
        settings=(
            Setting(
                slug="due_date_floor",
                name=_("Raise past due dates"),
                help=_(
                    "Sends today's date instead of a due date that has passed, for companies whose Omie refuses it."
                ),
                default=NO,
                choices=YES_OR_NO,
            ),
            Setting(
                slug="attach_files",
                name=_("Attach files"),
                help=_("Downloads the document's files and attaches them to its first title."),
                default=YES,
                choices=YES_OR_NO,
            ),
            Setting(
                slug="post_payments",
                name=_("Post payments"),
                help=_("Settles a title when the source says that its money has moved."),
                default=YES,
                choices=YES_OR_NO,
                kinds=frozenset({Kind.INVOICE, Kind.BILL, Kind.FINANCIAL_ENTRY}),
            ),
            Setting(
                slug="document_type_default",
                name=_("Usual document type"),
                help=_("Omie's code for titles whose way of payment has no document type of its own."),
                default="99999",
            ),
            # The vendor's own integration groups the expenses of one type within a report.
            *report_settings(grouping=BY_TYPE),
        ),
        concurrency=4,
        settle_seconds=60,
        limits=_("240 calls a minute and 4 at once of one method, 960 a minute in all."),
        preparation=Preparation(
            who=_("Somebody with the administrator profile in the company's Omie."),
            steps=(
                _("Open the company in Omie: each pair of keys opens one company."),
                _("Go to Configurações → Aplicativos e integrações → API."),
                _("Copy App Key and App Secret. New keys made there end the old ones."),
            ),
            page="https://ajuda.omie.com.br/pt-BR/articles/5412721",
        ),
    )
)
