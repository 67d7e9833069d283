"""What a vendor declares, and the registry of those who did.

A connector is data and pure functions; the engine in ``hub`` does the work. Everything here is
a frozen dataclass, and any function is called with keyword-free, typed arguments only.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from apps.core.account import Environment, Identity, Option, Preparation, Unit
from apps.core.auth import OAuth
from apps.core.documents import Coded, Document
from apps.core.http import Http
from apps.core.registry import Registry
from apps.core.signatures import Call

if TYPE_CHECKING:
    from apps.core.layouts.layout import Layout
    from apps.core.layouts.results import ResultFormat
    from apps.core.uploads import FileFormat

#: Client objects are the connector's own; the engine only hands them back to its functions.
Client = Any
#: What a source sent, decoded from JSON with exact decimals.
Payload = Mapping[str, Any]


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
    handle; `Rejected` says that the target took the write and failed with it.
    """

    slug: str
    name: str
    find: Callable[[Client, str, Mapping[str, Any]], Booked | None]
    create: Callable[[Client, str, Mapping[str, Any]], Booked]
    update: Callable[[Client, str, str, Mapping[str, Any]], Booked] | None = None
    cancel: Callable[[Client, str, str, Mapping[str, Any]], None] | None = None
    standing: Callable[[Client, str], Standing] | None = None
    resume: Callable[[Client, str, str, Mapping[str, Any]], Booked] | None = None
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
class Hook:
    """A path below the connection's hook address, and how its body names a document."""

    path: str
    kind: str
    identify: Callable[[Payload], str]


@dataclass(frozen=True, slots=True)
class Pulled:
    """One document as the vendor's list has it; ``raw`` are its own bytes, where they can be kept apart.

    Without them (put together from several answers, or no JSON at all) the payload is written
    down in one fixed way. ``only_known``: it tells what became of a document, and is nothing to whoever has not got
    that one.
    """

    source_id: str
    payload: Payload
    raw: bytes = b""
    only_known: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents, and where to go on after them: a text that only the connector understands."""

    documents: Sequence[Pulled]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a source has taken notice that a document was booked.

    ``handle`` is the connector's own text for going on with it (an export task's id), ``words``
    are what people read.
    """

    words: str
    done: bool = False
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How documents of a kind are read from what the vendor sent.

    ``read`` is pure: a payload becomes a `Document`, or `Rejected` says what is wrong with it.
    ``fetch(client, source_id)`` asks the vendor for one document again, where it can.
    ``pull(client, cursor)`` asks for whatever is there after a cursor, page by page, until there
    is no more; an empty cursor is the beginning. Each page is kept together with its cursor, so
    a pull that broke off goes on behind the last page that was kept. A page comes within two
    minutes, or somebody else goes on in our place. ``acknowledge(client, source_id, handle)``
    tells the vendor that a document was booked; the hub calls it again with the handle that it
    gave until it is done. It may be called twice about the same document. ``paid(client, source_id, on)`` tells it
    that everything booked of a document was paid by that day. ``files`` are the
    formats in which people upload its documents, and ``download`` says where at the vendor they
    get such a file. ``asks_before_change``: what was booked of a document stands, and a later change or withdrawal is
    sent only after a person has said so.
    """

    kind: str
    name: str
    read: Callable[[Payload], Document]
    fetch: Callable[[Client, str], Payload] | None = None
    pull: Callable[[Client, str], Iterator[Page]] | None = None
    acknowledge: Callable[[Client, str, str], Told] | None = None
    paid: Callable[[Client, str, date], Told] | None = None
    asks_before_change: bool = False
    files: "tuple[FileFormat, ...]" = ()
    download: Preparation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How documents of a kind are booked: ``plan`` is pure and gives the steps in order.

    ``collected``: nothing is sent. The body of the one step is what others come for, in a file or through our API.
    """

    kind: str
    name: str
    plan: Callable[[Document, Translator], tuple[Step, ...]]
    collected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """The whole declaration of a vendor.

    ``secrets`` names the credential fields that are never shown; ``oauth`` says how an access
    token opens the API, which ``http`` then carries; ``concurrency`` is how many documents may be
    under way at once; ``settle_seconds`` how long an unknown outcome rests before the target is
    asked. ``preparation`` and ``unit`` are for the wizard: what to do at the vendor first, and
    the part of the account to choose. ``layouts`` are files in which documents are collected, ``results`` the answers.
    """

    slug: str
    name: str
    version: str
    summary: str
    environments: tuple[Environment, ...]
    secrets: frozenset[str]
    oauth: OAuth | None = None
    client: Callable[[Http, Mapping[str, str]], Client] | None = None
    check: Callable[[Client], Identity] | None = None
    verify: Callable[[Call, Mapping[str, str]], str] | None = None
    hooks: tuple[Hook, ...] = ()
    sources: tuple[Source, ...] = ()
    targets: tuple[Target, ...] = ()
    resources: tuple[Resource, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    settings: tuple[Setting, ...] = ()
    concurrency: int = 1
    settle_seconds: int = 5
    limits: str = field(default="")
    preparation: Preparation | None = None
    unit: Unit | None = None
    layouts: "tuple[Layout, ...]" = ()
    results: "tuple[ResultFormat, ...]" = ()

    def source(self, kind: str) -> Source:
        """Give the declaration for reading ``kind``; KeyError when there is none."""
        return {source.kind: source for source in self.sources}[kind]

    def target(self, kind: str) -> Target:
        """Give the declaration for booking ``kind``; KeyError when there is none."""
        return {target.kind: target for target in self.targets}[kind]

    def resource(self, slug: str) -> Resource:
        """Give a register by its slug; KeyError when there is none."""
        return {resource.slug: resource for resource in self.resources}[slug]

    def vocabulary(self, slug: str) -> Vocabulary:
        """Give a vocabulary by its slug; KeyError when there is none."""
        return {vocabulary.slug: vocabulary for vocabulary in self.vocabularies}[slug]

    def environment(self, slug: str) -> Environment:
        """Give an environment by its slug; KeyError when there is none."""
        return {environment.slug: environment for environment in self.environments}[slug]


registry = Registry()
