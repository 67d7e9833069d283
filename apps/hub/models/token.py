"""The access token of a connection, shared by all workers."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub.fields import SecretText
from apps.hub.models.connection import Connection


class Token(models.Model):
    """What opens a connection's API right now, and who is asking for its successor.

    ``generation`` counts the tokens that were granted. ``asked`` stays true from before a call
    for the next one until its answer is stored: if nobody knows that answer, the vendor may have
    given a new refresh token that got lost. ``origin`` is a checksum of the credentials with
    which it all began; others begin anew.
    """

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="token", verbose_name=_("connection")
    )
    origin = models.CharField(max_length=64, blank=True)
    access: Any = SecretText(_("access token"), blank=True)
    refresh: Any = SecretText(_("refresh token"), blank=True)
    issued_at = models.DateTimeField(_("granted"), null=True)
    expires_at = models.DateTimeField(_("valid until"), null=True)
    generation = models.PositiveIntegerField(default=0)
    asked = models.BooleanField(default=False)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    #: After a failure nobody asks again before this moment; the code says whether it was a refusal.
    rests_until = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return str(self.connection)

    def begin(self, origin: str) -> None:
        """Forget what other credentials were given; unsaved."""
        self.origin, self.access, self.refresh = origin, "", ""
        self.issued_at = self.expires_at = self.lease_until = self.rests_until = None
        self.asked, self.lease_owner, self.refusal = False, "", ""

    def leased(self, now: datetime) -> bool:
        """Tell whether somebody is asking for a newer one."""
        return self.lease_until is not None and self.lease_until > now

    def resting(self, now: datetime) -> bool:
        """Tell whether asking failed a moment ago."""
        return self.rests_until is not None and self.rests_until > now
