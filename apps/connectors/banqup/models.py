"""Banqup's credentials, and its own view of mappings, runs and pending errors."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """An application of Banqup's developer portal, the company that has admitted it, and how it is read."""

    class SignIn(models.TextChoices):
        PERSON = "person", _("A person signs in at Banqup's page")
        LASTING = "lasting", _("A person signs in, and asks for lasting access")
        APPLICATION = "application", _("The application signs in by itself")

    sign_in = models.CharField(
        _("sign-in"),
        max_length=12,
        choices=SignIn.choices,
        default=SignIn.PERSON,
        help_text=_(
            "A person's sign-in may end after half an hour without a call, and then has to be repeated. The other two "
            "do not end, where Banqup has allowed them for your application."
        ),
    )
    client_id = models.CharField(
        _("client id"),
        max_length=100,
        help_text=_("Of the application, in Banqup's developer portal: Apps → your app."),
    )
    client_secret = SecretText(
        _("client secret"), help_text=_("Shown once, when the key pair is made there. Treat it like a password.")
    )
    refresh_token = SecretText(
        _("refresh token"), blank=True, default="", help_text=_("Filled in when somebody signs in at Banqup.")
    )
    company = models.CharField(
        _("company number"),
        max_length=20,
        help_text=_("Banqup's number of your company, such as 73223; not the client id. Banqup's support tells it."),
    )
    platform_id = models.CharField(
        _("platform number"), max_length=20, blank=True, help_text=_("Only if Banqup has named one to you.")
    )
    with_files = models.BooleanField(
        _("read files"), default=True, help_text=_("The e-invoice (UBL) and the PDF of each invoice.")
    )

    SELDOM = ("platform_id", "with_files")

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")

    def clean(self) -> None:
        """Refuse what is no number: the application's client id is easily taken for the company's."""
        for name in ("company", "platform_id"):
            value = getattr(self, name).strip()
            if value and not (value.isascii() and value.isdigit()):
                raise ValidationError({name: _("This is a number, such as 73223.")})


class Mapping(hub.Mapping):
    """Values translated from Banqup's."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that start at Banqup."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps Banqup's invoices from being booked."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
