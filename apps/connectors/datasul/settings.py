"""What Datasul leaves to each company, and the kinds of value that people translate."""

from django.utils.translation import gettext_noop as _

from apps.connectors.datasul.mapping import BY_CODE, BY_MAPPING
from apps.core.account import Option
from apps.core.connector import Setting, Vocabulary
from apps.core.layouts.titles import (
    CATEGORY,
    COST_CENTRE,
    COST_CENTRE_NEEDED,
    HISTORY_PREFIX,
    LEFT_OVER,
    REFERENCE_PREFIX,
)
from apps.core.reports import REPORT_SETTINGS

IN_DATASUL = _("As it is called in Datasul. May be empty where your layout does without.")


def code(slug: str, name: str, longest: int, default: str = "") -> Setting:
    """Give a setting that holds a code of Datasul's."""
    return Setting(slug=slug, name=name, help=IN_DATASUL, default=default, pattern=rf"[A-Za-z0-9./_-]{{0,{longest}}}")


VOCABULARIES = (
    Vocabulary(slug="party", name=_("Supplier or employee"), target_name=_("Supplier's number (fornecedor)")),
    CATEGORY,
    COST_CENTRE,
    Vocabulary(slug="payment_type", name=_("Way of payment"), target_name=_("Class of title (espécie)")),
)
SETTINGS = (
    code("company", _("Company (empresa)"), 3),
    code("branch", _("Branch (estabelecimento)"), 5),
    code("document_class", _("Class of title (espécie)"), 3, "RE"),
    Setting(
        slug="supplier_from",
        name=_("Supplier's number"),
        help=_("Where the number comes from under which Datasul knows a supplier or an employee."),
        default=BY_MAPPING,
        choices=(
            Option(value=BY_MAPPING, label=_("From the mappings")),
            Option(value=BY_CODE, label=_("The source tells it")),
        ),
    ),
    code("account_plan", _("Chart of accounts (plano de contas)"), 8, "PADRAO"),
    code("cost_centre_plan", _("Plan of cost centres (plano de centros de custo)"), 8, "PADRAO"),
    COST_CENTRE_NEEDED,
    code("business_unit", _("Business unit (unidade de negócio)"), 3, "000"),
    Setting(
        slug="unit_digits",
        name=_("First signs of a cost centre that are its business unit"),
        help=_("0: none, then the business unit above stands for all."),
        default="0",
        pattern=r"[0-3]",
    ),
    code("cash_flow", _("Type of cash flow (tipo de fluxo financeiro)"), 12),
    code("bearer", _("Bearer (portador)"), 5),
    code("portfolio", _("Portfolio (carteira)"), 3),
    code("payment_form", _("Way of payment (forma de pagamento)"), 3),
    code("economic_index", _("Currency (indicador econômico)"), 8, "Real"),
    LEFT_OVER,
    HISTORY_PREFIX,
    REFERENCE_PREFIX,
    *REPORT_SETTINGS,
)
