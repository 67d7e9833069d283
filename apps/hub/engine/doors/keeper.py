"""Pages are kept in a thread of their own, so that the database works while the next page is read."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import connection

from apps.hub.engine.doors import pages
from apps.hub.engine.doors.pages import Reading, Sheet


class Keeper:
    """Keeps page after page in their order, one at a time; what goes wrong is raised at the next one or at the end.

    ``told`` is called for each page that brought something, once it is committed. Inside of
    somebody's transaction nothing is handed to a thread, which would not see it.
    """

    def __init__(self, reading: Reading, told: Callable[[], object]) -> None:
        self.reading, self.told = reading, told
        self.alone = None if connection.in_atomic_block else ThreadPoolExecutor(1, thread_name_prefix="keep")
        self.pending: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait for the last page; that the pull is somebody else's by now says more than any trouble."""
        if self.alone:
            self.alone.submit(close)
            self.alone.shutdown()
        self.wait()

    def keep(self, sheet: Sheet) -> None:
        """Keep a page as soon as the one before it is kept."""
        self.wait()
        if self.alone:
            self.pending = self.alone.submit(self._keep, sheet)
        else:
            self._keep(sheet)

    def wait(self) -> None:
        """Wait until the page that is under way is kept; raises what went wrong with it."""
        pending, self.pending = self.pending, None
        if pending:
            pending.result()

    def _keep(self, sheet: Sheet) -> None:
        if pages.keep(sheet, self.reading):
            self.told()


def close() -> None:
    """Close the connection to the database that this thread has opened."""
    connection.close()
