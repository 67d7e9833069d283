"""PagNet, declared: payments as files."""

from django.utils.translation import gettext_noop as _

from apps.connectors.pagnet.layouts import BATCH, NC, TM
from apps.connectors.pagnet.mapping import plan
from apps.core.account import Environment, Option, Preparation
from apps.core.connector import Connector, Setting, Target, collected_register, registry
from apps.core.documents import Kind
from apps.core.layouts.payees import CHECK_DIGIT
from apps.core.layouts.results import ResultFormat
from apps.core.layouts.tables import Table
from apps.core.layouts.titles import CATEGORY, COST_CENTRE, HISTORY_PREFIX, LEFT_OVER, REFERENCE_PREFIX
from apps.core.reports import REPORT_SETTINGS

YES, NO = "S", "N"
SETTINGS = (
    Setting(
        slug="company_tax_id",
        name=_("CNPJ of the company"),
        help=_("14 digits, as they stand in the header of the file."),
        default="",
        pattern=r"([0-9A-Z]{12}[0-9]{2})?",
    ),
    CHECK_DIGIT,
    Setting(
        slug="operation",
        name=_("Operation of the account"),
        help=_("For savings accounts of Caixa; empty for current accounts."),
        default="",
        pattern=r"[0-9]{0,5}",
    ),
    Setting(
        slug="card_user",
        name=_("Payees have a card"),
        help=_("For the layout of users of cards."),
        default=YES,
        choices=(Option(value=YES, label=_("Yes")), Option(value=NO, label=_("No"))),
    ),
    LEFT_OVER,
    HISTORY_PREFIX,
    REFERENCE_PREFIX,
    *REPORT_SETTINGS,
)
ANSWERS = Table(
    columns=("seu_numero", "status", "data_pagamento", "valor", "mensagem"),
    key=("seu_numero",),
    message=("status", "mensagem"),
    status="status",
    taken=("OK", "PAGO", "LIQUIDADO"),
    paid_on="data_pagamento",
)


PAGNET = registry.register(
    Connector(
        slug="pagnet",
        name="PagNet",
        version="1.0.0",
        summary=_("Payments to employees and suppliers as files for PagNet."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url=""),
            Environment(slug="homologation", name=_("Homologation"), base_url="", rehearsal=True),
        ),
        secrets=frozenset(),
        targets=(
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan, collected=True),
            Target(kind=Kind.BILL, name=_("Suppliers' invoices"), plan=plan, collected=True),
        ),
        resources=(collected_register("title", _("Payments")),),
        vocabularies=(CATEGORY, COST_CENTRE),
        settings=SETTINGS,
        concurrency=4,
        limits=_("Up to 1,000 documents in a file. The layouts are examples until you have adapted and confirmed one."),
        preparation=Preparation(
            who=_("Whoever pays in your company."),
            steps=(
                _("Ask which file your PagNet imports in mass, and for the document that describes it."),
                _("Compare it with the layouts here, and adapt the one that is nearest to it."),
                _("See that the source tells tax number, bank, branch and account of whoever is paid."),
            ),
        ),
        layouts=(TM, NC, BATCH),
        results=(ResultFormat(slug="pagnet_answers", name=_("Table of answers (seu_numero;…)"), read=ANSWERS.read),),
    )
)
