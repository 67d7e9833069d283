"""People in front of the catalogue, and one who walks through the wizard against the sandbox."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.hub.models import Connection, Onboarding
from apps.hub.onboarding.questions import What
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.server import Sandbox
from tests.factories import BlueFleetCredentialsFactory, ConnectionFactory
from tests.hub.admin_home.conftest import accountant, admin_page, administrator, finance_page, noon
from tests.hub.conftest import APP_KEY, APP_SECRET, TOKEN

__all__ = ["accountant", "admin_page", "administrator", "finance_page", "noon"]

APPS = "/admin/apps/"
KEYS = {"app_key": APP_KEY, "app_secret": APP_SECRET}
HEADER = {"mode": "header", "header_name": "X-Hub-Token", "header_value": TOKEN}


@dataclass
class Walker:
    """Somebody in the wizard; ``page`` is the last page as it was answered."""

    client: Client
    omie_url: str
    page: Any = None
    address: str = ""
    row: Onboarding = field(init=False)

    def connect(self, slug: str) -> "Walker":
        """Press Connect on an app's card."""
        page = self.client.get(APPS).content.decode()
        form = page[page.index(f"{APPS}{slug}/connect/") :]
        found = re.search(r'name="key" value="([^"]+)"', form)
        assert found
        self.follow(self.client.post(f"{APPS}{slug}/connect/", {"key": found[1]}))
        self.row = Onboarding.objects.get(public_id=found[1])
        return self

    def follow(self, answer: Any) -> "Walker":
        """Go where an answer leads."""
        while answer.status_code == 302:
            self.address = answer["location"]
            answer = self.client.get(self.address)
        self.page = answer
        return self

    def go(self, slug: str) -> "Walker":
        """Open a step by its address."""
        self.address = self.of(slug)
        return self.follow(self.client.get(self.address))

    def of(self, slug: str) -> str:
        return f"{APPS}setup/{self.row.public_id}/{slug}/"

    def post(self, **data: str) -> "Walker":
        """Send the form of the page that is open."""
        answer = self.client.post(self.address, data)
        self.page = answer
        return self.follow(answer)

    @property
    def step(self) -> str:
        return self.address.rstrip("/").rsplit("/", maxsplit=1)[-1]

    @property
    def text(self) -> str:
        """The page as a person reads it: no markup, single spaces."""
        words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.page.content.decode(), flags=re.DOTALL)
        return " ".join(words.replace("\xa0", " ").split())

    def choose(self, value: str) -> "Walker":
        """Answer both questions of the first step: ``side:kind:system:connection``, and how where that is asked."""
        side, kind, system, connection, *way = value.split(":")
        what = f"{side}:{kind}"
        chosen = {f"system:{what}": f"{system}:{connection}", f"way:{what}": "".join(way)}
        return self.post(what=what, asked=what, **chosen)

    def what(self, value: str) -> What:
        """Give a line of the first question."""
        found: What = next(what for what in self.page.context["whats"] if what.value == value)
        return found

    def systems(self, value: str) -> list[str]:
        """Give the systems that are offered for a line of the first question."""
        return [system.value for system in self.what(value).systems]

    def name_omie(self, name: str = "Books", **changed: str) -> "Walker":
        return self.post(**{"name": name, "environment": "sandbox", "base_url": self.omie_url, **changed})

    def fill_omie(self) -> "Walker":
        """Do every step of Omie's up to the test, and the test."""
        self.name_omie().post(**KEYS).post(accept="1")
        return self.post()

    def fill_fleet(self) -> "Walker":
        """Do every step of Blue Fleet's."""
        return self.post(name="Fleet", environment="sandbox").post(**HEADER).post(accept="1").post()


@pytest.fixture
def walker(admin_page: Client, sandbox: Sandbox, settings: Settings) -> Walker:
    """An administrator who has not pressed anything yet."""
    settings.WORKER_THREADS = 1
    return Walker(admin_page, sandbox.omie_url)


@pytest.fixture
def fleet(db: None) -> Connection:
    """A Blue Fleet that is connected already."""
    row: Connection = ConnectionFactory.create(bluefleet=True, name="Fleet")
    BlueFleetCredentialsFactory.create(connection=row, header_value=TOKEN)
    return row


@pytest.fixture
def at_omie(walker: Walker, fleet: Connection) -> Walker:
    """Somebody who connects Omie to a Blue Fleet that is there, at the first step of Omie's own."""
    return walker.connect("omie").choose(f"target:invoice:bluefleet:{fleet.pk}")


@pytest.fixture
def builder(sandbox: Sandbox) -> Builder:
    """Blue Fleet's documents."""
    return Builder(7, files_url=f"{sandbox.url}/bluefleet/files")
