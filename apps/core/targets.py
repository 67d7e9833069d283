"""How documents are booked at a vendor, declared: its registers, what a plan gives, what people choose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, Protocol

from apps.core.account import Option
from apps.core.documents import Coded, Document

#: Client objects are the connector's own; the engine only hands them back to its functions.
Client = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A kind of value that people translate, e.g. cost centres into departments.

    ``options`` reads the values that the target accepts today; without it a person types one.
    """

    slug: str
    name: str
    target_name: str
    options: Callable[[Client], Iterable[Option]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One choice that a flow into this target leaves to its owner.

    A text matches ``pattern`` as a whole, where there is one. ``kinds`` are the documents that it is for; none: all.
    """

    slug: str
    name: str
    help: str
    default: str
    choices: tuple[Option, ...] = ()
    pattern: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ref:
    """In a request: the target's id of what the step with this operation key books."""

    key: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """In a request: the bytes of the document's attachment with this checksum (SHA-256 in hexadecimal digits)."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to be written at the target under one operation key.

    ``body`` is the request in the vendor's words, with `Ref` where an id is not known yet and `Enclosed` for a file.
    Two documents may tell of the same thing: the step with the higher ``precedence`` writes it.
    """

    resource: str
    key: str
    body: Mapping[str, Any]
    label: str
    amount: Decimal | None = None
    precedence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the target answered to a write: its id, and the number and address that people know."""

    target_id: str
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of an entry at the target since it was booked.

    ``code`` is the connector's own word and ``words`` are what people read; ``final`` says that
    nothing more will come, ``wrong`` that somebody should look (rejected), ``paid_on`` the day on which it was paid
    in full.
    """

    code: str
    words: str
    final: bool = False
    wrong: bool = False
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A register of the target: how one entry is looked for, written, changed and undone.

    ``find(client, key, body)`` gives what exists under the key, or None. ``update`` None: a
    change cannot be sent and asks a person, unless ``keep_existing`` says that an existing
    entry is the accountant's and stays as it is. ``cancel`` None: undoing a document leaves it
    there. ``find_first`` looks before the first write too. ``blocks_undo``: once booked (a
    payment), the document can no longer be undone by the hub. ``standing(client, target_id)``
    asks what became of an entry afterwards; the hub does so from time to time until it is final.
    ``asked_for_source``: only where the document's source is told of payments, to spare the target's limits.
    ``resume(client, key, handle, body)`` takes the place of ``find`` where a write ended as `OutcomeUnknown` with a
    handle; `Rejected` says that the target took the write and failed with it, None that it never took it.
    """

    slug: str
    name: str
    find: Callable[[Client, str, Mapping[str, Any]], Booked | None]
    create: Callable[[Client, str, Mapping[str, Any]], Booked]
    update: Callable[[Client, str, str, Mapping[str, Any]], Booked] | None = None
    cancel: Callable[[Client, str, str, Mapping[str, Any]], None] | None = None
    standing: Callable[[Client, str], Standing] | None = None
    resume: Callable[[Client, str, str, Mapping[str, Any]], Booked | None] | None = None
    asked_for_source: bool = False
    find_first: bool = False
    keep_existing: bool = False
    blocks_undo: bool = False


class Translator(Protocol):
    """Gives target values for source values and remembers every look-up."""

    def required(self, vocabulary: str, value: Coded) -> str:
        """Give the target value; a missing one is recorded and stops the document."""

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        """Give the target value, or an empty text where nothing is mapped."""

    def setting(self, slug: str) -> str:
        """Give a setting of the flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One run of numbers for the files of all flows under an agreement, told by the settings of a flow.

    ``agreement`` name what tells two agreements apart, ``without`` what does so too where the last of them is empty;
    ``before`` holds the number of the last file that the target was given by others.
    """

    agreement: tuple[str, ...]
    before: str
    without: tuple[str, ...] = ()

    def key(self, chosen: Mapping[str, str]) -> str:
        """Give what an agreement is known by; zeros in front make no other one."""
        named = self.agreement if chosen[self.agreement[-1]].strip() else (*self.agreement, *self.without)
        return "-".join(chosen[slug].strip().lstrip("0") for slug in named)

    def given(self, chosen: Mapping[str, str]) -> int:
        """Give the number of the last file that the target was given by others."""
        return int(chosen[self.before] or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How documents of a kind are booked: ``plan`` is pure and gives the steps in order.

    ``collected``: nothing is sent. The body of the one step is what others come for, in a file or through our API.
    ``series``: its files bear numbers that run on over flows; None: each flow counts its own.
    """

    kind: str
    name: str
    plan: Callable[[Document, Translator], tuple[Step, ...]]
    collected: bool = False
    series: Series | None = None


def collected_register(slug: str, name: str) -> Resource:
    """Give the register of documents that are collected: nothing is ever looked for or written there."""

    def nobody(client: Client, key: str, body: Mapping[str, Any]) -> NoReturn:
        raise LookupError(f"{slug} is collected: nobody is called")

    return Resource(slug=slug, name=name, find=nobody, create=nobody)
