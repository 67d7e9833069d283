"""Row 6: translating documents, without database and network."""

from apps.hub.engine.booking.translate import Route, translate
from apps.hub.models import Payload, Rule, Transfer
from tests.bench.bench import Bench, timed
from tests.bench.figures import Measured
from tests.bench.invoices import invoice

RULES = 20
#: Conditions of every kind, none of which holds: so each document meets all twenty.
CONDITIONS = (
    ("total", Rule.Operator.ABOVE, "1000000"),
    ("party.tax_id", Rule.Operator.EQUALS, "99999999999999"),
    ("party.city", Rule.Operator.CONTAINS, "Manaus"),
    ("number", Rule.Operator.EMPTY, ""),
    ("total", Rule.Operator.BELOW, "1"),
)


def measure(bench: Bench) -> list[Measured]:
    """Translate the same documents several times, in one process."""
    make_rules(bench)
    route = Route.of(bench.world.flow)
    transfers = [Transfer(payload=Payload.of(invoice(serial))) for serial in range(bench.plan.translated)]
    runs = [timed(lambda: translate_all(transfers, route)) for _ in range(bench.plan.runs)]
    bench.world.flow.rules.all().delete()
    return [
        Measured(
            row="translate",
            what=f"{len(transfers):,} documents through {len(route.glossary)} mappings and {len(route.rules)} rules",
            unit="docs/s",
            values=tuple(len(transfers) / seconds for seconds, _cores in runs),
            goal=bench.goal(5_000, 5_000),
            cores={"engine": max(cores for _seconds, cores in runs)},
        )
    ]


def make_rules(bench: Bench) -> None:
    """Make the rules of the flow."""
    for number in range(RULES):
        path, operator, value = CONDITIONS[number % len(CONDITIONS)]
        Rule.objects.create(
            flow=bench.world.flow,
            position=number,
            name=f"Rule {number}",
            path=path,
            operator=operator,
            value=value,
            action=Rule.Action.HOLD,
        )


def translate_all(transfers: list[Transfer], route: Route) -> None:
    """Translate all; one that gives no step would make the figure a lie."""
    for transfer in transfers:
        plan = translate(transfer, route)
        if plan.missing or not plan.steps:
            raise RuntimeError("a document of the bench was not translated")
