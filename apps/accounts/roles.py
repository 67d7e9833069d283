"""Who may do what: the whole matrix in one dictionary, kept as Django groups."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person or a system is here for; the value is the name of the group."""

    FINANCE = "finance", _("Finance")
    SUPPORT = "support", _("Support")
    ADMINISTRATOR = "administrator", _("Administrator")
    API_CLIENT = "api-client", _("API client")


def role_name(group: Group) -> str:
    """Give a role's name in the reader's language; another group has its own name."""
    return str(Role(group.name).label) if group.name in Role.values else group.name


#: Stands for every installed connector, so that a new vendor needs no line here.
EACH = "{connector}"


def all_of(app: str, *nouns: str) -> tuple[str, ...]:
    """Give the four usual permissions on each of an app's nouns."""
    return tuple(f"{app}.{verb}_{noun}" for noun in nouns for verb in ("view", "add", "change", "delete"))


def view_of(app: str, *nouns: str) -> tuple[str, ...]:
    """Give the permission to see each of an app's nouns."""
    return tuple(f"{app}.view_{noun}" for noun in nouns)


#: What everybody works with who reads the hub.
FACTS = view_of("hub", "connection", "flow", "event", "transfer", "syncrun", "pendingerror", "mapping")
#: The screens: the facts in full, and each vendor's own section. Credentials are not among them.
SCREENS = (
    *FACTS,
    *view_of("hub", "attempt", "operation", "rule", "auditentry", "upload", "layoutversion"),
    *view_of(EACH, "mapping", "syncrun", "pendingerror"),
)
#: What turns documents into bookings: translated values and rules.
WORDING = (*all_of("hub", "mapping", "rule"), *all_of(EACH, "mapping"))
#: Decisions about documents: send again or hold, write off, deal with the cause.
DECISIONS = ("hub.decide", "hub.close", "hub.resolve")
#: Documents that are collected: reading them, making files of them, saying what became of them.
COLLECTING = ("hub.collect", *view_of("hub", "batch"))

#: Documents that people bring in files, or that their programs post.
FILES = ("hub.add_upload", "hub.post")

#: Addresses of other systems that are told what happens.
WEBHOOKS = (*all_of("hub", "subscription"), *view_of("hub", "message"))

MATRIX: Mapping[Role, tuple[str, ...]] = {
    Role.FINANCE: (*SCREENS, *WORDING, *DECISIONS, *FILES, *COLLECTING),
    Role.SUPPORT: (*SCREENS, "hub.decide", "hub.view_raw", *view_of("hub", "batch")),
    Role.ADMINISTRATOR: (
        *SCREENS,
        *WORDING,
        *DECISIONS,
        *FILES,
        *COLLECTING,
        "hub.view_raw",
        *all_of("hub", "connection", "flow", "dispatch", "outlet"),
        *WEBHOOKS,
        *all_of(EACH, "credentials"),
        *all_of("accounts", "user", "apikey"),
        *view_of("auth", "group"),
        "hub.add_layoutversion",
    ),
    Role.API_CLIENT: (*FACTS, *DECISIONS, *COLLECTING, "hub.post", *WEBHOOKS),
}


def ensure_groups() -> None:
    """Give each role's group exactly the permissions of the matrix; running it again changes nothing.

    Needs every app's permissions to exist, so `migrate` calls it at its end. LookupError names
    one that no model declares.
    """
    existing = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for role, names in MATRIX.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(chosen(names, existing))


def chosen(names: Iterable[str], existing: Mapping[str, int]) -> set[int]:
    """Give the keys of the named permissions; a vendor without one of the usual nouns is no error."""
    plain = [name for name in names if not name.startswith(EACH)]
    if missing := sorted(set(plain) - existing.keys()):
        raise LookupError(f"no model declares {', '.join(missing)}")
    patterns = [name for name in names if name.startswith(EACH)]
    vendors = {name.format(connector=label) for name in patterns for label in connector_labels()}
    return {existing[name] for name in {*plain, *vendors} if name in existing}


def connector_labels() -> list[str]:
    """Give the app labels of the installed connectors."""
    return [config.label for config in apps.get_app_configs() if config.name in settings.CONNECTORS]
