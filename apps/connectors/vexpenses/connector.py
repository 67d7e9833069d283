"""VExpenses, declared: where it is, how one signs in, what is read and what is written, and what to do there first."""

from django.utils.translation import gettext_noop as _

from apps.connectors.vexpenses import pull, registers
from apps.connectors.vexpenses.choosing import REPORT_STATES, narrowed, seen
from apps.connectors.vexpenses.client import company, open_client
from apps.connectors.vexpenses.entries import WELCOME, plan
from apps.connectors.vexpenses.mapping import read_report
from apps.connectors.vexpenses.paying import mark_paid
from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Resource, Source, Target, registry
from apps.core.documents import Kind, Register

# Marked for translation here and translated where shown: the declaration itself is plain text.
REGISTERS = (
    (Register.COST_CENTRE, _("Cost centre"), registers.COST_CENTRES),
    (Register.PROJECT, _("Project"), registers.PROJECTS),
    (Register.EXPENSE_TYPE, _("Expense type"), registers.EXPENSE_TYPES),
)
VEXPENSES = registry.register(
    Connector(
        slug="vexpenses",
        name="VExpenses",
        version="1.0.0",
        summary=_(
            "Gives approved expense reports with their receipts, and is told when they are paid; takes cost centres, "
            "projects, expense types and people."
        ),
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
                settings=(REPORT_STATES,),
                narrowed=narrowed,
                seen=seen,
            ),
        ),
        targets=(Target(kind=Kind.MASTER_DATA, name=_("Cost centres, projects, expense types and people"), plan=plan),),
        resources=(
            *(
                Resource(
                    slug=slug,
                    name=name,
                    find=register.find,
                    create=register.create,
                    update=register.update,
                    cancel=register.cancel,
                    find_first=True,
                )
                for slug, name, register in REGISTERS
            ),
            Resource(
                slug=Register.TEAM_MEMBER,
                name=_("Employee"),
                find=registers.find_person,
                create=registers.create_person,
                update=registers.update_person,
                cancel=registers.deactivate_person,
                find_first=True,
            ),
        ),
        settings=(WELCOME,),
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
