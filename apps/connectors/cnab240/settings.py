"""What CNAB 240 leaves to each company: who pays, from which account, and how.

These are settings of a flow and no credentials: none of it opens anything, and the files show all of it.
"""

from django.utils.translation import gettext_noop as _

from apps.connectors.cnab240.ways import ACCOUNT_FIRST, PIX_FIRST
from apps.core.account import Option
from apps.core.connector import Setting
from apps.core.layouts.payees import CHECK_DIGIT
from apps.core.layouts.titles import HISTORY_PREFIX
from apps.core.reports import REPORT_SETTINGS

AS_IN_CONTRACT = _("As it stands in your contract with the bank.")
MAY_BE_EMPTY = _("May be empty where your bank does without.")
ADDRESS = _("Of the company, as the bank knows it. May be empty.")
REFUSE_LATE, ON_DAY_OF_FILE = "wait", "file"


def asked(slug: str, name: str, pattern: str, told: str, default: str = "") -> Setting:
    """Give a setting that a person types."""
    return Setting(slug=slug, name=name, help=told, default=default, pattern=pattern)


PAYER = (
    asked("bank", _("Number of the bank"), r"(?:[0-9]{3})?", _("Three digits: 237 is Bradesco, 341 is Itaú.")),
    asked("bank_name", _("Name of the bank"), r".{0,30}", MAY_BE_EMPTY),
    asked("company", _("Name of the company"), r".{0,30}", AS_IN_CONTRACT),
    asked("tax_id", _("CNPJ of the company"), r"(?:[0-9]{14}|[0-9]{11})?", _("Digits only. A CPF is taken, too.")),
    asked("agreement", _("Agreement with the bank (convênio)"), r"[A-Z0-9]{0,20}", MAY_BE_EMPTY),
    asked("branch", _("Branch of the bank (agência)"), r"[0-9]{0,5}", AS_IN_CONTRACT),
    asked("branch_digit", _("Check digit of the branch"), r"[0-9XP]?", MAY_BE_EMPTY),
    asked("account", _("Account"), r"[0-9]{0,12}", AS_IN_CONTRACT),
    asked("account_digit", _("Check digit of the account"), r"[0-9XP]?", MAY_BE_EMPTY),
    asked("both_digit", _("Check digit of branch and account"), r"[0-9XP]?", MAY_BE_EMPTY),
    asked("street", _("Street"), r".{0,30}", ADDRESS),
    asked("street_number", _("Street number"), r"[0-9]{0,5}", ADDRESS),
    asked("complement", _("Floor or suite"), r".{0,15}", ADDRESS),
    asked("city", _("City"), r".{0,20}", ADDRESS),
    asked("postal_code", _("Postal code (CEP)"), r"(?:[0-9]{8})?", ADDRESS),
    asked("state", _("State (UF)"), r"(?:[A-Z]{2})?", ADDRESS),
)
PAYMENT = (
    Setting(
        slug="service",
        name=_("Kind of payment"),
        help=_("Many banks take reimbursements as payments to suppliers only. Ask yours."),
        default="20",
        choices=(
            Option(value="20", label=_("Suppliers (20)")),
            Option(value="30", label=_("Salaries (30)")),
            Option(value="60", label=_("Travel expenses (60)")),
            Option(value="80", label=_("Representatives (80)")),
            Option(value="90", label=_("Benefits (90)")),
            Option(value="98", label=_("Others (98)")),
        ),
    ),
    Setting(
        slug="way",
        name=_("Who has a PIX key and an account"),
        help=_("A bill is always paid by its bar code."),
        default=PIX_FIRST,
        choices=(
            Option(value=PIX_FIRST, label=_("Is paid by PIX")),
            Option(value=ACCOUNT_FIRST, label=_("Is paid into the account")),
        ),
    ),
    asked("ted_purpose", _("Purpose of a TED"), r"[0-9]{5}", _("00010 is a credit in an account."), "00010"),
    Setting(
        slug="late",
        name=_("What should have been paid before the day of the file"),
        help=_("No bank pays on a day that is over."),
        default=REFUSE_LATE,
        choices=(
            Option(value=REFUSE_LATE, label=_("Waits for a person")),
            Option(value=ON_DAY_OF_FILE, label=_("Is paid on the day of the file")),
        ),
    ),
    asked(
        "statement_text",
        _("Text on the payee's statement"),
        r".{0,20}",
        _("Itaú shows it to the payee of an account credit or a TED."),
    ),
    asked(
        "files_before",
        _("Files that the bank has already"),
        r"[0-9]{1,6}",
        _(
            "The number of the last file that other programs have sent under the agreement. The files here are "
            "numbered on from it (NSA), in one run for all flows under the agreement. It is never counted back."
        ),
        "0",
    ),
    CHECK_DIGIT,
    HISTORY_PREFIX,
)
SETTINGS = (*PAYER, *PAYMENT, *REPORT_SETTINGS)
