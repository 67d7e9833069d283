"""The demo: people, connections, flows and mappings as ``demo.toml`` tells them, and the file for scripts."""

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import ApiKey, Scope, User
from apps.accounts.roles import Role, ensure_groups
from apps.hub import tasks
from apps.hub.batches import produce
from apps.hub.checks import credentials_model
from apps.hub.engine.decisions import asking
from apps.hub.models import Batch, Connection, Event, Flow, Mapping, Pull, Transfer
from apps.hub.models.transfer import CLAIMABLE, TransferState

STORY = Path(__file__).with_name("demo.toml")
ADMIN = "admin"
KEY_NAME = "Demo"
#: Minutes from one asking of a source to the next.
EVERY = 15
PEOPLE = {"finance": Role.FINANCE, "support": Role.SUPPORT}


@dataclass(frozen=True, slots=True)
class First:
    """One of the first documents: from which source, and what is posted where to have it made."""

    source: str
    address: str
    scenario: str


class NotHere(Exception):
    """The demo has no business in a hub that the world can reach."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo at one pair of addresses; ``file`` keeps what scripts need, also from start to start."""

    url: str
    sandbox: str
    file: Path

    def ensure(self) -> dict[str, Any]:
        """Make whatever is missing, change nothing that is there, and give what the file holds."""
        if not settings.ON_THIS_MACHINE:
            raise NotHere
        with transaction.atomic():
            admin, password = self.people()
            connections = {told["name"]: self.connection(told) for told in self.story()["connections"]}
            for told in self.story()["bridges"]:
                self.bridge(told, connections)
            known = {
                "url": self.url,
                "user": ADMIN,
                "password": password,
                "api_token": self.token(admin),
                "hooks": self.hooks(connections),
            }
        write_private(self.file, json.dumps(known, indent=2) + "\n")
        return known

    def story(self) -> dict[str, Any]:
        """Read the demo's data."""
        return tomllib.loads(STORY.read_text())

    def earlier(self) -> dict[str, Any]:
        """Give what the file held before this start."""
        try:
            found = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def people(self) -> tuple[User, str]:
        """Give the administrator and the password that all three were made with.

        When the file is lost, so is the password: all three get the new one.
        """
        ensure_groups()
        kept = str(self.earlier().get("password", ""))
        password = kept or secrets.token_urlsafe(12)
        admin = person(ADMIN, password, renew=not kept, is_superuser=True)
        for name, role in PEOPLE.items():
            person(name, password, renew=not kept).groups.add(Group.objects.get(name=role.value))
        return admin, password

    def token(self, admin: User) -> str:
        """Give the API key of the file, or a new one where that is lost."""
        kept = str(self.earlier().get("api_token", ""))
        if kept and ApiKey.objects.filter(digest=ApiKey.digest_of(kept)).exists():
            return kept
        ApiKey.objects.filter(user=admin, name=KEY_NAME).delete()
        _key, text = ApiKey.issue(name=KEY_NAME, user=admin, scopes=[Scope.READ, Scope.DECIDE])
        return text

    def connection(self, told: dict[str, Any]) -> Connection:
        """Give one connection with its credentials; its address follows the simulated vendors."""
        connection, made = Connection.objects.get_or_create(
            name=told["name"],
            defaults={
                "connector_slug": told["connector"],
                "environment": told["environment"],
                "state": Connection.State.CONNECTED,
                **told.get("account", {}),
            },
        )
        Connection.objects.filter(pk=connection.pk).update(base_url=self.address(connection))
        model = credentials_model(connection.connector)
        if made and model is not None:
            fields = told["credentials"].items()
            filled = {name: value.format(random=secrets.token_urlsafe(24)) for name, value in fields}
            model._default_manager.create(connection=connection, **filled)
        return connection

    def address(self, connection: Connection) -> str:
        """Give the address that a connection needs of its own: none where the settings know the same vendors."""
        return "" if self.sandbox == settings.SANDBOX_URL else connection.where.address(self.sandbox)

    def bridge(self, told: dict[str, Any], connections: dict[str, Connection]) -> None:
        """Make the flows and mappings once: later they are the owner's to change."""
        source, target = connections[told["source"]], connections[told["target"]]
        if Flow.objects.filter(source=source, target=target).exists():
            return
        for kind, name in told["flows"].items():
            chosen = told.get("settings", {})
            flow = Flow.objects.create(name=name, source=source, target=target, kind=kind, active=True, settings=chosen)
            if asking.asks(flow):
                Pull.objects.get_or_create(connection=source, kind=kind, defaults={"every": EVERY})
        for vocabulary, rows in told["mappings"].items():
            for value, label, target_value, target_label in rows:
                Mapping.objects.create(
                    source=source,
                    target=target,
                    vocabulary=vocabulary,
                    value=value,
                    label=label,
                    target_value=target_value,
                    target_label=target_label,
                )

    def hooks(self, connections: dict[str, Connection]) -> dict[str, Any]:
        """Give for each connector that receives calls where and how to call it."""
        return {
            told["connector"]: {"url": self.hook_address(connections[told["name"]]), "headers": headers(told)}
            for told in self.story()["connections"]
            if connections[told["name"]].connector.hooks
        }

    def hook_address(self, connection: Connection) -> str:
        """Give the address below which the vendor's own paths stand."""
        return self.url + reverse("hook", args=[connection.public_id, "x"]).removesuffix("/x")

    def first_documents(self) -> list[First]:
        """Give what the simulated vendors are to make; nothing of a source from which something came before."""
        return [
            First(told["source"], told["address"].format(sandbox=self.sandbox), scenario)
            for told in self.story()["first"]
            if not came_from(told["source"])
            for scenario in told["scenarios"]
        ]

    def first_files(self) -> None:
        """Produce the files that the demo shows, each once in the life of a database."""
        names = [told["flow"] for told in self.story()["files"]]
        for flow in Flow.objects.filter(name__in=names).exclude(pk__in=Batch.objects.values("flow")):
            gathered = produce.gather(flow)
            if gathered.rows:
                produce.make(gathered, actor=User.objects.get(username=ADMIN))

    def to_try(self) -> list[str]:
        """Give what a newcomer may try, a line each."""
        return [line.format(url=self.url, sandbox=self.sandbox) for line in self.story()["to_try"]]


