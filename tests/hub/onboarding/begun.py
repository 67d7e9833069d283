"""Set-ups from Banqup to Yokoy as somebody has left them at a step: the rows that the steps before it make."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.connectors.banqup.models import Credentials as BanqupCredentials
from apps.connectors.yokoy.models import Credentials as YokoyCredentials
from apps.hub.models import Acceptance, Connection, End, Flow, Onboarding
from apps.hub.onboarding.steps.terms import VERSION
from apps.sandbox.banqup.cast import APP, COMPANY
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, ENTITIES, FIRST, ORGANISATION

YOKOY = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "organisation_id": ORGANISATION}
BANQUP = {"client_id": APP.client_id, "client_secret": APP.client_secret, "company": str(COMPANY)}
UNIT = ENTITIES[0][1]
ENDS = ("name", "credentials", "sign-in", "terms", "test", "unit")
ORDER = (
    "what",
    *(f"target-{step}" for step in ENDS),
    *(f"source-{step}" for step in ENDS),
    *("settings", "mappings", "preview", "activate", "home"),
)


@dataclass
class Begun:
    """A set-up that has come to the step ``at``; what is changed of its connections differs from the sandbox's own."""

    sandbox: Sandbox
    at: str
    yokoy: dict[str, str] = field(default_factory=dict)
    banqup: dict[str, str] = field(default_factory=dict)
    base_url: str = ""
    name: str = ""
    row: Onboarding = field(init=False)

    def __post_init__(self) -> None:
        self.row = Onboarding.objects.create(connector_slug="yokoy", kind="bill", place=self.at)
        if self.behind("what"):
            self.fill("target", "yokoy", self.sandbox.yokoy_url, YOKOY | self.yokoy)
            self.fill("source", "banqup", self.sandbox.banqup_url, BANQUP | self.banqup)
        if self.behind("settings"):
            self.row.flow = Flow.objects.create(
                name=f"{self.name}Suppliers' invoices", source=self.source, target=self.target, kind="bill"
            )
            self.row.save()

    def behind(self, step: str) -> bool:
        """Tell whether a step is done."""
        return ORDER.index(step) < ORDER.index(self.at)

    def fill(self, side: str, slug: str, url: str, told: dict[str, str]) -> None:
        """Fill one end in as far as somebody has come with it."""
        end = End.objects.create(onboarding=self.row, side=side, connector_slug=slug)
        if not self.behind(f"{side}-name"):
            return
        own = (self.base_url or url) if side == "target" else url
        end.connection = Connection.objects.create(
            connector_slug=slug, name=f"{self.name}{slug.title()}", environment="sandbox", base_url=own
        )
        end.save()
        if self.behind(f"{side}-credentials"):
            self.open(end.connection, told)
        if self.behind(f"{side}-terms"):
            Acceptance.objects.create(connection=end.connection, version=VERSION, person_name="bia")
        if self.behind(f"{side}-test"):
            self.recognise(end, told)

    def open(self, row: Connection, told: dict[str, str]) -> None:
        """Store what opens the account, a person's consent included."""
        if row.connector_slug == "yokoy":
            YokoyCredentials.objects.create(connection=row, **told)
            return
        tokens = self.sandbox.banqup.realm.session() if self.behind("source-sign-in") else {"refresh_token": ""}
        BanqupCredentials.objects.create(connection=row, refresh_token=tokens["refresh_token"], **told)

    def recognise(self, end: End, told: dict[str, str]) -> None:
        """Write down whose account it is; where a part is chosen next, on the end alone."""
        row: Any = end.connection
        end.account_id = told.get("organisation_id") or told["company"]
        end.account_name = UNIT if row.connector_slug == "yokoy" else f"Banqup {COMPANY}"
        end.save()
        if end.side == "source" or self.behind("target-unit"):
            row.account_id, row.account_name, row.state = end.account_id, end.account_name, "connected"
            if row.connector_slug == "yokoy":
                row.unit_id, row.unit_name = FIRST, UNIT
            row.save()

    @property
    def target(self) -> Connection:
        """Give Yokoy's connection as it is now."""
        return self.end("target")

    @property
    def source(self) -> Connection:
        """Give Banqup's connection as it is now."""
        return self.end("source")

    def end(self, side: str) -> Connection:
        """Give the connection of one side as it is now."""
        ours = End.objects.filter(onboarding=self.row, side=side).values("connection")
        return Connection.objects.get(pk__in=ours)

    def address(self, step: str = "") -> str:
        """Give the address of a step; of the one that was reached without a name."""
        return f"/admin/apps/setup/{self.row.public_id}/{step or self.at}/"


def switched_on(sandbox: Sandbox, person: User | None = None) -> Begun:
    """Give a set-up that is finished: both connected, the flow on."""
    found = Begun(sandbox, "home")
    Flow.objects.update(active=True)
    Onboarding.objects.update(finished_at=timezone.now(), finished_by=person)
    return found


def few_invoices(sandbox: Sandbox, count: int = 3) -> None:
    """Leave so many accepted invoices at Banqup, which takes two calls a second."""
    accepted = [row["id"] for row in sandbox.banqup.records("purchase-invoices") if row["status"] == "ACCEPTED"]
    for row in sandbox.banqup.records("purchase-invoices"):
        if row["id"] not in accepted[:count]:
            sandbox.banqup.remove("purchase-invoices", row["id"])
