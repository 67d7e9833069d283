"""A cache that may be away: then it knows nothing and keeps nothing, and nobody fails because of it."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache

#: Seconds that Redis may take for a connection and for an answer.
PATIENCE = 1

log = logging.getLogger(__name__)

Given = TypeVar("Given")
#: Seconds for which a cache that failed is not asked again, so that nobody waits for it with every call.
REST = 5.0


class Forgiving(BaseCache):
    """Mixed in before a real cache: whatever its server does, reading finds nothing and writing is done.

    Nothing of ours lives in the cache alone: it spares work, it never decides what is true.
    """

    resting_until = 0.0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._tried(lambda: super(Forgiving, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tried(lambda: super(Forgiving, self).get(key, default, version), default)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._tried(lambda: super(Forgiving, self).get_many(*args, **kwargs), {})

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tried(lambda: super(Forgiving, self).set(*args, **kwargs), None)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._tried(lambda: super(Forgiving, self).set_many(*args, **kwargs), [])

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._tried(lambda: super(Forgiving, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._tried(lambda: super(Forgiving, self).delete(*args, **kwargs), False)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tried(lambda: super(Forgiving, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._tried(lambda: super(Forgiving, self).has_key(*args, **kwargs), False)

    def clear(self) -> None:
        self._tried(super().clear, None)

    def _tried(self, call: Callable[[], Given], otherwise: Given) -> Given:
        """Give what the call gives, or ``otherwise`` while the server is away."""
        if time.monotonic() < self.resting_until:
            return otherwise
        try:
            return call()
        except ImportError:
            raise  # its library is not installed: that is no fault of a server
        except Exception as error:
            # Each library has errors of its own, and some raise plain OSError.
            log.warning("the cache is away", extra={"error": repr(error)}, exc_info=log.isEnabledFor(logging.DEBUG))
            self.resting_until = time.monotonic() + REST
            return otherwise


class ForgivingRedisCache(Forgiving, RedisCache):
    """Redis, shared by all hosts."""


def caches(redis_url: str) -> dict[str, dict[str, Any]]:
    """Give Django's CACHES: Redis where there is one, or else a cache in each process."""
    if not redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    options = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return {"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": redis_url, "OPTIONS": options}}
