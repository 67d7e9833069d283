"""A person's way to a vendor's sign-in page and back."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub.fields import SecretText
from apps.hub.models.connection import Connection


class SignIn(models.Model):
    """One visit to a vendor's sign-in page, good once and for a short time.

    ``state`` and ``browser`` are checksums: of what the vendor must send back, and of what only
    the browser that left for the vendor knows. ``callback`` is the address that the vendor was
    told, ``back`` the page of ours that the person came from.
    """

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="sign_ins", verbose_name=_("connection")
    )
    state = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64)
    verifier: Any = SecretText(_("verifier"))
    callback = models.CharField(max_length=500)
    back = models.CharField(max_length=500)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("came back"), null=True)

    class Meta:
        verbose_name = _("visit to a sign-in page")
        verbose_name_plural = _("visits to sign-in pages")

    def __str__(self) -> str:
        return str(self.connection)
