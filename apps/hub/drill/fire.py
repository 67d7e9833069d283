"""One round: documents are sent, everybody is killed, the target misbehaves; then what was acknowledged is counted."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from apps.hub import tasks
from apps.hub.drill.blows import DATABASE, KINDS, Blow, living, planned, strike
from apps.hub.drill.orders import Orders
from apps.hub.drill.person import Person, nothing_waits
from apps.hub.drill.scene import asked, end_leases_of, lease_owners
from apps.hub.drill.senders import Senders, papers
from apps.hub.drill.target import Mood
from apps.hub.drill.verdict import Round, damage_of, held_by
from apps.hub.drill.wire import control
from apps.hub.running.crew import Crew
from apps.hub.running.demo import settled

TICK = 0.1
#: Seconds for which the target keeps a mood, at least and at most.
MOODS = (1.0, 4.0)
#: Seconds after a death in which the target may still be busy with what the dead had asked for.
AFTERMATH = 4.0
#: Seconds between two looks of the person, and between two sweeps of a drill that is in a hurry.
LOOK, SWEEP = 1.0, 4.0
#: Seconds that senders have after the fire to get the rest acknowledged.
LAST_CALLS = 120.0
SENDERS = 12


@dataclass
class Fire:
    """One round under way."""

    orders: Orders
    number: int
    crew: Crew
    person: Person
    senders: Senders
    dice: random.Random
    blows: list[Blow] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)
    gone: dict[int, float] = field(default_factory=dict)
    looked: float = 0.0
    swept: float = 0.0

    @property
    def seed(self) -> int:
        """Give the seed that this round alone can be repeated with."""
        return self.orders.seed + self.number - 1

    def run(self) -> Round:
        """Go through the round and give its figures."""
        name, before = f"{self.seed}.{self.number}", control(self.orders.target_port, "report")
        self.blows = planned(self.kinds(), self.orders.kills, seconds=self.orders.fire, dice=self.dice)
        documents = papers(name, self.orders.documents, seconds=self.orders.fire, dice=self.dice)
        self.senders.start(documents, SENDERS)
        self.burn()
        drained = self.drain()
        return self.count(name, before, drained)

    def kinds(self) -> list[str]:
        """Name all that can be killed here."""
        return [*KINDS, DATABASE] if self.orders.cluster else list(KINDS)

    def burn(self) -> None:
        """Kill and let the target change its mood as planned, until all is acknowledged or the time is over."""
        began, changes = time.monotonic(), 0.0
        moods = self.moods()
        while (passed := time.monotonic() - began) < self.orders.fire + LAST_CALLS:
            while self.blows and self.blows[0].after <= passed:
                self.strike(self.blows.pop(0).kind)
            if passed >= changes and passed < self.orders.fire:
                changes = passed + self.dice.uniform(*MOODS)
                control(self.orders.target_port, "mood", mood=moods())
            if not self.blows and self.senders.done():
                break
            self.tick()
        self.senders.stop()
        self.crew.say(f"acknowledged: {self.senders.calls} of {len(self.senders.accepted)} documents; now it drains")
        control(self.orders.target_port, "mood", mood=Mood.NORMAL)

    def moods(self) -> Callable[[], Mood]:
        """Give what draws moods: none comes again before every other one had its turn."""
        left: list[Mood] = []

        def draw() -> Mood:
            if not left:
                left.extend(self.dice.sample(list(Mood), len(Mood)))
            return left.pop()

        return draw

    def strike(self, kind: str) -> None:
        """Kill somebody; a blow that meets nobody counts for nothing."""
        if dead := strike(kind, self.crew.programs, self.dice):
            self.crew.say(f"killed: {kind}, {len(dead)} at once")
            self.kills[kind] = self.kills.get(kind, 0) + 1

    def drain(self) -> float | None:
        """Wait until nothing moves and nothing waits any more; give the seconds, or None when the time is over."""
        began = time.monotonic()
        if self.senders.missing():
            return None
        while (passed := time.monotonic() - began) < self.orders.drain:
            if asked(lambda: nothing_waits() and settled()):
                return passed
            self.tick()
        return None

    def tick(self) -> None:
        """Start anew who is dead, let the person look, and wait a moment."""
        self.crew.look_after()
        if time.monotonic() - self.looked > LOOK:
            self.looked = time.monotonic()
            asked(self.look)
        time.sleep(TICK)

    def look(self) -> bool:
        """Do what a person would, and in a hurry what time would."""
        self.person.look()
        if self.orders.hurry and time.monotonic() - self.swept > SWEEP:
            self.swept = time.monotonic()
            end_leases_of(self.cold(lease_owners() - living()))
            tasks.wake()
        return True

    def cold(self, gone: set[int]) -> list[int]:
        """Give who of the dead has been seen dead for long enough."""
        self.gone = {process: self.gone.get(process, self.swept) for process in gone}
        return [process for process, since in self.gone.items() if self.swept - since >= AFTERMATH]

    def count(self, name: str, before: dict[str, int], drained: float | None) -> Round:
        """Compare what was acknowledged with what the target holds."""
        told = control(self.orders.target_port, "report")
        mine = [entry for entry in told["entries"] if entry["number"].startswith(f"{name}-")]
        held = held_by(mine)
        return Round(
            round=self.number,
            seed=self.seed,
            accepted=self.senders.calls,
            documents=len(self.senders.accepted),
            booked=len(mine),
            distinct=len(held),
            damage=damage_of(self.senders.accepted, held),
            tokens=told["tokens"] - before["tokens"],
            sign_ins=self.person.sign_ins,
            asked=self.person.asked,
            drained=drained,
            kills=dict(sorted(self.kills.items())),
        )
