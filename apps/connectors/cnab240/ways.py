"""How a title is paid: its bill by the bar code, else by the payee's PIX key, else into the payee's account."""

from collections.abc import Mapping

from apps.connectors.cnab240.accounts import account_of
from apps.connectors.cnab240.banks import Bank, bank_called
from apps.connectors.cnab240.bar_code import BarCode, bar_code_of, written_in
from apps.core.documents import BankAccount, Kind
from apps.core.errors import Place, Rejected
from apps.core.layouts.payees import pix_of
from apps.core.layouts.titles import Title

Way = Mapping[str, str]
PIX_FIRST, ACCOUNT_FIRST = "pix", "account"
#: P001: clearing houses. G029: launch forms; 43 is a TED between accounts of one holder.
OWN_BANK, TED, PIX = "000", "018", "009"
CREDIT, TED_OTHER, TED_SAME, PIX_TRANSFER, OWN_BILL, OTHER_BILL = "01", "41", "43", "45", "30", "31"


def way_of(title: Title) -> Way:
    """Give how a title is paid; raises `Rejected` where it cannot be."""
    bank = bank_called(title.translator.setting("bank"))
    digits = bill_in(title)
    if digits:
        return by_bill(bar_code_of(digits), title, bank)
    told = title.document.party.bank or BankAccount()
    pix_first = title.translator.setting("way") == PIX_FIRST
    if told.pix_key.strip() and (pix_first or not told.account):
        return by_pix(title, bank)
    return by_account(title, bank)


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
        raise Rejected("payment.bill_amount", place=Place.SOURCE, expected=amount, found=bar.amount)
    told = bar.due(due)
    if told and told != due:
        raise Rejected("payment.bill_due", place=Place.SOURCE, expected=due, found=told)
    form = OWN_BILL if bar.bank == bank.number else OTHER_BILL
    return {"segment": "J", "form": form, "lot": form, "bar_code": bar.digits}


def by_pix(title: Title, bank: Bank) -> Way:
    """Give the way of a PIX by its key."""
    told = {"form": PIX_TRANSFER, "lot": PIX_TRANSFER, "clearing": PIX, "kind": bank.pix_kind}
    return {"segment": "A", **told, **pix_of(title.document.party)}


def by_account(title: Title, bank: Bank) -> Way:
    """Give the way of a credit to an account: at the payer's own bank no TED, elsewhere nothing but TED."""
    account = {"segment": "A", **account_of(title, bank)}
    if account["bank"] == bank.number:
        return {**account, "form": CREDIT, "lot": CREDIT, "clearing": OWN_BANK}
    same = title.document.party.tax_id == title.translator.setting("tax_id")
    form = TED_SAME if same else TED_OTHER
    lot = f"{form}-{account['bank']}" if bank.one_payee_bank else form
    purpose = {"purpose": title.translator.setting("ted_purpose"), "complement": "CC"}
    return {**account, **purpose, "form": form, "lot": lot, "clearing": TED}
