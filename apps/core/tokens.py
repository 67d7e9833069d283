"""What the HTTP door knows of access tokens: where it gets them, and that one was refused."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from apps.core.errors import NotAuthorized


class Tokens(Protocol):
    """An access token that opens a vendor's API, shared by all workers."""

    def headers(self) -> Mapping[str, str]:
        """Give the headers that carry a token which should be good now, or raise `Trouble`."""

    def newer(self) -> Mapping[str, str]:
        """The vendor refused what was given last: give headers with a newer token, or raise `Trouble`."""

    def secrets(self) -> Sequence[str]:
        """Give every token that was given or asked for, so that no record shows one."""


class TokenRefused(NotAuthorized):
    """A call was answered with 401, so nothing was applied."""
