"""VExpenses' credentials, and its own view of mappings, runs and pending errors."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """A company's token at VExpenses, and how its reports are read."""

    token = SecretText(
        _("API token"),
        help_text=_(
            "In VExpenses, for an administrator: Configurações → Integrações → API. It opens the data of the whole "
            "company: treat it like a password."
        ),
    )
    overlap_days = models.PositiveSmallIntegerField(
        _("days read again"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Each reading begins so many days before the last one, so that nothing slips through."),
    )
    look_back_days = models.PositiveSmallIntegerField(
        _("days looked back"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text=_(
            "The first reading begins so many days back. Reports made since then are watched for being reopened or "
            "rejected after they were approved."
        ),
    )
    currency = models.CharField(
        _("currency of the company"), max_length=3, default="BRL", help_text=_("Three letters: reports are paid in it.")
    )
    with_files = models.BooleanField(
        _("read files"), default=True, help_text=_("The receipts of the expenses, and the report as PDF.")
    )
    routes_are_projects = models.BooleanField(
        _("routes are projects"),
        default=False,
        help_text=_(
            "VExpenses tells one number for the route or the project of an expense, and not which of them. Tick it "
            "where your company uses projects."
        ),
    )

    SELDOM = ("overlap_days", "look_back_days", "currency", "with_files", "routes_are_projects")

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")

    def clean(self) -> None:
        """Refuse what is no currency."""
        if not (self.currency.isascii() and self.currency.isalpha() and len(self.currency) == 3):
            raise ValidationError({"currency": _("This is three letters, such as BRL.")})


class Mapping(hub.Mapping):
    """Values translated from VExpenses'."""

    class Meta:
        proxy = True
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")


class SyncRun(hub.SyncRun):
    """Runs of flows that start at VExpenses or end there."""

    class Meta:
        proxy = True
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")


class PendingError(hub.PendingError):
    """What keeps VExpenses' reports from being booked, or master data from going there."""

    class Meta:
        proxy = True
        verbose_name = _("pending error")
        verbose_name_plural = _("pending errors")
