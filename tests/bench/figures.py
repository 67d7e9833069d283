"""The arithmetic of the benchmark: percentiles, medians with their spread, one measured line."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that ``share`` of all values do not exceed (the nearest rank, nothing interpolated)."""
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values, and a share above 0 and up to 1")
    # Rounded first: 0.07 times 100 is a little more than 7 to a computer, and would be the eighth.
    return sorted(values)[math.ceil(round(share * len(values), 9)) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one measurement: the median, and how far the runs lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Give the spread of some runs; there must be one at least."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of the table.

    ``goal`` is to be reached, or with ``at_most`` not to be exceeded. ``limit`` names the line that tells what the
    machine itself can do. ``cores`` says how many cores each program took on average.
    """

    row: str
    what: str
    unit: str
    values: tuple[float, ...]
    goal: float | None = None
    at_most: bool = False
    limit: str = ""
    cores: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def spread(self) -> Spread:
        """Give the median and the spread of the runs."""
        return Spread.of(self.values)

    @property
    def met(self) -> bool | None:
        """Tell whether the median reaches the goal; None where there is none."""
        if self.goal is None:
            return None
        return self.spread.median <= self.goal if self.at_most else self.spread.median >= self.goal


def mean(shares: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Give the mean of each program's cores over several runs."""
    names = dict.fromkeys(name for share in shares for name in share)
    return {name: statistics.fmean(share.get(name, 0.0) for share in shares) for name in names}
