"""Files that come to be and go out without a person: when, where to, and how far each of them is."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.hub.fields import SecretText
from apps.hub.models.batch import Batch
from apps.hub.models.flow import Flow


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Questions about dispatches."""

    def due(self, now: datetime) -> "DispatchQuerySet":
        """Those whose time has come and that nobody works on, the longest due first; not of flows that are off."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(free, due_at__lte=now, flow__active=True).order_by("due_at", "pk")


class Dispatch(models.Model):
    """When files of a flow are produced by themselves; ``every`` None: only when a person does.

    ``due_at`` is the next time, and stays until its file is made: whoever works on it holds it until ``lease_until``.
    ``code`` says what kept documents out of a file the last time, or all of it.
    """

    class Every(models.IntegerChoices):
        QUARTER = 15, _("every 15 minutes")
        HOUR = 60, _("each hour")
        SIX_HOURS = 360, _("every 6 hours")
        DAY = 1440, _("every day")
        WEEK = 10080, _("every week")

    flow = models.OneToOneField(Flow, models.CASCADE, related_name="dispatch", verbose_name=_("flow"))
    every = models.PositiveIntegerField(
        _("a file is produced"),
        choices=Every.choices,
        null=True,
        blank=True,
        help_text=_("Of whatever is ready then. Without it files are produced only when a person does."),
    )
    due_at = models.DateTimeField(
        _("next time"), null=True, blank=True, help_text=_("The later times follow from it, at the same hour.")
    )
    lease_until = models.DateTimeField(null=True, editable=False)
    ran_at = models.DateTimeField(_("last time"), null=True, editable=False)
    code = models.CharField(_("reason"), max_length=80, blank=True, editable=False)
    params = models.JSONField(default=dict, editable=False)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery of files")
        verbose_name_plural = _("deliveries of files")
        ordering = ("flow",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every=None) | Q(due_at__isnull=False), name="hub_dispatch_next"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="hub_dispatch_due"),
        ]

    def __str__(self) -> str:
        return str(self.flow)


class Outlet(models.Model):
    """One place to which the files of a flow are brought."""

    class Way(models.TextChoices):
        FOLDER = "folder", _("Folder")
        SFTP = "sftp", _("SFTP server")
        MAIL = "mail", _("Mail")

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="outlets", verbose_name=_("delivery of files"))
    way = models.CharField(_("where to"), max_length=10, choices=Way.choices)
    active = models.BooleanField(_("active"), default=True)
    folder = models.CharField(
        _("folder"),
        max_length=300,
        blank=True,
        help_text=_("On this machine: below the folder that the operator has set. On a server: where files go there."),
    )
    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(
        _("port"), default=22, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    username = models.CharField(_("user name"), max_length=100, blank=True)
    password = SecretText(_("password"), blank=True, default="")
    private_key = SecretText(
        _("private key"), blank=True, default="", help_text=_("In the form of OpenSSH, instead of a password.")
    )
    host_key = models.TextField(_("key of the server"), blank=True, default="", editable=False)
    recipients = models.TextField(
        _("recipients"), blank=True, help_text=_("One address a line, at a domain that the operator allows.")
    )
    language = models.CharField(
        _("language of the mail"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    class Meta:
        verbose_name = pgettext_lazy("of files", "place")
        verbose_name_plural = _("places")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(way="sftp") | ~Q(host="") & ~Q(username=""), name="hub_outlet_server"),
            models.CheckConstraint(condition=~Q(way="mail") | ~Q(recipients=""), name="hub_outlet_recipients"),
        ]

    def __str__(self) -> str:
        match self.way:
            case self.Way.SFTP:
                return f"{self.username}@{self.host}:{self.port}/{self.folder.lstrip('/')}"
            case self.Way.MAIL:
                return ", ".join(self.recipients.split())
        return self.folder


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    """Questions about shipments."""

    def due(self, now: datetime) -> "ShipmentQuerySet":
        """Those whose turn it is, to places that are not switched off, the longest due first."""
        return self.filter(due_at__lte=now, outlet__active=True).order_by("due_at", "pk")


class Shipment(models.Model):
    """One file on its way to one place; ``due_at`` is its next try, and None once nothing more is tried."""

    class State(models.TextChoices):
        QUEUED = "queued", _("on its way")
        DONE = "delivered", _("delivered")
        FAILED = "failed", _("could not be delivered")
        DROPPED = "dropped", _("not sent: the file was cancelled")

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="shipments", verbose_name=_("produced file"), db_index=False
    )
    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="shipments", verbose_name=pgettext_lazy("of files", "place")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(_("next try"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    code = models.CharField(_("reason"), max_length=80, blank=True)
    params = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("delivered"), null=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "outlet"), name="hub_shipment_once"),
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False) | ~Q(state="queued") & Q(due_at=None),
                name="hub_shipment_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="hub_shipment_due_at"),
            models.Index(fields=("state",), condition=Q(state="failed"), name="hub_shipment_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} → {self.outlet}"
