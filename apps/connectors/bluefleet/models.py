"""Blue Fleet's credentials, and its own view of mappings, runs and pending errors."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """How Blue Fleet proves to us that a notification is its own."""

    class Mode(models.TextChoices):
        HEADER = "header", _("Fixed header")
        OAUTH = "oauth", _("OAuth 2.0 client credentials")
        NONE = "none", _("None, only the sender's address")

    mode = models.CharField(
        _("proof of origin"),
        max_length=10,
        choices=Mode.choices,
        default=Mode.HEADER,
        help_text=_("Agree on one with Blue Fleet's support, who enters it for you."),
    )
    header_name = models.CharField(_("header name"), max_length=80, blank=True, default="X-Hub-Token")
    header_value = SecretText(
        _("header value"), blank=True, default="", help_text=_("A long random text; tell it to Blue Fleet's support.")
    )
    client_id = models.CharField(
        _("client id"), max_length=100, blank=True, help_text=_("Of the OAuth 2.0 application made for Blue Fleet.")
    )
    networks = models.CharField(
        _("allowed addresses"),
        max_length=400,
        blank=True,
        help_text=_("Separated by commas. Production sends from 18.230.99.164, staging from 18.229.176.206."),
    )

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")

    def clean(self) -> None:
        """Refuse a mode whose proof is not filled in: it would let nobody in."""
        needed = {self.Mode.HEADER: "header_value", self.Mode.OAUTH: "client_id", self.Mode.NONE: "networks"}
        field = needed[self.Mode(self.mode)]
        if not getattr(self, field):
            raise ValidationError({field: _("This proof of origin needs it.")})


class Mapping(hub.Mapping):
    """Values translated from Blue Fleet's."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that start at Blue Fleet."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps Blue Fleet's documents from being booked."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
