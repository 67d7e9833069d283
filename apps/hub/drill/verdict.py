"""What a round has shown: what was acknowledged against what the target holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Documents named in the report of each kind of damage.
NAMED = 10
#: What the table shows of a round.
COLUMNS = (
    "round", "seed", "accepted", "documents", "booked", "distinct", "lost", "doubled", "disordered",
    "tokens", "sign_ins", "asked", "drained",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What the target holds of one document: how many entries, and the revisions in the order they were written."""

    entries: int
    revisions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """The documents with which something went wrong."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    disordered: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round in figures; ``drained`` are the seconds it took after the fire, or None when it never ended.

    ``accepted`` counts acknowledged calls, ``documents`` what they were about, ``booked`` entries at
    the target, ``distinct`` documents among them. ``tokens`` counts the access tokens that were
    granted, ``sign_ins`` and ``asked`` what a person had to do.
    """

    round: int
    seed: int
    accepted: int
    documents: int
    booked: int
    distinct: int
    damage: Damage
    tokens: int
    sign_ins: int
    asked: int
    drained: float | None
    kills: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Tell whether the promise was kept and the queue drained."""
        damage = self.damage
        return not (damage.lost or damage.doubled or damage.disordered) and self.drained is not None

    def figures(self) -> dict[str, Any]:
        """Give the figures, with numbers for the damage and some of its documents beside them."""
        told = asdict(self)
        damage = told.pop("damage")
        named = {kind: list(documents[:NAMED]) for kind, documents in damage.items() if documents}
        return told | {kind: len(documents) for kind, documents in damage.items()} | {"named": named}


def held_by(entries: Iterable[Mapping[str, Any]]) -> dict[str, Held]:
    """Sort the target's entries by document."""
    writes: dict[str, list[tuple[int, int]]] = {}
    numbers: dict[str, int] = {}
    for entry in entries:
        numbers[entry["number"]] = numbers.get(entry["number"], 0) + 1
        writes.setdefault(entry["number"], []).extend((count, revision) for count, revision in entry["writes"])
    return {
        number: Held(numbers[number], tuple(revision for _count, revision in sorted(found)))
        for number, found in writes.items()
    }


def damage_of(accepted: Mapping[str, int], held: Mapping[str, Held]) -> Damage:
    """Compare what was acknowledged with what the target holds.

    Disordered is a document of which an older revision was written after a newer one, or whose
    last acknowledged revision is not what stands there in the end.
    """
    there = [document for document in accepted if document in held]
    return Damage(
        lost=tuple(sorted(set(accepted) - set(held))),
        doubled=tuple(sorted(document for document, found in held.items() if found.entries > 1)),
        disordered=tuple(sorted(document for document in there if not in_order(held[document], accepted[document]))),
    )


def in_order(held: Held, last: int) -> bool:
    """Tell whether revisions never went back, and the last one that was acknowledged stands."""
    return list(held.revisions) == sorted(held.revisions) and held.revisions[-1] >= last


def report(rounds: Sequence[Round]) -> str:
    """Give all rounds as one table, with their kills by kind."""
    kinds = sorted({kind for one in rounds for kind in one.kills})
    rows = [[*COLUMNS, *(f"killed {kind}" for kind in kinds)], *(row_of(one, kinds) for one in rounds)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.rjust, row, widths)) for row in rows)


def row_of(one: Round, kinds: Sequence[str]) -> list[str]:
    """Give one line of the table."""
    figures = one.figures()
    return [*(shown(figures[name]) for name in COLUMNS), *(str(one.kills.get(kind, 0)) for kind in kinds)]


def shown(value: object) -> str:
    """Give one figure as text."""
    if value is None:
        return "never"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
