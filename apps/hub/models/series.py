"""Runs of numbers that the files of several flows share."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.hub.models.connection import Connection


class FileSeries(models.Model):
    """The number of the last file under one agreement with a target; it is raised where a file is made, and only up.

    ``agreement`` is what the target's declaration makes of the settings of a flow.
    """

    #: Without an index of its own: the one that keeps agreements apart begins with it.
    connection = models.ForeignKey(
        Connection, models.PROTECT, related_name="file_series", verbose_name=_("connection"), db_index=False
    )
    agreement = models.CharField(_("agreement"), max_length=120)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of file numbers")
        verbose_name_plural = _("series of file numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("connection", "agreement"), name="hub_fileseries_once")
        ]

    def __str__(self) -> str:
        return self.agreement
