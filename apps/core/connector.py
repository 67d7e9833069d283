"""What a vendor declares, and the registry of those who did.

A connector is data and pure functions; the engine in ``hub`` does the work. Everything here is
a frozen dataclass, and any function is called with keyword-free, typed arguments only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.core.account import Environment, Identity, Preparation, Unit
from apps.core.auth import OAuth
from apps.core.http import Http
from apps.core.registry import Registry
from apps.core.signatures import Call
from apps.core.sources import Chosen, Hook, Page, Payload, Pulled, Source, Told
from apps.core.targets import (
    Booked,
    Client,
    Enclosed,
    Ref,
    Resource,
    Series,
    Setting,
    Standing,
    Step,
    Target,
    Translator,
    Vocabulary,
    collected_register,
)

if TYPE_CHECKING:
    from apps.core.layouts.layout import Layout
    from apps.core.layouts.results import ResultFormat

#: A connector imports all that it declares from here.
__all__ = [
    "Booked",
    "Chosen",
    "Client",
    "Connector",
    "Enclosed",
    "Hook",
    "Page",
    "Payload",
    "Pulled",
    "Ref",
    "Resource",
    "Series",
    "Setting",
    "Source",
    "Standing",
    "Step",
    "Target",
    "Told",
    "Translator",
    "Vocabulary",
    "collected_register",
    "registry",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """The whole declaration of a vendor.

    ``secrets`` names the credential fields that are never shown; ``oauth`` says how an access
    token opens the API, which ``http`` then carries; ``concurrency`` is how many documents may be
    under way at once; ``settle_seconds`` how long an unknown outcome rests before the target is
    asked. ``preparation`` and ``unit`` are for the wizard: what to do at the vendor first, and
    the part of the account to choose. ``layouts`` are files in which documents are collected, ``results`` the answers.
    """

    slug: str
    name: str
    version: str
    summary: str
    environments: tuple[Environment, ...]
    secrets: frozenset[str]
    oauth: OAuth | None = None
    client: Callable[[Http, Mapping[str, str]], Client] | None = None
    check: Callable[[Client], Identity] | None = None
    verify: Callable[[Call, Mapping[str, str]], str] | None = None
    hooks: tuple[Hook, ...] = ()
    sources: tuple[Source, ...] = ()
    targets: tuple[Target, ...] = ()
    resources: tuple[Resource, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    settings: tuple[Setting, ...] = ()
    concurrency: int = 1
    settle_seconds: int = 5
    limits: str = field(default="")
    preparation: Preparation | None = None
    unit: Unit | None = None
    layouts: "tuple[Layout, ...]" = ()
    results: "tuple[ResultFormat, ...]" = ()

    def source(self, kind: str) -> Source:
        """Give the declaration for reading ``kind``; KeyError when there is none."""
        return {source.kind: source for source in self.sources}[kind]

    def target(self, kind: str) -> Target:
        """Give the declaration for booking ``kind``; KeyError when there is none."""
        return {target.kind: target for target in self.targets}[kind]

    def resource(self, slug: str) -> Resource:
        """Give a register by its slug; KeyError when there is none."""
        return {resource.slug: resource for resource in self.resources}[slug]

    def vocabulary(self, slug: str) -> Vocabulary:
        """Give a vocabulary by its slug; KeyError when there is none."""
        return {vocabulary.slug: vocabulary for vocabulary in self.vocabularies}[slug]

    def environment(self, slug: str) -> Environment:
        """Give an environment by its slug; KeyError when there is none."""
        return {environment.slug: environment for environment in self.environments}[slug]


registry = Registry()
