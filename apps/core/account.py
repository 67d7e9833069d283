"""An account at a vendor: where it is, what opens it, and which part of it is meant."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One installation of the vendor: where its API answers; ``rehearsal`` marks those without real books.

    ``sandbox_path`` names a simulated vendor instead: it lies below an address that only the hub's own installation
    knows, and there is none where nothing is simulated.
    """

    slug: str
    name: str
    base_url: str = ""
    rehearsal: bool = False
    sandbox_path: str = ""

    def address(self, sandbox: str) -> str:
        """Give the base address of the API; ``sandbox`` is where vendors are simulated, empty for nowhere."""
        if not self.sandbox_path:
            return self.base_url
        return f"{sandbox.rstrip('/')}/{self.sandbox_path}" if sandbox else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value that the target accepts today."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who and where the credentials lead: the account's id and name at the vendor."""

    account_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a person does at the vendor before the credentials can be filled in.

    ``who`` may do it there, and ``steps`` lead through the vendor's own menus, one sentence each;
    ``page`` is the vendor's help page.
    """

    who: str
    steps: tuple[str, ...]
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The part of an account that a connection works for: a legal entity, a company, a store.

    ``name`` is the vendor's word for it, ``help`` tells where one sees at the vendor which is
    the right one, and ``options`` reads those that the credentials open. The chosen one reaches
    ``client`` among the credentials, under the name ``unit``.
    """

    name: str
    help: str
    options: Callable[[Any], Iterable[Option]]
