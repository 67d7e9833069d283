"""How far somebody has come with connecting two systems; what they typed in lies elsewhere, and no secret here."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.connector import registry
from apps.hub.models.connection import Connection
from apps.hub.models.flow import Flow


class Side(models.TextChoices):
    """Which end of a flow."""

    SOURCE = "source", _("from")
    TARGET = "target", _("to")


class OnboardingQuerySet(models.QuerySet["Onboarding"]):
    """Questions about onboardings."""

    def open(self) -> "OnboardingQuerySet":
        """Those that were begun and neither finished nor given up, the latest first."""
        return self.filter(finished_at=None, given_up_at=None).exclude(place="").order_by("-updated_at")


class Onboarding(models.Model):
    """One walk through the wizard, from an app of the catalogue to a flow that is on.

    ``connector_slug`` is the app it began with, ``kind`` the documents that were chosen, ``way``
    how they are collected where they are (``file``, ``api``), and ``place`` the step that was
    reached, empty before anything was decided. Any person who may connect systems goes on where
    another one stopped.
    """

    public_id = models.UUIDField(_("address key"), default=uuid.uuid4, unique=True, editable=False)
    connector_slug = models.CharField(_("connector"), max_length=40)
    kind = models.CharField(_("documents"), max_length=40, blank=True)
    way = models.CharField(_("way"), max_length=4, blank=True)
    place = models.CharField(_("step"), max_length=40, blank=True)
    flow = models.ForeignKey(Flow, models.SET_NULL, null=True, related_name="+", verbose_name=_("flow"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("begun by")
    )
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("finished by")
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    given_up_at = models.DateTimeField(_("given up"), null=True)

    objects = OnboardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("onboarding")
        verbose_name_plural = _("onboardings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(given_up_at=None),
                name="hub_onboarding_one_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("-updated_at",), condition=Q(finished_at=None, given_up_at=None), name="hub_onboarding_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Give the name of the app that it began with; its slug where the app is gone."""
        return str({entry.slug: entry.name for entry in registry.all()}.get(self.connector_slug, self.connector_slug))

    @property
    def over(self) -> bool:
        """Tell whether nobody can go on with it."""
        return self.finished_at is not None or self.given_up_at is not None


class End(models.Model):
    """One end of what is being connected: the connection that is filled in, or one that was there before.

    ``account_id`` is what trying the credentials has shown, until the part of the account is
    confirmed; ``code`` and ``params`` are what went wrong when they were tried last, without any
    secret. ``told_at`` is when a person said that the vendor knows where to send.
    """

    onboarding = models.ForeignKey(Onboarding, models.CASCADE, related_name="ends")
    side = models.CharField(max_length=6, choices=Side.choices)
    connector_slug = models.CharField(_("connector"), max_length=40)
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")
    chosen = models.BooleanField(default=False)
    account_id = models.CharField(max_length=80, blank=True)
    account_name = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("end of an onboarding")
        verbose_name_plural = _("ends of onboardings")
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("onboarding", "side"), name="hub_end_once")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.connection or self.connector_slug}"


class Acceptance(models.Model):
    """Who accepted which version of the terms for a connection, and when; kept for as long as it exists."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="acceptances", verbose_name=_("connection"))
    version = models.CharField(_("version"), max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    person_name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of the terms")
        verbose_name_plural = _("acceptances of the terms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("connection", "version"), name="hub_acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.version}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def alive(self, now: datetime) -> "InvitationQuerySet":
        """Those that still open their one step."""
        going_on = {"end__onboarding__finished_at": None, "end__onboarding__given_up_at": None}
        return self.filter(used_at=None, expires_at__gt=now, **going_on)


class Invitation(models.Model):
    """A link for the colleague who has the credentials: it opens that one step once, for two days.

    Only the checksum of the link's key is kept.
    """

    end = models.ForeignKey(End, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.end)
