"""Matera, declared: titles to be paid with their apportionment, and entries for the ledger, as files."""

from django.utils.translation import gettext_noop as _

from apps.connectors.matera.layouts import M1, M2, M3
from apps.connectors.matera.mapping import BILL, CREDIT, PIX, TED, plan
from apps.core.account import Environment, Option, Preparation
from apps.core.connector import Connector, Setting, Target, collected_register, registry
from apps.core.documents import Kind
from apps.core.layouts.payees import CHECK_DIGIT
from apps.core.layouts.results import ResultFormat
from apps.core.layouts.tables import Table
from apps.core.layouts.titles import (
    CATEGORY,
    COST_CENTRE,
    COST_CENTRE_NEEDED,
    HISTORY_PREFIX,
    LEFT_OVER,
    PROJECT,
    REFERENCE_PREFIX,
)
from apps.core.reports import REPORT_SETTINGS

SETTINGS = (
    Setting(
        slug="company_tax_id",
        name=_("CNPJ of the company"),
        help=_("14 digits, as they stand in the header of the file."),
        default="",
        pattern=r"([0-9A-Z]{12}[0-9]{2})?",
    ),
    Setting(
        slug="document_kind",
        name=_("Kind of document"),
        help=_("As it is called in Matera, up to six letters."),
        default="REEMB",
        pattern=r"[A-Z0-9]{1,6}",
    ),
    Setting(
        slug="payment_form",
        name=_("Way of payment"),
        help=_("For transfers the bank account has to be known, or the document waits for a person."),
        default=TED,
        choices=(
            Option(value=TED, label=_("Transfer (TED)")),
            Option(value=PIX, label="PIX"),
            Option(value=CREDIT, label=_("Credit in account")),
            Option(value=BILL, label=_("Payment slip (boleto)")),
        ),
    ),
    Setting(
        slug="credit_account",
        name=_("Account for what is to be paid"),
        help=_("The ledger account that is credited, for the layout with entries for the ledger."),
        default="",
        pattern=r"[A-Za-z0-9./-]{0,20}",
    ),
    CHECK_DIGIT,
    COST_CENTRE_NEEDED,
    LEFT_OVER,
    HISTORY_PREFIX,
    REFERENCE_PREFIX,
    *REPORT_SETTINGS,
)
ANSWERS = Table(
    columns=("batch", "seq", "document", "status", "code", "message"),
    key=("document",),
    message=("code", "message"),
    status="status",
    taken=("OK",),
)


MATERA = registry.register(
    Connector(
        slug="matera",
        name="Matera",
        version="1.0.0",
        summary=_("Titles to be paid with their apportionment, or entries for the ledger, as files for Matera."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url=""),
            Environment(slug="homologation", name=_("Homologation"), base_url="", rehearsal=True),
        ),
        secrets=frozenset(),
        targets=(
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan, collected=True),
            Target(kind=Kind.BILL, name=_("Suppliers' invoices"), plan=plan, collected=True),
        ),
        resources=(collected_register("title", _("Titles to be paid")),),
        vocabularies=(CATEGORY, COST_CENTRE, PROJECT),
        settings=SETTINGS,
        concurrency=4,
        limits=_("Up to 1,000 documents in a file. The layouts are examples until you have adapted and confirmed one."),
        preparation=Preparation(
            who=_("Whoever looks after Matera in your company."),
            steps=(
                _("Ask Matera for the document that describes the file which your installation imports."),
                _("Compare it with the layouts here, and adapt the one that is nearest to it."),
                _("Note the accounts and cost centres of your ledger."),
            ),
        ),
        layouts=(M1, M2, M3),
        results=(
            ResultFormat(slug="matera_answers", name=_("Table of answers (batch;seq;document;…)"), read=ANSWERS.read),
        ),
    )
)
