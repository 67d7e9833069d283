"""How a title is paid: its bill by the bar code, else by the payee's PIX key, else into the payee's account."""

from collections.abc import Mapping

from apps.connectors.cnab240.accounts import Account, account_of
from apps.connectors.cnab240.banks import Bank, bank_called
from apps.connectors.cnab240.bar_code import BarCode, bar_code_of, written_in
from apps.connectors.cnab240.pix import key_of
from apps.core.documents import BankAccount, Kind
from apps.core.errors import Place, Rejected
from apps.core.layouts.titles import Title

Way = Mapping[str, str]
PIX_FIRST, ACCOUNT_FIRST = "pix", "account"
#: P001: clearing houses. FEBRABAN G029: launch forms; 43 is TED between accounts of one holder.
OWN_BANK, TED, PIX = "000", "018", "009"
CREDIT, TED_OTHER, TED_SAME, PIX_TRANSFER, OWN_BILL, OTHER_BILL = "01", "41", "43", "45", "30", "31"


def way_of(title: Title) -> Way:
    """Give how a title is paid; raises `Rejected` (``cnab.…``) where it cannot be."""
    bank = bank_called(title.translator.setting("bank"))
    digits = bill_in(title)
    if digits:
        return by_bill(bar_code_of(digits), title, bank)
    account = title.document.party.bank or BankAccount()
    pix_first = title.translator.setting("way") == PIX_FIRST
    if account.pix_key and (pix_first or not account.account):
        return by_pix(account, bank)
    if not account.account:
        raise Rejected("cnab.no_account", place=Place.SOURCE, value=title.document.party.name)
    return by_account(account_of(account, bank), title, bank)


def bill_in(title: Title) -> str:
    """Give the digits of a title's bill: its own text names them, or the reference of a document with one title.

    What an employee has paid already is no bill of ours, whatever its text holds.
    """
    document, instalment = title.document, title.instalment
    if document.kind != Kind.BILL:
        return ""
    alone = document.payment_reference if len(document.instalments) == 1 else ""
    return written_in(instalment.description) or written_in(alone)


def by_bill(bar: BarCode, title: Title, bank: Bank) -> Way:
    """Give the way of a bill; its bar code has to tell the same amount and day as the document."""
    amount, due = title.instalment.amount, title.instalment.due
    if bar.amount and bar.amount != amount:
        raise Rejected("cnab.bill_amount", place=Place.SOURCE, expected=amount, found=bar.amount)
    told = bar.due(due)
    if told and told != due:
        raise Rejected("cnab.bill_due", place=Place.SOURCE, expected=due, found=told)
    form = OWN_BILL if bar.bank == bank.number else OTHER_BILL
    return {"segment": "J", "form": form, "lot": form, "bar_code": bar.digits}


def by_pix(account: BankAccount, bank: Bank) -> Way:
    """Give the way of a PIX by its key."""
    kind, key = key_of(account.pix_key)
    told = {"form": PIX_TRANSFER, "lot": PIX_TRANSFER, "clearing": PIX, "kind": bank.pix_kind}
    return {"segment": "A", **told, "pix_type": kind, "pix_key": key}


def by_account(account: Account, title: Title, bank: Bank) -> Way:
    """Give the way of a credit to an account: at the payer's own bank no TED, elsewhere nothing but TED."""
    told = {
        "segment": "A",
        "bank": account.bank,
        "branch": account.branch,
        "branch_digit": account.branch_digit,
        "account": account.account,
        "digit": account.digit,
    }
    if account.bank == bank.number:
        own_digits_right(account, bank)
        return {**told, "form": CREDIT, "lot": CREDIT, "clearing": OWN_BANK}
    same = title.document.party.tax_id == title.translator.setting("tax_id")
    form = TED_SAME if same else TED_OTHER
    purpose = {"purpose": title.translator.setting("ted_purpose"), "complement": "CC"}
    lot = f"{form}-{account.bank}" if bank.one_payee_bank else form
    return {**told, **purpose, "form": form, "lot": lot, "clearing": TED}


def own_digits_right(account: Account, bank: Bank) -> None:
    """Refuse an account at the payer's own bank whose check digits it could not have given."""
    parts = ((account.branch, account.branch_digit), (account.account, account.digit))
    for number, digit in parts:
        if digit and digit not in bank.check_digits(number):
            raise Rejected("cnab.account_digit", place=Place.SOURCE, value=f"{number}-{digit}")
