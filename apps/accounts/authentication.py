"""Signing in to the API with a key."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.models import ApiKey, User

#: The last use is written down at most this often: reading must not cost a write each time.
NOTED_EVERY = timedelta(minutes=5)


class ApiKeyAuthentication(BaseAuthentication):
    """Takes ``Authorization: Bearer <key>``; the key's user acts, limited to the key's scopes."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Give the user and the key; AuthenticationFailed for a key that is unknown or over."""
        scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer" or not text:
            return None
        now = timezone.now()
        keys = ApiKey.objects.alive(now).select_related("user")
        key = keys.filter(digest=ApiKey.digest_of(text.strip())).first()
        if key is None:
            raise AuthenticationFailed
        if key.used_at is None or key.used_at < now - NOTED_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(used_at=now)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing key is answered with 401."""
        return "Bearer"
