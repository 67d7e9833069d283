"""Errors named by what must happen next.

    Trouble
    ├── NotAuthorized      the connection pauses until somebody signs in again
    ├── MappingMissing     a person chooses a target value
    ├── Rejected           a person corrects the document, here, at the source or at the target
    └── Temporary          the engine tries again by itself
        ├── Throttled      our own budget said "later"; no attempt is spent
        └── OutcomeUnknown the target may have booked: ask it before sending again

Anything else that is raised is a defect of ours and is parked as internal.
An error carries a code and parameters, never a finished sentence: screens translate both.
"""

from collections.abc import Mapping
from enum import StrEnum


class Place(StrEnum):
    """Where a person has to correct something."""

    HERE = "here"
    SOURCE = "source"
    TARGET = "target"


class Trouble(Exception):
    """The root of every error that the engine understands.

    ``code`` is a dotted word such as ``target.rejected``; ``params`` are short texts that
    complete its sentence. Neither ever holds a secret.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, str] = {name: str(value) for name, value in params.items()}


class NotAuthorized(Trouble):
    """The target or source no longer accepts our credentials."""


class MappingMissing(Trouble):
    """A value of the source has no counterpart at the target yet."""

    def __init__(self, kind: str, value: str, *, label: str = "") -> None:
        super().__init__("mapping.missing", kind=kind, value=value, label=label)
        self.kind = kind
        self.value = value
        self.label = label


class Rejected(Trouble):
    """The document cannot be booked as it is; ``place`` says where it must be corrected."""

    def __init__(self, code: str, *, place: Place = Place.TARGET, **params: object) -> None:
        super().__init__(code, **params)
        self.place = place


class Temporary(Trouble):
    """It may work later by itself; ``retry_after`` is in seconds where the vendor gave one.

    ``place`` says whose trouble it is: only the target's own lets its connection rest.
    """

    def __init__(
        self, code: str, *, retry_after: float | None = None, place: Place = Place.TARGET, **params: object
    ) -> None:
        super().__init__(code, **params)
        self.retry_after = retry_after
        self.place = place


class Throttled(Temporary):
    """Our own budget for this vendor is spent; nothing was sent."""


class OutcomeUnknown(Temporary):
    """A write was sent and no answer came: it may have been applied.

    ``handle`` is what a target gave that takes a write first and finishes it later: with it the register goes on.
    """

    def __init__(
        self,
        code: str,
        *,
        handle: str = "",
        retry_after: float | None = None,
        place: Place = Place.TARGET,
        **params: object,
    ) -> None:
        super().__init__(code, retry_after=retry_after, place=place, **params)
        self.handle = handle
