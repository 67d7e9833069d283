"""VExpenses, declared: where it is, how one signs in, what is read there, and what to do there first."""

from django.utils.translation import gettext_noop as _

from apps.connectors.vexpenses import pull
from apps.connectors.vexpenses.client import company, open_client
from apps.connectors.vexpenses.mapping import read_report
from apps.connectors.vexpenses.paying import mark_paid
from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Source, registry
from apps.core.documents import Kind

# Marked for translation here and translated where shown: the declaration itself is plain text.
VEXPENSES = registry.register(
    Connector(
        slug="vexpenses",
        name="VExpenses",
        version="1.0.0",
        summary=_("Gives approved expense reports with their receipts, and is told when they are paid."),
        environments=(
            Environment(slug="production", name=_("Production"), base_url="https://api.vexpenses.com/v2/"),
            Environment(
                slug="sandbox", name=_("Sandbox on this computer"), sandbox_path="vexpenses/v2/", rehearsal=True
            ),
        ),
        secrets=frozenset({"token"}),
        client=open_client,
        check=company,
        sources=(
            Source(
                kind=Kind.EXPENSE_REPORT,
                name=_("Approved expense reports"),
                read=read_report,
                fetch=pull.fetch,
                pull=pull.pull,
                paid=mark_paid,
                asks_before_change=True,
            ),
        ),
        concurrency=2,
        limits=_(
            "100 calls a minute with one token. Reports are asked for, as VExpenses calls nobody: those of the last "
            "days each time, so that none slips through. What the employee is not paid back (a company card, a "
            "withdrawal) never becomes something to pay."
        ),
        preparation=Preparation(
            who=_("An administrator of your company in VExpenses."),
            steps=(
                _("In VExpenses, open Configurações → Integrações → API."),
                _("Ask VExpenses' support to activate the API if the page is not there: it costs nothing."),
                _("Copy the token. It opens the data of the whole company and does not end."),
                _(
                    "Enter in VExpenses the code of the ERP with each employee, expense type and cost centre: they are "
                    "recognised by it. What has none is mapped here."
                ),
            ),
            page="https://developers.vexpenses.com/v2/",
        ),
    )
)
