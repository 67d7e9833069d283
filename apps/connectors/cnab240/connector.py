"""CNAB 240, declared: payments of expense reports and suppliers' invoices as files that a bank reads."""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.layouts.bradesco import BRADESCO
from apps.connectors.cnab240.layouts.febraban import FEBRABAN
from apps.connectors.cnab240.layouts.itau import ITAU, ITAU_PIX
from apps.connectors.cnab240.mapping import plan
from apps.connectors.cnab240.returned.formats import RESULTS
from apps.connectors.cnab240.settings import SETTINGS
from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Series, Target, collected_register, registry
from apps.core.documents import Kind

#: NSA (158-163 of the file header): one run for each agreement; where a bank does without, its account stands for it.
NUMBERS = Series(agreement=("bank", "agreement"), without=("branch", "account"), before="files_before")
CNAB240 = registry.register(
    Connector(
        slug="cnab240",
        name="CNAB 240",
        version="1.0.0",
        summary=_("Payments as a file for your bank: to accounts, by PIX, and bills by their bar code."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url=""),
            Environment(slug="homologation", name=_("Homologation"), base_url="", rehearsal=True),
        ),
        secrets=frozenset(),
        targets=(
            Target(kind=Kind.EXPENSE_REPORT, name=_("Expense reports"), plan=plan, collected=True, series=NUMBERS),
            Target(kind=Kind.BILL, name=_("Suppliers' invoices"), plan=plan, collected=True, series=NUMBERS),
        ),
        # A plan makes its steps for the one register that every file has.
        resources=(collected_register("title", _("Payments")),),
        settings=SETTINGS,
        concurrency=4,
        limits=_("Up to 1,000 documents in a file. The bank pays only what somebody has authorised there."),
        preparation=Preparation(
            who=_("Whoever may sign contracts with your bank."),
            steps=(
                _("Agree with the bank on payments by file in CNAB 240 (Bradesco: Multipag, Itaú: SISPAG)."),
                _("Note number and digit of branch and account, and the agreement (convênio)."),
                _("Ask for the number of the last file that the bank has received, and send it a file to be tested."),
            ),
        ),
        layouts=(FEBRABAN, BRADESCO, ITAU, ITAU_PIX),
        results=RESULTS,
    )
)
