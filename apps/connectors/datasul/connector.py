"""Datasul, declared: titles to be paid, as files that a company's own program imports."""

from django.utils.translation import gettext_noop as _

from apps.connectors.datasul.layouts import ESAPB032, ESAPB037, HUBAP1
from apps.connectors.datasul.mapping import plan
from apps.connectors.datasul.rest import CAMEL, DS, PASCAL
from apps.connectors.datasul.results import RESULTS
from apps.connectors.datasul.settings import SETTINGS, VOCABULARIES
from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Target, collected_register, registry
from apps.core.documents import Kind

DATASUL = registry.register(
    Connector(
        slug="datasul",
        name="TOTVS Datasul",
        version="1.0.0",
        summary=_("Titles to be paid as files for TOTVS Datasul, in the layout that your company's program reads."),
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
        vocabularies=VOCABULARIES,
        settings=SETTINGS,
        concurrency=4,
        limits=_("Up to 1,000 documents in a file. Datasul takes a whole file or nothing of it."),
        preparation=Preparation(
            who=_("Whoever looks after Datasul in your company, with the person who writes its programs."),
            steps=(
                _("Ask which layout the import of titles (APB) reads, and where its files are put."),
                _("Have every supplier and employee registered as a supplier with financial data."),
                _("Note the codes of company, branch, class of title, bearer and accounts."),
            ),
        ),
        layouts=(HUBAP1, ESAPB032, ESAPB037, CAMEL, PASCAL, DS),
        results=RESULTS,
    )
)
