"""How often a key may call, and how every answer tells what is left of it.

As the IETF's draft "RateLimit header fields for HTTP" says: `RateLimit-Policy` is the rule, `RateLimit` what is left
(`r`) and the seconds until more is (`t`). Counted in the cache, so that reading costs no write: by each web process
for itself where there is no Redis.
"""

import math
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from apps.accounts.models import ApiKey


class KeyRate(ScopedRateThrottle):
    """So many calls of one key in a scope of addresses."""

    history: list[float]
    num_requests: int
    duration: int
    now: float

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Give what the calls are counted under."""
        told = {"scope": self.scope, "ident": request.auth.pk if isinstance(request.auth, ApiKey) else "nobody"}
        return self.cache_format % told

    @property
    def left(self) -> int:
        """Give how many calls are left."""
        return max(self.num_requests - len(self.history), 0)

    @property
    def seconds(self) -> int:
        """Give the seconds until a call comes free."""
        first = self.history[-1] if self.history else self.now
        return max(math.ceil(first + self.duration - self.now), 0)

    def tell(self, answer: Response) -> None:
        """Put what is left onto an answer."""
        answer["RateLimit-Policy"] = f'"{self.scope}";q={self.num_requests};w={self.duration}'
        answer["RateLimit"] = f'"{self.scope}";r={self.left};t={self.seconds}'


class Rated(APIView):
    """Mixed into every view: counts each call of a key, also one that is refused, and tells what is left."""

    throttle_scope = "read"
    rate: KeyRate | None = None

    def check_permissions(self, request: Request) -> None:
        """Count the call before anything else is asked about it."""
        if isinstance(request.auth, ApiKey):
            self.rate = KeyRate()
            if not self.rate.allow_request(request, self):
                self.throttled(request, self.rate.wait() or 0.0)
        super().check_permissions(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Tell what is left."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.rate:
            self.rate.tell(answer)
        return answer
