"""What to move: which documents, from where to where. Only what both sides can do is offered."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.connector import registry
from apps.hub.admin.pages import actor_of
from apps.hub.engine.decisions import resolve
from apps.hub.models import AuditEntry, End, Flow, Onboarding, Side
from apps.hub.onboarding.leaving import Overtaken, drop_unused
from apps.hub.onboarding.questions import What, questions, unmatched
from apps.hub.onboarding.routes import NEW, Route, routes
from apps.hub.onboarding.stand import Context, Here, Outcome, Step
from apps.hub.onboarding.words import Complaint


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person has chosen so far; an empty text where nothing is chosen yet."""

    what: str = ""
    system: str = ""
    way: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> "Answer":
        """Read a form, in which each line of the first question has a second question of its own."""
        what = sent.get("what", "")
        return cls(what, sent.get(f"system:{what}", ""), sent.get(f"way:{what}", ""))

    @classmethod
    def kept(cls, here: Here) -> "Answer":
        """Give what was chosen before."""
        if len(here.ends) < 2:
            return cls()
        first, other = here.ends
        existing = str(other.connection_id) if other.chosen else NEW
        return cls(f"{first.side}:{here.row.kind}", f"{other.connector_slug}:{existing}", here.row.way)

    @property
    def ends(self) -> str:
        """Give what is moved from where to where."""
        return f"{self.what}:{self.system}"

    @property
    def value(self) -> str:
        """Give all that is chosen, as a route names it."""
        return f"{self.ends}:{self.way}" if self.way else self.ends


def show(request: HttpRequest, here: Here) -> Context:
    """Ask what is to be moved, and with which system as soon as that is known."""
    kept = Answer.kept(here)
    wanted = Answer.of(request.GET)
    return asked(here, wanted if wanted.what not in ("", kept.what) else kept)


def asked(here: Here, answer: Answer) -> Context:
    """Give both questions with what is chosen; once the flow is made there is nothing but that."""
    connector = registry.get(here.row.connector_slug)
    whats = questions(connector, routes(connector))
    fixed = here.row.flow_id is not None
    shown = [what for what in whats if what.value == answer.what] if fixed else whats
    alone = shown[0].value if len(shown) == 1 else ""
    return {
        "connector": connector,
        "whats": shown,
        "answer": answer if answer.what else Answer(alone),
        "fixed": fixed,
        "unmatched": unmatched(connector, whats),
    }


def take(request: HttpRequest, here: Here) -> Outcome:
    """Keep what was chosen; asked again, what was filled in for the same vendor stays."""
    if here.row.flow_id is not None:
        return None
    answer = Answer.of(request.POST)
    offered = {route.value: route for route in routes(registry.get(here.row.connector_slug))}
    route = offered.get(answer.ends) or offered.get(answer.value)
    if route is None:
        return asked_on(request, here, answer)
    if route.value == Answer.kept(here).value:
        return None
    choose(here, route)
    resolve.audit(actor_of(request), AuditEntry.Verb.BEGAN, here.row, kind=route.kind, other=route.other.slug)
    return None


def asked_on(request: HttpRequest, here: Here, answer: Answer) -> Outcome:
    """Ask the second question of whoever has not seen it, and say to anybody else what is missing."""
    context = asked(here, answer)
    whats: list[What] = context["whats"]
    chosen = next((what for what in whats if what.value == answer.what), None)
    if chosen and request.POST.get("asked") != chosen.value:
        return HttpResponseRedirect(f"{request.path}?what={chosen.value}#which")
    return {**context, "complaints": [missing(answer, chosen)] if chosen else [nothing(whats)]}


def nothing(whats: list[What]) -> Complaint:
    """Say that nothing is chosen yet."""
    return Complaint(_("Choose what is to be moved."), whats[0].ident if whats else "")


def missing(answer: Answer, what: What) -> Complaint:
    """Say what is still to be chosen, and where."""
    if answer.system in {system.value for system in what.systems}:
        return Complaint(_("Choose how the documents get there."), f"{what.ident}-file")
    return Complaint(_("Choose the other system."), what.systems[0].ident)


@transaction.atomic
def choose(here: Here, route: Route) -> None:
    """Put the ends as a route has them; `Overtaken` when the flow was made meanwhile.

    Another way between the same ends leaves what was filled in for them.
    """
    before = Answer.kept(here).ends
    open_rows = Onboarding.objects.filter(pk=here.row.pk, flow=None, finished_at=None, given_up_at=None)
    if not open_rows.update(kind=route.kind, way=route.way):
        raise Overtaken
    if before == route.ends:
        return
    for end in here.ends[1:]:
        end.delete()
        if not end.chosen:
            drop_unused(end.connection)
    first = here.ends[0] if here.ends else End(onboarding=here.row, connector_slug=here.row.connector_slug)
    first.side = route.side
    first.save()
    End.objects.create(
        onboarding=here.row,
        side=route.other_side,
        connector_slug=route.other.slug,
        connection=route.existing,
        chosen=route.existing is not None,
    )


def done(here: Here) -> bool:
    """Tell whether documents and both ends are chosen."""
    return bool(here.row.kind) and len(here.ends) == 2


def flow_between(here: Here) -> Flow | None:
    """Give the flow that is there already between both ends."""
    source, target = here.side(Side.SOURCE), here.side(Side.TARGET)
    if source is None or target is None:
        return None
    ends = {"source": source.connection_id, "target": target.connection_id}
    return Flow.objects.filter(kind=here.row.kind, **ends).first()


STEP = Step(
    slug="what",
    title=gettext_lazy("What is to be moved?"),
    template="hub/onboarding/what.html",
    show=show,
    take=take,
    done=done,
)
