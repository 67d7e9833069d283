"""What Omie's faults mean, as a table.

Omie answers HTTP 500 also for a business refusal, an empty list and a missing record, and at
times HTTP 200 with a fault inside: the body is read before the status.
https://ajuda.omie.com.br/pt-BR/articles/8001888
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from apps.core.errors import NotAuthorized, OutcomeUnknown, Place, Rejected, Temporary
from apps.core.exchange import Answer

#: Omie's clock: Brazil has had no summer time since 2019.
BRASILIA = timezone(timedelta(hours=-3))
LONGEST_TEXT = 500
#: Seconds to wait where the text that should say it does not.
BUSY, REDUNDANT, TOO_MANY, PROCESSED, BLOCKED = 5.0, 60.0, 60.0, 60.0, 1800.0
#: Omie's own status inside a good answer is spelled in these ways.
STATUS_TAGS = ("codigo_status", "cCodStatus", "cCodigoStatus")
STATUS_TEXTS = ("descricao_status", "cDesStatus")
#: The body was no JSON object: a page of some gateway.
NO_FAULT_AT_ALL = "none"


class Missing(Rejected):
    """Omie knows nothing under that key, or the list is empty."""


class Duplicate(Rejected):
    """Omie has a record with that key or tax id already; ``target_id`` where the text names it."""

    def __init__(self, code: str, *, vendor_code: str, answer: str) -> None:
        super().__init__(code, vendor_code=vendor_code, answer=answer)
        found = re.search(r"(?:nCod|Id) \[(\d+)\]", answer)
        self.target_id = found[1] if found else ""

    def is_about(self, key: str) -> bool:
        """Tell whether it is our own key that is taken, not some other value of the request."""
        return f"[{key}]" in self.params["answer"]


class Defect(Exception):
    """We sent something that is no legal request: no person's correction would help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One refusal: ``code`` is what follows ``Client-``, or the whole fault code.

    ``retry_after`` is what the gateway's header says, if anything.
    """

    status: int
    code: str
    text: str
    writes: bool
    retry_after: float | None = None

    @property
    def vendor_code(self) -> str:
        """Give what people may tell the vendor's support."""
        return self.code or str(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: a fault fits when code, status and text do; an empty column fits all."""

    meaning: Callable[[Fault], Exception]
    codes: tuple[str, ...] = ()
    status: int = 0
    text: str = ""

    def fits(self, fault: Fault) -> bool:
        """Tell whether this row is about ``fault``."""
        same_code = not self.codes or fault.code in self.codes
        return same_code and self.status in (0, fault.status) and bool(re.search(self.text, fault.text, re.IGNORECASE))


def refused_key(fault: Fault) -> Exception:
    """Omie no longer accepts the key pair."""
    return NotAuthorized("target.credentials_refused", vendor_code=fault.vendor_code, answer=fault.text)


def rejected(fault: Fault) -> Exception:
    """Omie read the request and does not want what it says."""
    return Rejected("target.rejected", vendor_code=fault.vendor_code, answer=fault.text)


def missing(fault: Fault) -> Exception:
    """Nothing is there."""
    return Missing("target.not_found", vendor_code=fault.vendor_code, answer=fault.text)


def duplicate(fault: Fault) -> Exception:
    """It is there already."""
    return Duplicate("target.duplicate", vendor_code=fault.vendor_code, answer=fault.text)


def defect(fault: Fault) -> Exception:
    """The request itself is wrong."""
    return Defect(f"{fault.code}: {fault.text}")


def wrong_address(fault: Fault) -> Exception:
    """Nobody answers for the API there."""
    return Rejected("target.address_wrong", place=Place.HERE, vendor_code=fault.vendor_code, answer=fault.text)


def broken(fault: Fault) -> Exception:
    """No answer of the API itself: a write may have been applied before it broke."""
    kind = OutcomeUnknown if fault.writes else Temporary
    return kind("target.broken_answer", vendor_code=fault.vendor_code, answer=fault.text)


def processed(fault: Fault) -> Exception:
    """The same request is under way or was done: the first copy may have been applied."""
    kind = OutcomeUnknown if fault.writes else Temporary
    return kind(
        "target.already_processed",
        retry_after=seconds_until(fault.text),
        vendor_code=fault.vendor_code,
        answer=fault.text,
    )


def later(code: str, seconds: float) -> Callable[[Fault], Exception]:
    """Give the meaning "not now"; nothing was applied and the text may name the seconds."""

    def meaning(fault: Fault) -> Exception:
        return Temporary(
            code, retry_after=seconds_in(fault) or seconds, vendor_code=fault.vendor_code, answer=fault.text
        )

    return meaning


#: The first row that fits decides.
TABLE = (
    Row(status=425, meaning=later("target.blocked", BLOCKED)),
    Row(codes=("MISUSE_API_PROCESS",), meaning=later("target.blocked", BLOCKED)),
    Row(text="bloqueada por consumo indevido", meaning=later("target.blocked", BLOCKED)),
    Row(status=429, meaning=later("target.too_many_calls", TOO_MANY)),
    Row(text="chave de acesso", meaning=refused_key),
    Row(codes=(NO_FAULT_AT_ALL,), status=404, meaning=wrong_address),
    Row(codes=(NO_FAULT_AT_ALL,), meaning=broken),
    Row(status=401, meaning=refused_key),
    Row(status=403, meaning=refused_key),
    Row(codes=("6",), meaning=later("target.redundant", REDUNDANT)),
    Row(codes=("1880",), meaning=later("target.busy", BUSY)),
    Row(codes=("8020", "1100"), meaning=processed),
    Row(codes=("5113",), meaning=missing),
    Row(text=r"\] é obrigatório|máximo de caracteres", meaning=rejected),
    # The same codes also say that a value is none of the listed ones.
    Row(
        codes=("101", "103", "105", "5002"),
        text=r"não cadastrad|não (foi )?encontrad|não localizad|nenhum.* encontrad",
        meaning=missing,
    ),
    # And 102 also says "unknown category" or "invalid account".
    Row(codes=("102",), text="já cadastrad", meaning=duplicate),
    Row(codes=("5001", "1020"), meaning=defect),
    Row(text="invalid json|is not a valid method", meaning=defect),
    Row(codes=("SOAP-ENV:Server", ""), meaning=broken),
    Row(meaning=rejected),
)


def meaning_of(fault: Fault) -> Exception:
    """Give the error that says what must happen next."""
    return next(row for row in TABLE if row.fits(fault)).meaning(fault)


def read_fault(answer: Answer, *, writes: bool) -> Fault | None:
    """Give the fault in an answer, or None when it is a good one."""
    code, text = code_and_text(answer)
    if not code and not text:
        return None
    return Fault(
        status=answer.status,
        code=code,
        text=text[:LONGEST_TEXT] or f"HTTP {answer.status}",
        writes=writes,
        retry_after=answer.retry_after,
    )


def code_and_text(answer: Answer) -> tuple[str, str]:
    """Give what an answer says went wrong; two empty texts for a good one."""
    body = decoded(answer)
    if body is None:
        return NO_FAULT_AT_ALL, ""
    code = first_of(body, ("faultcode", "error_code")).removeprefix("SOAP-ENV:Client-")
    text = first_of(body, ("faultstring", "error_message"))
    if code or text:
        return code, text
    if answer.status >= 300:
        return NO_FAULT_AT_ALL, ""
    status = first_of(body, STATUS_TAGS)
    return ("", "") if status in ("", "0") else (f"status {status}", first_of(body, STATUS_TEXTS))


def first_of(body: Mapping[str, Any], tags: tuple[str, ...]) -> str:
    """Give the first of the tags that is there, as text."""
    return next((str(body[tag]) for tag in tags if body.get(tag) is not None), "")


def decoded(answer: Answer) -> Mapping[str, Any] | None:
    """Give the JSON object of an answer; None for an HTML page or anything else."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def seconds_in(fault: Fault) -> float | None:
    """Give the seconds that the header or the text names, e.g. ``Aguarde 16 segundos``."""
    found = re.search(r"(\d+) segundos?", fault.text)
    return fault.retry_after or (float(found[1]) if found else None)


def seconds_until(text: str) -> float:
    """Give the seconds until the time of day that a text names, e.g. ``às 19:04:08``."""
    found = re.search(r"(\d\d):(\d\d):(\d\d)", text)
    if not found:
        return PROCESSED
    now = datetime.now(UTC).astimezone(BRASILIA)
    hour, minute, second = (int(part) for part in found.groups())
    seconds = hour * 3600 + minute * 60 + second - (now.hour * 3600 + now.minute * 60 + now.second)
    # Just before midnight the time is tomorrow's; a time long past says nothing.
    seconds %= 86_400
    return float(seconds) if seconds <= BLOCKED else PROCESSED
