"""What Conta Azul has taken and works on: a protocol is asked about until it ends, or our time is over.

No payable is written while one waits: a protocol is given at once, and what is wrong with a payable stands there.
"""

from collections.abc import Iterator
from typing import Any

from apps.connectors.contaazul.client import Body, ContaAzul
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary, Trouble

#: Seconds between two questions; the vendor publishes none.
PAUSES = (0.5, 1.0, 2.0, 4.0, 4.0)
#: What is left of the time that one call of the engine may last, before another question is asked.
RESERVE = 8.0
DONE, FAILED = "SUCCESS", "ERROR"
#: Since when the field is called as the documentation has it, nobody knows: both are read.
NAMES = ("protocolo", "protocolId", "id")


def protocol_of(answer: object) -> str:
    """Give the protocol of something that was taken; raises `OutcomeUnknown` for an answer without one."""
    told = answer if isinstance(answer, dict) else {}
    found = next((str(told[name]) for name in NAMES if told.get(name)), "")
    if not found:
        raise OutcomeUnknown("target.broken_answer", vendor_code=200, answer=str(answer)[:200])
    return found


def event_of(client: ContaAzul, protocol: str, until: float) -> str:
    """Give the event that a protocol ended in.

    Raises `Rejected` with the protocol's own words when it failed, and `OutcomeUnknown` (``target.under_way``) when it
    has not ended by the client's time ``until``, or could not be asked about.
    """
    for _turn in turns(client, until):
        told = asked(client, protocol)
        if told.get("status") == DONE and told.get("evento_financeiro_id"):
            return str(told["evento_financeiro_id"])
        if told.get("status") == FAILED:
            raise Rejected("target.rejected", vendor_code=FAILED, answer=str(told.get("resposta") or protocol)[:500])
    raise under_way(protocol)


def turns(client: ContaAzul, until: float) -> Iterator[int]:
    """Give the turns in which something is asked about, with pauses in between, as long as the time lasts."""
    yield 0
    for turn, pause in enumerate(PAUSES, start=1):
        if client.clock() + pause + RESERVE > until:
            return
        client.sleep(pause)
        yield turn


def asked(client: ContaAzul, protocol: str) -> Body:
    """Give what a protocol says now; nothing where it could not be asked about this time."""
    try:
        told: Any = client.get(f"protocolo/{protocol}")
    except NotAuthorized:
        raise
    except Trouble:
        return {}
    return told if isinstance(told, dict) else {}


def under_way(protocol: str) -> Temporary:
    """Give the error that says that something was taken and what became of it is not known; its handle is kept."""
    return OutcomeUnknown("target.under_way", handle=protocol, protocol=protocol)
