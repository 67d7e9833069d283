"""Connecting one's own program: a key that is shown once, calls to copy, and a page that sees the first one come."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiKey
from apps.hub.admin.pages import actor_of
from apps.hub.batches.choices import BY_API
from apps.hub.engine.doors import post
from apps.hub.models import Connection, Flow, Side
from apps.hub.onboarding import program_calls
from apps.hub.onboarding.program_key import issue, keys_of
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.steps.mappings import flow_of

MAY_ISSUE = "accounts.add_apikey"


def show(request: HttpRequest, here: Here) -> Context:
    """Show the calls with a word in place of the key, and what has come so far."""
    return context(request, here, "")


def context(request: HttpRequest, here: Here, key: str) -> Context:
    """Give the calls, with the key in them where it has just been made."""
    flow = flow_of(here)
    connection = own(flow)
    return {
        "flow": flow,
        "key": key,
        "posts": posts(flow),
        "calls": program_calls.of(flow, request, key or program_calls.KEY, posts=posts(flow)),
        "may_issue": request.user.has_perm(MAY_ISSUE),
        "issued": keys_of(connection).exists(),
        "heard": heard(flow, connection),
    }


def posts(flow: Flow) -> bool:
    """Tell whether the program posts documents; otherwise it reads them."""
    return post.source_of(flow.source, flow.kind) is not None


def own(flow: Flow) -> Connection:
    """Give the connection of the program."""
    return flow.source if posts(flow) else flow.target


def heard(flow: Flow, connection: Connection) -> Context | None:
    """Give the first sign of the program: the last document that it posted, or that its key was used; None so far."""
    if posts(flow):
        event = flow.source.events.filter(kind=flow.kind).order_by("-pk").first()
        return {"event": event, "at": event.received_at} if event else None
    used = keys_of(connection).exclude(used_at=None).order_by("-used_at").first()
    return {"key": used, "at": used.used_at} if used else None


def take(request: HttpRequest, here: Here) -> Outcome:
    """Make a key and show it in this very answer, or go on: the program may be written another day."""
    if "issue" not in request.POST:
        return None
    if not request.user.has_perm(MAY_ISSUE):
        return show(request, here)
    key: ApiKey = issue(own(flow_of(here)), actor=actor_of(request))
    return context(request, here, key.text)


def is_for(here: Here) -> bool:
    """Tell whether a program of one's own is at one of the ends."""
    if here.row.way == BY_API:
        return True
    end = here.side(Side.SOURCE)
    return end is not None and post.source_of(Connection(connector_slug=end.connector_slug), here.row.kind) is not None


STEP = Step(
    slug="program",
    title=_("Connect your own program"),
    template="hub/onboarding/program.html",
    show=show,
    take=take,
    done=lambda here: here.row.flow is not None,
    applies=is_for,
)
