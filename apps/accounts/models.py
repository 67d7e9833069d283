"""People and the keys of systems."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Where finance staff of these vendors work; the company's own is a setting.
TIME_ZONES = [
    ("America/Sao_Paulo", "São Paulo"),
    ("America/Manaus", "Manaus"),
    ("America/Noronha", "Fernando de Noronha"),
    ("Europe/Lisbon", "Lisboa"),
    ("Atlantic/Azores", "Açores"),
    ("Europe/Brussels", "Bruxelles / Brussel"),
    ("Europe/Zurich", "Zürich"),
    ("Europe/Stockholm", "Stockholm"),
    ("UTC", "UTC"),
]


class User(AbstractUser):
    """A person who signs in; what they may do comes from their groups (see ``roles``)."""

    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: the browser's.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TIME_ZONES, blank=True, help_text=_("Empty: the company's.")
    )


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "read", _("Read flows, events, transfers, runs and pending errors")
    DECIDE = "decide", _("Requeue, skip and resolve")
    WRITE = "write", _("Post documents and set webhooks up")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Questions about keys."""

    def alive(self, now: datetime) -> "ApiKeyQuerySet":
        """Those that open the API: neither over nor revoked, and their user may still act."""
        not_over = Q(expires_at=None) | Q(expires_at__gt=now)
        return self.filter(not_over, revoked_at=None, user__is_active=True)

    def revoke(self, now: datetime) -> int:
        """End the keys among these that were not revoked before, and give how many."""
        return self.filter(revoked_at=None).update(revoked_at=now)


class ApiKey(models.Model):
    """A system's key: shown once, kept as a hash, acting with the rights of its user.

    ``text`` is the key itself, known only to the object that has just thought it up.
    """

    text = ""
    name = models.CharField(_("name"), max_length=80, help_text=_("The system that uses it."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys", verbose_name=_("acts as")
    )
    prefix = models.CharField(_("starts with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(pgettext_lazy("rights", "may"), default=list)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(cls, *, name: str, user: User, scopes: list[str], expires_at: datetime | None = None) -> tuple[Self, str]:
        """Make a key and give it with its text, which cannot be read again later."""
        key = cls(name=name, user=user, scopes=scopes, expires_at=expires_at)
        text = key.renew()
        key.save()
        return key, text

    def renew(self) -> str:
        """Think up the text of a key that is not saved yet and keep its hash; give the text."""
        self.text = "ponte_" + secrets.token_urlsafe(32)
        self.prefix, self.digest = self.text[:12], self.digest_of(self.text)
        return self.text

    @staticmethod
    def digest_of(text: str) -> str:
        """Give what is kept of a key: a plain hash is enough for 256 random bits."""
        return hashlib.sha256(text.encode()).hexdigest()
