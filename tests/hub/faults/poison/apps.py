"""Puts the poison into the declarations of this process."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.apps import AppConfig

from apps.core.connector import Source, Target, registry

#: What a document has to carry to kill whoever reads it, or whoever translates it.
READING, TRANSLATING = "kills who reads it", "kills who translates it"


class Poison(AppConfig):
    """Installed by `tests.hub.faults.poisoned` only; it brings no table."""

    name = "tests.hub.faults.poison"
    label = "poison"

    def ready(self) -> None:
        """Replace what the two connectors have declared."""
        fleet, omie = registry.get("bluefleet"), registry.get("omie")
        registry._connectors["bluefleet"] = replace(fleet, sources=tuple(map(poisoned_source, fleet.sources)))
        registry._connectors["omie"] = replace(omie, targets=tuple(map(poisoned_target, omie.targets)))


def poisoned_source(source: Source) -> Source:
    return replace(source, read=deadly(source.read, READING))


def poisoned_target(target: Target) -> Target:
    return replace(target, plan=deadly(target.plan, TRANSLATING))


def deadly(call: Callable[..., Any], words: str) -> Callable[..., Any]:
    """Give a function that ends its process at once, as a crash in a library does, on input with some words."""

    def call_or_die(told: Any, *others: Any) -> Any:
        if words in str(told):
            os._exit(11)
        return call(told, *others)

    return call_or_die
