"""People and the keys of systems."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in; what they may do comes from their groups (see ``roles``)."""

    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: the browser's.")
    )


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "read", _("Read flows, events, transfers, runs and pending errors")
    DECIDE = "decide", _("Requeue, skip and resolve")


class ApiKey(models.Model):
    """A system's key: shown once, kept as a hash, acting with the rights of its user."""

    name = models.CharField(_("name"), max_length=80, help_text=_("The system that uses it."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys", verbose_name=_("acts as")
    )
    prefix = models.CharField(_("starts with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("may"), default=list)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(cls, *, name: str, user: User, scopes: list[str], expires_at: datetime | None = None) -> tuple[Self, str]:
        """Make a key and give it with its text, which cannot be read again later."""
        text = "ponte_" + secrets.token_urlsafe(32)
        key = cls.objects.create(
            name=name, user=user, scopes=scopes, expires_at=expires_at, prefix=text[:12], digest=cls.digest_of(text)
        )
        return key, text

    @staticmethod
    def digest_of(text: str) -> str:
        """Give what is kept of a key: a plain hash is enough for 256 random bits."""
        return hashlib.sha256(text.encode()).hexdigest()
