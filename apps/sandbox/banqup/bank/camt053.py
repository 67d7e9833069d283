"""Statements as CAMT.053, in the forms of its older and its newer versions."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from apps.sandbox.banqup.bank.sheets import Moved, Sheet

#: From these versions on some things lie one element deeper, or have another name.
NAMED_BIC, DEEPER = 4, 8


def camt053(sheets: Sequence[Sheet], *, version: int = 2, message: str = "BANQUP-1") -> bytes:
    """The file."""
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}"
    stamp = f"{sheets[-1].closed.isoformat()}T22:15:00+01:00" if sheets else "2026-11-20T22:15:00+01:00"
    head = f"<GrpHdr><MsgId>{escape(message)}</MsgId><CreDtTm>{stamp}</CreDtTm></GrpHdr>"
    body = "".join(_sheet(sheet, version, stamp) for sheet in sheets)
    text = f'<Document xmlns="{space}"><BkToCstmrStmt>{head}{body}</BkToCstmrStmt></Document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _sheet(sheet: Sheet, version: int, stamp: str) -> str:
    bic = "BICFI" if version >= NAMED_BIC else "BIC"
    account = (
        f"<Acct><Id><IBAN>{sheet.account}</IBAN></Id><Ccy>{sheet.currency}</Ccy>"
        f"<Ownr><Nm>{escape(sheet.holder)}</Nm></Ownr>"
        f"<Svcr><FinInstnId><{bic}>{sheet.bank}</{bic}></FinInstnId></Svcr></Acct>"
    )
    balances = _balance("OPBD", sheet.opening, sheet.opened.isoformat(), sheet.currency) + _balance(
        "CLBD", sheet.closing, sheet.closed.isoformat(), sheet.currency
    )
    entries = "".join(_entry(one, sheet.currency, version) for one in sheet.moved)
    return (
        f"<Stmt><Id>{sheet.account}-{sheet.number}</Id><ElctrncSeqNb>{sheet.number}</ElctrncSeqNb>"
        f"<CreDtTm>{stamp}</CreDtTm>{account}{balances}{entries}</Stmt>"
    )


def _balance(code: str, amount: Decimal, day: str, currency: str) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_amount(amount, currency)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _amount(amount: Decimal, currency: str) -> str:
    way = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{way}</CdtDbtInd>'


def _entry(one: Moved, currency: str, version: int) -> str:
    state = "<Sts><Cd>BOOK</Cd></Sts>" if version >= DEEPER else "<Sts>BOOK</Sts>"
    back = "<RvslInd>true</RvslInd>" if one.reversal else ""
    days = "".join(f"<{name}><Dt>{one.on.isoformat()}</Dt></{name}>" for name in ("BookgDt", "ValDt"))
    code = "<BkTxCd><Prtry><Cd>0150000</Cd></Prtry></BkTxCd>"
    details = "".join(_detail(share, currency, version) for share in one.shares or (one,))
    reference = f"<AcctSvcrRef>{escape(one.reference)}</AcctSvcrRef>" if one.reference else ""
    return (
        f"<Ntry>{_amount(one.amount, currency)}{back}{state}{days}{reference}{code}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _detail(one: Moved, currency: str, version: int) -> str:
    refs = f"<Refs><EndToEndId>{escape(one.end_to_end or 'NOTPROVIDED')}</EndToEndId></Refs>"
    if version >= NAMED_BIC:
        amount = _amount(one.amount, currency)
    else:
        amount = f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{abs(one.amount)}</Amt></TxAmt></AmtDtls>'
    role = "Dbtr" if (one.amount > 0) != one.reversal else "Cdtr"
    return f"<TxDtls>{refs}{amount}{_parties(one, role, version)}{_about(one)}</TxDtls>"


def _parties(one: Moved, role: str, version: int) -> str:
    if not one.name:
        return ""
    name = f"<Nm>{escape(one.name)}</Nm>"
    name = f"<Pty>{name}</Pty>" if version >= DEEPER else name
    account = f"<{role}Acct><Id><IBAN>{one.account}</IBAN></Id></{role}Acct>" if one.account else ""
    return f"<RltdPties><{role}>{name}</{role}>{account}</RltdPties>"


def _about(one: Moved) -> str:
    free = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    asked = f"<Strd><CdtrRefInf><Ref>{one.structured}</Ref></CdtrRefInf></Strd>" if one.structured else ""
    return f"<RmtInf>{free}{asked}</RmtInf>" if free or asked else ""