def came_from(source: str) -> bool:
    """Tell whether a source has ever given anything."""
    events, transfers = (
        Event.objects.filter(connection__name=source),
        Transfer.objects.filter(flow__source__name=source),
    )
    return events.exists() or transfers.exists()


def ask_first(source: str) -> None:
    """Have a source asked now, where it is one that is asked."""
    actor = User.objects.get(username=ADMIN)
    asked = [flow for flow in Flow.objects.filter(source__name=source) if asking.asks(flow)]
    for flow in asked:
        asking.ask_now(flow, actor=actor)
    if asked:
        tasks.ring_pull()


def person(name: str, password: str, *, renew: bool, is_superuser: bool = False) -> User:
    """Give somebody who may sign in, made where there is none."""
    user, made = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": is_superuser, "email": f"{name}@localhost"}
    )
    if made or renew:
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def headers(told: dict[str, Any]) -> dict[str, str]:
    """Give the header that proves a connection's calls."""
    known = Connection.objects.get(name=told["name"]).secrets()
    name, value = told["header"]
    return {known[name]: known[value]}


def settled() -> bool:
    """Tell whether every source has answered, and everything that came has been booked or waits for a person."""
    asked = Pull.objects.filter(Q(due_at__lte=timezone.now()) | ~Q(lease_owner=""))
    moving = Transfer.objects.filter(state__in=(*CLAIMABLE, TransferState.SENDING))
    return not any(rows.exists() for rows in (asked, Event.objects.unread(), moving))


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.touch(0o600)
    draft.write_text(text)
    draft.replace(file)
