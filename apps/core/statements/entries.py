"""The entries of a CAMT.053: what moved, from or to whom, and why."""

from decimal import Decimal
from typing import Any

from apps.core.documents import Movement, Party
from apps.core.errors import Place, Rejected
from apps.core.money import read_amount
from apps.core.statements.nodes import Node
from apps.core.statements.sheet import day, plain

#: An entry without a state is a booked one; pending ones change no booked balance.
BOOKED = ("", "BOOK")
#: What stands where the payer has given no reference.
NOT_TOLD = "NOTPROVIDED"
SIGNS = {"CRDT": 1, "DBIT": -1}


def movements_of(entry: Node, currency: str) -> tuple[Movement, ...]:
    """Give what moved by an entry: each transaction of a batch where they make up its amount, else the whole."""
    if (entry.text("Sts", "Cd") or entry.text("Sts")) not in BOOKED:
        return ()
    amount = amount_of(entry, currency)
    details = [detail for group in entry.all("NtryDtls") for detail in group.all("TxDtls")]
    shares = [share for detail in details if (share := share_of(detail, entry, currency)) is not None]
    if len(details) > 1 and len(shares) == len(details) and sum(shares) == amount:
        return tuple(movement(entry, detail, share) for detail, share in zip(details, shares, strict=True))
    return (movement(entry, details[0] if len(details) == 1 else None, amount),)


def amount_of(entry: Node, currency: str) -> Decimal:
    """Give the amount of an entry with its sign; raises `Rejected` for one in another currency than the account."""
    told = entry.find("Amt")
    found = told.attribute("Ccy") if told else ""
    if found not in ("", currency):
        said = {"field": entry.path, "expected": currency, "found": found}
        raise Rejected("statement.currency_differs", place=Place.SOURCE, **said)
    return sign_of(entry) * read_amount(entry.text("Amt"), field=entry.where("Amt"), currency=currency)


def sign_of(entry: Node) -> int:
    """Give 1 for money that came in, -1 for money that went out.

    A reversal is told by its own direction, not by that of the movement which it takes back.
    """
    word = entry.text("CdtDbtInd")
    if word not in SIGNS:
        field = entry.where("CdtDbtInd")
        raise Rejected("statement.no_direction", place=Place.SOURCE, field=field, value=word[:20])
    return SIGNS[word]


def share_of(detail: Node, entry: Node, currency: str) -> Decimal | None:
    """Give the part of an entry that one transaction makes, in the account's currency; None where it is not told."""
    for amount in (detail.find("Amt"), detail.find("AmtDtls", "TxAmt", "Amt")):
        if amount and amount.attribute("Ccy") in ("", currency):
            number = read_amount(amount.text(), field=amount.path, currency=currency)
            return number * (sign_of(detail) if detail.find("CdtDbtInd") else sign_of(entry))
    return None


def movement(entry: Node, detail: Node | None, amount: Decimal) -> Movement:
    """Give one movement; what its transaction does not tell, the entry does."""
    valued = entry.text("ValDt", "Dt") or entry.text("ValDt", "DtTm")
    booked = entry.text("BookgDt", "Dt") or entry.text("BookgDt", "DtTm") or valued
    reversal = entry.text("RvslInd") in ("true", "1")
    told = detail or entry
    came_in = (amount > 0) != reversal
    return Movement(
        booked=day(booked, entry.where("BookgDt")),
        amount=amount,
        valued=day(valued, entry.where("ValDt")) if valued else None,
        party=party_of(told, "Dbtr" if came_in else "Cdtr"),
        party_account=number_of(told, "DbtrAcct" if came_in else "CdtrAcct"),
        reference=told.text("Refs", "AcctSvcrRef") or entry.text("AcctSvcrRef") or entry.text("NtryRef"),
        end_to_end=given(told.text("Refs", "EndToEndId")),
        structured=structured_in(told),
        message=message_of(told) or entry.text("AddtlNtryInf"),
        code=code_of(told) or code_of(entry),
        reversal=reversal,
    )


def party_of(told: Node, role: str) -> Party | None:
    """Give who stands on the other side; newer versions put one more element around."""
    found = told.find("RltdPties", role)
    found = (found.find("Pty") if found else None) or found
    ultimate = told.find("RltdPties", f"Ultmt{role}")
    name = (found.text("Nm") if found else "") or (
        (ultimate.text("Nm") or ultimate.text("Pty", "Nm")) if ultimate else ""
    )
    if not name:
        return None
    address = found.find("PstlAdr") if found else None
    place: dict[str, Any] = {**place_of(address)} if address else {}
    return Party(code=name[:60], name=name, **place)


def place_of(address: Node) -> dict[str, str]:
    """Give the parts of an address that are told apart."""
    names = {"street": "StrtNm", "street_number": "BldgNb", "postal_code": "PstCd", "city": "TwnNm", "country": "Ctry"}
    return {name: address.text(element) for name, element in names.items()}


def number_of(told: Node, account: str) -> str:
    """Give the number of the other side's account."""
    where = ("RltdPties", account, "Id")
    return "".join((told.text(*where, "IBAN") or told.text(*where, "Othr", "Id")).split())


def given(reference: str) -> str:
    """Give a reference, unless it says that none was given."""
    return "" if reference.upper() == NOT_TOLD else reference


def structured_in(told: Node) -> str:
    """Give the first reference that the payee had asked for."""
    groups = [group for about in told.all("RmtInf") for group in about.all("Strd")]
    return next((found for group in groups if (found := group.text("CdtrRefInf", "Ref"))), "")


def message_of(told: Node) -> str:
    """Give the free text of a transaction."""
    texts = [text.text() for about in told.all("RmtInf") for text in about.all("Ustrd")]
    return plain(" ".join(texts)) or told.text("AddtlTxInf")


def code_of(told: Node) -> str:
    """Give the bank's word for what it was: the code of ISO 20022 where it has one."""
    domain = told.find("BkTxCd", "Domn")
    if domain is None:
        return told.text("BkTxCd", "Prtry", "Cd")
    parts = (domain.text("Cd"), domain.text("Fmly", "Cd"), domain.text("Fmly", "SubFmlyCd"))
    return "/".join(part for part in parts if part)
