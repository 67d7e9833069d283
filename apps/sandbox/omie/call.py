"""One call as an operation sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.sandbox.omie.clock import local_now
from apps.sandbox.omie.limits import Rules
from apps.sandbox.omie.records import Registers
from apps.sandbox.omie.tags import Type

Answer = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """One aplicativo: a key pair that sees one company."""

    app_key: str
    app_secret: str
    name: str = "SERRA AZUL LOCACOES LTDA"
    cnpj: str = "98.765.432/0001-98"


@dataclass(frozen=True)
class Call:
    """The checked parameters, the company's registers, and a way to say which record is being consulted."""

    company: Company
    param: dict[str, Any]
    registers: Registers
    rules: Rules
    consulted: Callable[[str], None]

    @property
    def today(self) -> date:
        """Today in Brasilia."""
        return local_now().date()


@dataclass(frozen=True)
class Operation:
    """What runs for one method, and the type of its parameter."""

    run: Callable[[Call], Answer]
    type: Type
    writes: bool = False


def status(text: str) -> Answer:
    """The usual last two tags of an answer; only the code has meaning."""
    return {"codigo_status": "0", "descricao_status": text}
