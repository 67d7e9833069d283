"""System checks: what would fail at a click is told at start."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core import checks

from apps.core.connector import Connector, registry
from apps.hub.batches.choices import FILE_SETTINGS, WAY
from apps.hub.fields import SecretText
from apps.hub.models import Credentials


@checks.register("hub")
def declarations(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check every connector's declaration against its credentials model and itself."""
    return [message for connector in registry.all() for message in check_connector(connector)]


def check_connector(connector: Connector) -> Iterable[checks.CheckMessage]:
    """Give what is wrong with one declaration."""
    model = credentials_model(connector)
    if model is None and (connector.client or connector.verify or connector.secrets):
        yield error(connector, "E001", "has no Credentials model in an app of the same label")
        return
    if model is not None and secret_fields(model) != connector.secrets:
        yield error(connector, "E002", "declares other secrets than its Credentials model encrypts")
    if not connector.environments:
        yield error(connector, "E003", "declares no environment")
    if connector.hooks and connector.verify is None:
        yield error(connector, "E004", "has webhooks and no way to verify them")
    yield from missing_client(connector)
    read = {source.kind for source in connector.sources}
    for hook in connector.hooks:
        if hook.kind not in read:
            yield error(connector, "E006", f"receives {hook.kind} and cannot read it")
    yield from unclear_settings(connector)
    yield from missing_pages(connector)


def unclear_settings(connector: Connector) -> Iterable[checks.CheckMessage]:
    """Give what keeps the settings of a source from being a flow's own: they lie beside those of its target."""
    taken = {setting.slug for other in registry.all() for setting in other.settings} | FILE_SETTINGS | {WAY.slug}
    for source in connector.sources:
        if bool(source.settings) != bool(source.narrowed and source.seen):
            yield error(connector, "E009", f"lets {source.kind} be chosen from and cannot read them so")
        if clash := taken & {setting.slug for setting in source.settings}:
            yield error(connector, "E010", f"has a setting of its source that some target has too: {min(clash)}")


def missing_client(connector: Connector) -> Iterable[checks.CheckMessage]:
    """Give for what a connector without a client would need one."""
    if connector.client is not None:
        return
    if not all(target.collected for target in connector.targets):
        yield error(connector, "E005", "books documents and has no client")
    if any(source.pull or source.fetch for source in connector.sources):
        yield error(connector, "E008", "can be asked for documents and has no client")


#: What every connector shows in a section of its own, by the name of its model; one without credentials but the first.
SECTION = ("Credentials", "Mapping", "SyncRun", "PendingError")


def missing_pages(connector: Connector) -> Iterable[checks.CheckMessage]:
    """Give what a connector does not show in its own section of the admin."""
    own = apps.all_models.get(connector.slug, {})
    needed = SECTION if credentials_model(connector) else SECTION[1:]
    for name in needed:
        model = own.get(name.lower())
        if model is None or not admin.site.is_registered(model):
            yield error(connector, "E007", f"does not register its {name} in its admin.py")


def credentials_model(connector: Connector) -> type[Credentials] | None:
    """Give a connector's credentials model, found by its app label."""
    try:
        models = apps.get_app_config(connector.slug).get_models()
    except LookupError:
        return None
    return next((model for model in models if issubclass(model, Credentials)), None)


def secret_fields(model: type[Credentials]) -> frozenset[str]:
    """Give the names of the encrypted fields."""
    return frozenset(field.name for field in model.own_fields() if isinstance(field, SecretText))


def error(connector: Connector, number: str, what: str) -> checks.Error:
    """Give a check error about a connector."""
    return checks.Error(f"Connector {connector.slug} {what}.", id=f"hub.{number}")
