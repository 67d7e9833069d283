"""Calls that are made again because their answer got lost: the first answer is given again, and nothing is done twice.

As the IETF's draft "The Idempotency-Key HTTP Header Field" says: the same key with another call is refused (422), and
so is the same call while the first one is under way (409). A call that died with its process may be made again as soon
as its lease is over; what it does is idempotent by itself wherever money is concerned.
"""

import json
import re
from datetime import timedelta
from typing import Any

from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import ApiKey
from apps.hub.api.problems import Problem
from apps.hub.engine.rows import clock
from apps.hub.models import FirstAnswer
from apps.hub.models.payload import digest

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
#: As a string of structured fields (RFC 8941) or as it stands: visible characters.
FORM = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255})')
#: How long an answer is kept, and how long a call may take.
KEPT, LEASE = timedelta(hours=24), timedelta(seconds=60)


class AnsweredBefore(Exception):
    """The call was made before: its answer is there."""

    def __init__(self, row: FirstAnswer) -> None:
        super().__init__(row)
        self.row = row


class Answers(APIView):
    """Mixed into every view: looks a marked call up before it is made, and keeps its answer."""

    begun: FirstAnswer | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let a call through once it may be made; `AnsweredBefore` for one that was."""
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS and HEADER in request.headers:
            self.begun = begin(request, key_in(request.headers[HEADER]))

    def handle_exception(self, exc: Exception) -> Response:
        """Give an answer for what was raised; a defect of ours leaves the call to be made again."""
        if isinstance(exc, AnsweredBefore):
            return again(exc.row)
        try:
            return super().handle_exception(exc)
        except Exception:
            if self.begun:
                self.begun.delete()
            raise

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep the answer to a marked call."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.begun and answer.status_code >= status.HTTP_500_INTERNAL_SERVER_ERROR:
            self.begun.delete()
        elif self.begun:
            keep(self.begun, answer, self.withheld_from(answer.data))
        return answer

    def withheld_from(self, data: Any) -> Any:
        """Give what is kept of an answer: all of it, unless a view shows a secret once."""
        return data


def key_in(header: str) -> str:
    """Give the key of a call; `Problem` for what is none."""
    found = FORM.fullmatch(header.strip())
    if found is None:
        raise Problem("idempotency.key", status_code=status.HTTP_400_BAD_REQUEST)
    return found[1] or found[2]


def begin(request: Request, key: str) -> FirstAnswer:
    """Commit that a call is under way; `AnsweredBefore` or `Problem` where it was made before."""
    assert isinstance(request.auth, ApiKey)
    now, said = clock.now(), digest_of(request)
    fresh: dict[str, Any] = {"digest": said, "status": None, "body": "", "media_type": ""}
    fresh |= {"lease_until": now + LEASE, "expires_at": now + KEPT}
    row, made = FirstAnswer.objects.get_or_create(api_key=request.auth, key=key, defaults=fresh)
    if made:
        return row
    over = row.expires_at <= now
    if row.digest != said and not over:
        raise Problem("idempotency.other_call", status_code=status.HTTP_422_UNPROCESSABLE_ENTITY)
    if row.status is not None and not over:
        raise AnsweredBefore(row)
    mine = FirstAnswer.objects.filter(pk=row.pk, lease_until=row.lease_until, status=row.status)
    if (row.lease_until > now and not over) or not mine.update(**fresh):
        raise Problem("idempotency.under_way", status_code=status.HTTP_409_CONFLICT)
    row.refresh_from_db()
    return row


def digest_of(request: Request) -> str:
    """Give the checksum of what a call says: method, address and body."""
    data: Any = request.data
    body = data if isinstance(data, bytes) else json.dumps(data, sort_keys=True, default=str).encode()
    return digest(f"{request.method} {request.get_full_path()}\n".encode() + body)


def keep(row: FirstAnswer, answer: Response, data: Any) -> None:
    """Keep an answer with its row; whoever has taken the call over meanwhile keeps its own."""
    body = JSONRenderer().render(data).decode()
    told = {"status": answer.status_code, "body": body, "media_type": answer.content_type or ""}
    FirstAnswer.objects.filter(pk=row.pk, status=None, lease_until=row.lease_until).update(**told)


def again(row: FirstAnswer) -> Response:
    """Give the first answer once more, and say that it is."""
    answer = Response(json.loads(row.body), status=row.status, content_type=row.media_type or None)
    answer[REPLAYED] = "true"
    return answer
