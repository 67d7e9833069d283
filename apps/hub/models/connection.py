"""One account at one vendor, its health, and the secrets that open it."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.core.account import Environment
from apps.core.auth import OAuth
from apps.core.connector import Connector, registry
from apps.core.uploads import by_file_only
from apps.hub.fields import Undecryptable
from apps.hub.places import address_of


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Questions about connections."""

    def ready(self, now: datetime) -> "ConnectionQuerySet":
        """Those that may be called now: installed, not paused, breaker closed or due for a probe."""
        rested = Q(breaker_until=None) | Q(breaker_until__lte=now)
        return self.filter(rested, state=Connection.State.CONNECTED, connector_slug__in=registry.slugs())

    def with_pulls(self) -> "ConnectionQuerySet":
        """The same with where we are in asking each, in one more query."""
        return self.prefetch_related("pulls")

    def with_credentials(self) -> "ConnectionQuerySet":
        """The same with each vendor's credentials, in one query."""
        return self.select_related(*keyed())


class Connection(models.Model):
    """One account at one vendor."""

    class State(models.TextChoices):
        NEW = "new", _("Not connected yet")
        CONNECTED = "connected", _("Connected")
        PAUSED = "paused", _("Paused: sign in again")

    #: After so many temporary failures in a row nothing more is tried until a probe succeeds.
    BREAKER_AFTER = 5

    public_id = models.UUIDField(_("address key"), default=uuid.uuid4, unique=True, editable=False)
    connector_slug = models.CharField(_("connector"), max_length=40)
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("As your colleagues call it."))
    environment = models.CharField(_("environment"), max_length=40)
    base_url = models.URLField(
        _("own base address"), blank=True, help_text=_("Only for a private installation; otherwise leave empty.")
    )
    account_id = models.CharField(_("account at the vendor"), max_length=80, blank=True, editable=False)
    account_name = models.CharField(_("account name"), max_length=200, blank=True, editable=False)
    unit_id = models.CharField(_("part of the account"), max_length=80, blank=True, editable=False)
    unit_name = models.CharField(_("name of that part"), max_length=200, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW, editable=False)
    state_code = models.CharField(_("reason"), max_length=80, blank=True, editable=False)
    state_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    breaker_until = models.DateTimeField(_("resting until"), null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    history = HistoricalRecords(excluded_fields=["failures", "breaker_until", "last_success_at"], bases=[models.Model])
    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("connector_slug", "environment", "account_id", "unit_id"),
                condition=~Q(account_id=""),
                name="hub_connection_account_once",
                violation_error_message=_("This account is already connected. Edit that connection instead."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def connector(self) -> Connector:
        """Give the vendor's declaration; KeyError when its app is no longer installed."""
        return registry.get(self.connector_slug)

    @property
    def where(self) -> Environment:
        """Give the vendor's installation that this connection talks to."""
        return self.connector.environment(self.environment)

    @property
    def address(self) -> str:
        """Give the base address of the vendor's API."""
        return self.base_url or address_of(self.where)

    @property
    def credentials(self) -> "Credentials | None":
        """Give the vendor's own credentials row, or None while there is none."""
        return getattr(self, relation(self.connector_slug), None)

    @property
    def locked(self) -> bool:
        """Tell whether what opens the account is missing or unreadable; an app that keeps no credentials is open."""
        if not hasattr(type(self), relation(self.connector_slug)):
            return False
        return self.credentials is None or self.credentials.unreadable

    @property
    def whose(self) -> str:
        """Give the account as its vendor calls it, and the part of it where one was chosen; empty before both."""
        parts = (self.account_name or self.account_id, self.unit_name or self.unit_id)
        return " · ".join(part for part in parts if part)

    @property
    def by_file(self) -> bool:
        """Tell whether it is connected for files that people upload, without anything that opens the account."""
        if self.state == self.State.NEW or self.connector_slug not in registry.slugs():
            return False
        return any(source.files for source in self.connector.sources) and self.credentials is None

    def gives(self, kind: str) -> bool:
        """Tell whether documents of a kind can come through it: one that is for files alone cannot be asked."""
        return not self.by_file or by_file_only(self.connector, kind)

    def secrets(self) -> dict[str, str]:
        """Give every credential field and the chosen unit as text, for the connector's client."""
        told = self.credentials.as_mapping() if self.credentials else {}
        return {**told, "unit": self.unit_id}

    @property
    def oauth(self) -> OAuth | None:
        """Give how this connection gets its tokens, which may be for its credentials to choose."""
        declared = self.connector.oauth
        return declared.chosen(self.secrets()) if declared else None

    @property
    def probing(self) -> bool:
        """Tell whether the breaker was open: then one document at a time is tried."""
        return self.failures >= self.BREAKER_AFTER


class Credentials(models.Model):
    """Base of each connector's credentials: one row per connection, fields named by the connector."""

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="%(app_label)s_credentials", verbose_name=_("connection")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    #: Fields that most people leave as they are: forms show them folded away.
    SELDOM: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.connection)

    @classmethod
    def own_fields(cls) -> "list[models.Field[Any, Any]]":
        """Give the fields that the connector added."""
        inherited = {"id", "connection", "updated_at"}
        return [field for field in cls._meta.concrete_fields if field.name not in inherited]

    @property
    def unreadable(self) -> bool:
        """Tell whether one of the secrets opens with no key of ours."""
        return any(isinstance(getattr(self, field.name), Undecryptable) for field in self.own_fields())

    def as_mapping(self) -> dict[str, str]:
        """Give field name to text; an undecryptable secret is an empty text."""
        return {field.name: str(getattr(self, field.name) or "") for field in self.own_fields()}


def relation(slug: str) -> str:
    """Give what leads from a connection to the credentials of its vendor."""
    return f"{slug}_credentials"


def keyed() -> list[str]:
    """Give the relations to the credentials of those installed connectors that keep any."""
    return [name for slug in registry.slugs() if hasattr(Connection, name := relation(slug))]
