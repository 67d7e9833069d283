"""How documents are read from a vendor, declared: what it sends, what it is asked for, what it is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from apps.core.account import Preparation
from apps.core.documents import Document
from apps.core.targets import Client, Setting

if TYPE_CHECKING:
    from apps.core.uploads import FileFormat

#: What a source sent, decoded from JSON with exact decimals.
Payload = Mapping[str, Any]
#: What the owner of a flow has chosen: values by the slugs of settings.
Chosen = Mapping[str, str]


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
    sent only after a person has said so. ``posted``: they are posted through our API, in the form of `apps.core.told`.
    ``settings`` are choices that each flow from here leaves to its owner. One reading serves all flows: ``narrowed``
    gives a client that reads whatever any of these choices wants, and ``seen`` a document as a flow with one of them
    sees it, with its own ``only_known`` and marks in its payload. It is pure and refuses nothing.
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
    posted: bool = False
    settings: tuple[Setting, ...] = ()
    narrowed: Callable[[Client, Sequence[Chosen]], Client] | None = None
    seen: Callable[[Pulled, Chosen], Pulled] | None = None
