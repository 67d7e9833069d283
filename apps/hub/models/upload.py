"""Files that people uploaded, and which documents were in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.hub.models.connection import Connection
from apps.hub.models.payload import Payload


class UploadQuerySet(models.QuerySet["Upload"]):
    """Questions about uploads."""

    def of(self, connection_id: int, kind: str) -> "UploadQuerySet":
        """Those with documents of a kind, uploaded for a connection."""
        return self.filter(connection_id=connection_id, kind=kind)

    def unrouted(self) -> "UploadQuerySet":
        """Those whose documents no flow has taken yet, in the order they came."""
        return self.filter(routed_at=None).order_by("pk")


class Upload(models.Model):
    """One file, kept once however often it is uploaded.

    The four counts say what its documents were when a flow took them at ``routed_at``; until then
    they are zero, and the file waits for a flow.
    """

    connection = models.ForeignKey(
        Connection, models.PROTECT, related_name="uploads", verbose_name=_("connection"), db_index=False
    )
    kind = models.CharField(_("documents"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    payload = models.ForeignKey(
        Payload, models.SET_NULL, null=True, related_name="uploads", verbose_name=_("file as received")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    person_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    routed_at = models.DateTimeField(_("taken by a flow"), null=True)
    documents = models.PositiveIntegerField(_("documents"))
    new = models.PositiveIntegerField(pgettext_lazy("documents", "new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("documents", "changed"), default=0)
    known = models.PositiveIntegerField(pgettext_lazy("documents", "known already"), default=0)
    unreadable = models.PositiveIntegerField(pgettext_lazy("documents", "not readable"), default=0)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("connection", "kind", "sha256"), name="hub_upload_once"),
            models.CheckConstraint(
                condition=Q(routed_at=None, new=0, changed=0, known=0, unreadable=0)
                | Q(routed_at__isnull=False, documents=F("new") + F("changed") + F("known") + F("unreadable")),
                name="hub_upload_adds_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("connection", "kind"), condition=Q(routed_at=None), name="hub_upload_unrouted"),
        ]

    def __str__(self) -> str:
        return self.name


class UploadedDocument(models.Model):
    """One document of a file, by its id at the source: how a transfer finds the files that it came in."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="contents", db_index=False)
    source_id = models.CharField(_("id at the source"), max_length=120, db_index=True)

    class Meta:
        verbose_name = _("uploaded document")
        verbose_name_plural = _("uploaded documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("upload", "source_id"), name="hub_uploaded_once"),
        ]

    def __str__(self) -> str:
        return self.source_id
