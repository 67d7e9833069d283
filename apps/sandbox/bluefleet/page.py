"""Blue Fleet's page: the buttons, the receiver, the pending list, and what was sent."""

import inspect

from markupsafe import Markup

from apps.sandbox.bluefleet.catalogue import GROUPS, SETS
from apps.sandbox.bluefleet.outbox import DELIVERED, Outbox
from apps.sandbox.bluefleet.receiver import MODES, SOURCES, Receiver
from apps.sandbox.bluefleet.scenarios import Build
from apps.sandbox.html import badge, button, card, field, moment, page, select, table

LATEST = 25
SEND = "/bluefleet/send"


def bluefleet(outbox: Outbox) -> str:
    """The whole page."""
    receiver = outbox.receiver()
    return page("Blue Fleet", _scenarios() + _pending(outbox) + _sent(outbox) + _receiver(receiver))


def _receiver(receiver: Receiver) -> Markup:
    fields = Markup("").join(
        (
            field("Address", "url", receiver.url),
            select("Proof", "mode", MODES, receiver.mode),
            field("Header name", "header_name", next(iter(receiver.headers), "")),
            field("Header value", "header_value", kind="password"),
            field("Token address", "token_url", receiver.token_url),
            field("Client id", "client_id", receiver.client_id),
            field("Client secret", "client_secret", kind="password"),
            select("Source address", "source", SOURCES, receiver.source),
        )
    )
    form = Markup("<form class='fields' method='post' action='/bluefleet/receiver'>{}<button>Save</button></form>")
    hint = "Notifications are posted below this address. An empty secret leaves the one that is kept."
    return card("Receiver", form.format(fields), hint=hint)


def _scenarios() -> Markup:
    sets = Markup("<div class='row'>{}</div>").format(
        Markup("").join(button(f"Send {name}", SEND, scenario=name) for name in SETS)
    )
    groups = Markup("").join(
        card(name, Markup("<div class='grid'>{}</div>").format(Markup("").join(_tile(build) for build in group)))
        for name, group in GROUPS.items()
    )
    return card("Send", sets, hint="Each press sends new documents with ids of their own.") + groups


def _tile(build: Build) -> Markup:
    return Markup("<div class='tile'><strong>{}</strong><p>{}</p>{}</div>").format(
        build.__name__, inspect.getdoc(build), button("Send", SEND, scenario=build.__name__)
    )


def _pending(outbox: Outbox) -> Markup:
    rows = [
        (
            row["id"],
            row["scenario"],
            row["path"],
            moment(row["first_failure"]),
            _status(row["last_status"]),
            row["last_answer"][:300],
            button("Re-queue", "/bluefleet/requeue", id=row["id"]),
        )
        for row in outbox.records("pending")[:LATEST]
    ]
    heads = ("Id", "Scenario", "Path", "First failure", "Last status", "Last answer", "")
    everything = button("Re-queue all", "/bluefleet/requeue") if rows else Markup("")
    return card("Pending items", everything + table(heads, rows, empty="Nothing is pending."))


def _sent(outbox: Outbox) -> Markup:
    rows = [
        (moment(row["at"]), row["scenario"], row["path"], _status(row["status"]), row["answer"][:300])
        for row in outbox.latest(LATEST)
    ]
    return card("Sent", table(("When", "Scenario", "Path", "Status", "Answer"), rows))


def _status(status: int) -> Markup:
    return badge(status or "no answer", "good" if status == DELIVERED else "bad")
