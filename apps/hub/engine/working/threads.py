"""The threads in which one worker calls its targets."""

import functools
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

#: Threads for each that a lane may have: some targets may hang, and the others go on.
SPARE = 2


@functools.cache
def pool() -> ThreadPoolExecutor:
    """Give this process's threads; they keep their sockets and database connections."""
    return ThreadPoolExecutor(settings.WORKER_THREADS * SPARE, thread_name_prefix="deliver")
