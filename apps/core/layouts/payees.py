"""Who is paid, as payment files need it: tax number, and bank account with its check digit told apart.

Sources keep bank data as free text; how their check digits are written is a setting.
"""

import re

from django.utils.translation import gettext_noop as _
from stdnum.br import cnpj, cpf

from apps.core.account import Option
from apps.core.connector import Setting
from apps.core.documents import BankAccount, Party
from apps.core.errors import Place, Rejected
from apps.core.layouts.titles import Title

HYPHEN, LAST = "hyphen", "last"
CHECK_DIGIT = Setting(
    slug="check_digit",
    name=_("Check digit of bank accounts"),
    help=_("How the source writes it: 12345-6, or 123456 whose last sign is the check digit."),
    default=HYPHEN,
    choices=(Option(value=HYPHEN, label=_("Behind a hyphen")), Option(value=LAST, label=_("The last sign"))),
)
CHECKS = {11: cpf.is_valid, 14: cnpj.is_valid}
NUMBER = re.compile(r"[0-9]+")
DIGIT = re.compile(r"[0-9A-Za-z]?")


def checked_tax_id(party: Party) -> str:
    """Give a CPF or CNPJ with right check digits; raises `Rejected` for anything else."""
    right = CHECKS.get(len(party.tax_id))
    if not (right and right(party.tax_id)):
        raise Rejected("layout.tax_id", place=Place.SOURCE, name=party.name, value=party.tax_id)
    return party.tax_id


def account_of(title: Title) -> dict[str, str]:
    """Give bank, branch and account with their check digits; all empty where the source tells of no account.

    Raises `Rejected` where something is told that is no account.
    """
    party = title.document.party
    told = party.bank or BankAccount()
    if not (told.bank or told.branch or told.account):
        return dict.fromkeys(("bank", "branch", "branch_digit", "account", "account_digit"), "")
    rule = title.translator.setting("check_digit")
    bank = plain(told.bank)
    branch, branch_digit = parted(told.branch, rule if len(plain(told.branch)) > BRANCH else HYPHEN)
    account, digit = parted(told.account, rule)
    numbers = all(NUMBER.fullmatch(number) for number in (bank, branch, account)) and len(bank) <= BANK
    if not (numbers and DIGIT.fullmatch(branch_digit) and DIGIT.fullmatch(digit)):
        shown = f"{told.bank} / {told.branch} / {told.account}"
        raise Rejected("layout.bank_account", place=Place.SOURCE, name=party.name, value=shown)
    return {
        "bank": bank.zfill(BANK),
        "branch": branch,
        "branch_digit": branch_digit.upper(),
        "account": account,
        "account_digit": digit.upper(),
    }


def needed_account_of(title: Title) -> dict[str, str]:
    """Give the account of somebody who is paid by transfer; raises `Rejected` where there is none."""
    found = account_of(title)
    if not found["account"]:
        raise Rejected("layout.no_bank_account", place=Place.SOURCE, name=title.document.party.name)
    return found


#: Kinds of PIX keys as payment files name them.
PHONE, MAIL, TAX_ID, RANDOM = "01", "02", "03", "04"
PIX = (
    (re.compile(r"\+[0-9]{10,14}"), PHONE),
    (re.compile(r"[^@\s]{1,64}@[^@\s]{1,64}"), MAIL),
    (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), RANDOM),
)


def pix_of(party: Party) -> dict[str, str]:
    """Give a PIX key and its kind, both empty where none is told; raises `Rejected` for what is no key.

    Numbers may come with dots and hyphens; eleven digits without right check digits are a telephone without its
    country as likely as a wrong CPF, and nobody is paid by guessing.
    """
    told = party.bank.pix_key.strip() if party.bank else ""
    bare = re.sub(r"[\s()./-]", "", told)
    if CHECKS.get(len(bare), never)(bare):
        return {"pix_key": bare, "pix_kind": TAX_ID}
    for key in (told, bare):
        for form, kind in PIX:
            if form.fullmatch(key):
                return {"pix_key": key, "pix_kind": kind}
    if told:
        raise Rejected("layout.pix_key", place=Place.SOURCE, name=party.name, value=told)
    return {"pix_key": "", "pix_kind": ""}


def never(number: str) -> bool:
    """Tell that a number of this length is no tax number."""
    return False


#: Digits of a bank and of a branch without its check digit.
BANK, BRANCH = 3, 4


def plain(number: str) -> str:
    """Give a number without what only makes it easier to read."""
    return re.sub(r"[\s.]", "", number)


def parted(number: str, rule: str) -> tuple[str, str]:
    """Give a number and its check digit, which may be missing."""
    bare = plain(number).replace("/", "-")
    if "-" in bare:
        front, _hyphen, digit = bare.rpartition("-")
        return front, digit
    return (bare[:-1], bare[-1:]) if rule == LAST and len(bare) > 1 else (bare, "")
