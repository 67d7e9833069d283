"""Layouts of files as people have adapted them: every version is kept, and none is ever changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.layouts.layout import Layout
from apps.core.layouts.spec import layout_of
from apps.hub.models.connection import Connection


class LayoutVersionQuerySet(models.QuerySet["LayoutVersion"]):
    """Questions about versions of layouts."""

    def for_connection(self, connection: Connection, slug: str) -> "LayoutVersionQuerySet":
        """Those of a layout that a connection may use, its own before everybody's, the latest first."""
        mine = self.filter(connector_slug=connection.connector_slug, slug=slug)
        either = mine.filter(Q(connection=connection) | Q(connection=None))
        return either.order_by(models.F("connection").asc(nulls_last=True), "-number")


class LayoutVersion(models.Model):
    """One version of a layout, of one connection or, without one, of all that have none of their own.

    The latest is in force in a rehearsal, the latest that was confirmed wherever there are real books.
    """

    connector_slug = models.CharField(_("app"), max_length=40)
    connection = models.ForeignKey(
        Connection, models.PROTECT, null=True, related_name="layouts", verbose_name=_("connection")
    )
    slug = models.CharField(_("layout"), max_length=40)
    number = models.PositiveIntegerField(_("version"))
    spec = models.JSONField(_("content"))
    note = models.CharField(_("what was changed"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("saved"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by")
    )

    objects = LayoutVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("connection", "slug", "number"),
                condition=Q(connection__isnull=False),
                name="hub_layoutversion_number",
            ),
            models.UniqueConstraint(
                fields=("connector_slug", "slug", "number"),
                condition=Q(connection=None),
                name="hub_layoutversion_common_number",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="hub_layoutversion_begins_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"

    @property
    def layout(self) -> Layout:
        """Give the layout itself."""
        return layout_of(self.spec)

    @property
    def confirmed(self) -> bool:
        """Tell whether somebody has confirmed it for real books."""
        return self.confirmed_at is not None
