"""The bench's credentials, and the views of shared rows that every connector has."""

from apps.hub import models as hub
from apps.hub.fields import SecretText


class Credentials(hub.Credentials):
    """One secret, so that signatures are checked and exchanges redacted as for any vendor."""

    token = SecretText("token")

    class Meta:
        app_label = "bench"
        verbose_name = "credentials"
        verbose_name_plural = "credentials"


class Mapping(hub.Mapping):
    """Values translated for the bench."""

    class Meta:
        app_label = "bench"
        proxy = True
        verbose_name = "mapping"
        verbose_name_plural = "mappings"


class SyncRun(hub.SyncRun):
    """Runs of the bench's flow."""

    class Meta:
        app_label = "bench"
        proxy = True
        verbose_name = "sync run"
        verbose_name_plural = "sync runs"


class PendingError(hub.PendingError):
    """What keeps the bench's documents from being booked."""

    class Meta:
        app_label = "bench"
        proxy = True
        verbose_name = "pending error"
        verbose_name_plural = "pending errors"
