"""CAMT.053, the bank statement of ISO 20022: versions 02 to 13, read by the names of its elements alone.

The versions differ in where some things lie, not in what they mean, and banks leave out whatever is optional:
https://www.iso20022.org/catalogue-messages/iso-20022-messages-archive?search=camt.053
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from apps.core.documents import Document, Party, Statement
from apps.core.errors import Place, Rejected
from apps.core.money import read_amount
from apps.core.statements.entries import movements_of
from apps.core.statements.nodes import Node
from apps.core.statements.sheet import day, statement
from apps.core.uploads import is_xml, xml_in

#: Balances that stand at the beginning and at the end, the best first; ITBD stands between pages of one statement.
OPENING, CLOSING, BETWEEN = ("OPBD", "PRCD"), ("CLBD",), "ITBD"
MESSAGE = "BkToCstmrStmt"


def is_camt053(content: bytes) -> bool:
    """Tell whether a file is meant to be one, even where it is broken or dangerous."""
    return is_xml(content) and any(MESSAGE.encode(code) in content for code in ("ascii", "utf-16-le", "utf-16-be"))


def read_camt053(content: bytes) -> tuple[Document, ...]:
    """Give the statements of a file in their order; raises `Rejected` for the whole file."""
    return tuple(
        read_statement(node) for top in Node(xml_in(content), "").anywhere(MESSAGE) for node in top.all("Stmt")
    )


def read_statement(node: Node) -> Document:
    """Give one statement; a page of a longer one is a statement by itself, with balances of its own."""
    balances = list(node.all("Bal"))
    first = chosen(balances, OPENING) or between(balances, 0) or missing(node, "OPBD")
    last = chosen(balances, CLOSING) or between(balances, -1) or missing(node, "CLBD")
    currency = node.text("Acct", "Ccy") or currency_of(first)
    began = node.text("FrToDt", "FrDtTm") or node.text("FrToDt", "FrDt")
    told = Statement(
        account=account_of(node),
        opened=day(began, node.where("FrToDt")) if began else date_of(first),
        opening=signed(first, currency),
        closed=date_of(last),
        closing=signed(last, currency),
        movements=tuple(found for entry in node.all("Ntry") for found in movements_of(entry, currency)),
    )
    return statement(number_of(node), told, currency=currency, bank=bank_of(node))


def number_of(node: Node) -> str:
    """Give the bank's number of a statement, and its page where it has several; without one its id stands for it."""
    number = node.text("ElctrncSeqNb") or node.text("LglSeqNb") or node.text("Id")
    page, last = node.text("StmtPgntn", "PgNb"), node.text("StmtPgntn", "LastPgInd")
    whole = page.lstrip("0") in ("", "1") and last in ("", "true", "1")
    return number if whole else f"{number}-{page}"


def bank_of(node: Node) -> Party:
    """Give the bank that keeps the account."""
    where = ("Acct", "Svcr", "FinInstnId")
    code = node.text(*where, "BICFI") or node.text(*where, "BIC")
    return Party(code=code, name=node.text(*where, "Nm") or code)


def account_of(node: Node) -> str:
    """Give the number of the account: its IBAN, or whatever else the bank calls it."""
    return "".join((node.text("Acct", "Id", "IBAN") or node.text("Acct", "Id", "Othr", "Id")).split())


def chosen(balances: Sequence[Node], codes: tuple[str, ...]) -> Node | None:
    """Give the balance with the first code that one of them has."""
    by_code = {code_of(balance): balance for balance in balances}
    return next((by_code[code] for code in codes if code in by_code), None)


def between(balances: Sequence[Node], place: int) -> Node | None:
    """Give the first or the last of the balances that stand between pages."""
    found = [balance for balance in balances if code_of(balance) == BETWEEN]
    return found[place] if found else None


def code_of(balance: Node) -> str:
    """Give which balance it is."""
    return balance.text("Tp", "CdOrPrtry", "Cd")


def missing(node: Node, balance: str) -> Node:
    """Refuse a statement without a balance: nobody could tell whether it is whole."""
    raise Rejected("statement.no_balance", place=Place.SOURCE, number=number_of(node), balance=balance)


def date_of(balance: Node) -> date:
    """Give the day of a balance."""
    return day(balance.text("Dt", "Dt") or balance.text("Dt", "DtTm"), balance.where("Dt"))


def currency_of(balance: Node) -> str:
    """Give the currency of a balance."""
    amount = balance.find("Amt")
    return amount.attribute("Ccy") if amount else ""


def signed(balance: Node, currency: str) -> Decimal:
    """Give a balance in the account's currency, below zero where the account is overdrawn."""
    if currency_of(balance) not in ("", currency):
        told = {"field": balance.path, "expected": currency, "found": currency_of(balance)}
        raise Rejected("statement.currency_differs", place=Place.SOURCE, **told)
    amount = read_amount(balance.text("Amt"), field=balance.where("Amt"), currency=currency)
    return -amount if amount and balance.text("CdtDbtInd") == "DBIT" else amount
