"""Omie's clock: local time of Brasilia, always read from the wall so that a test can travel in time."""

from datetime import UTC, date, datetime, timedelta, timezone

# Brazil has had no summer time since 2019.
BRASILIA = timezone(timedelta(hours=-3))


def local_now() -> datetime:
    """Now, as Omie's screens show it."""
    return datetime.now(UTC).astimezone(BRASILIA)


def day_text(moment: date) -> str:
    """dd/mm/yyyy."""
    return moment.strftime("%d/%m/%Y")


def day_of(text: str) -> date:
    """The date in a dd/mm/yyyy text; ValueError for anything else."""
    if len(text) != 10:
        raise ValueError(text)
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=BRASILIA).date()


def midnight(text: str) -> float:
    """The epoch second at which that local day begins."""
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=BRASILIA).timestamp()


def stamp(created: float, changed: float, *, user: str = "WEBSERVICE") -> dict[str, str]:
    """The info block of a record."""
    first, last = (datetime.fromtimestamp(second, BRASILIA) for second in (created, changed))
    return {
        "dInc": day_text(first),
        "hInc": first.strftime("%H:%M:%S"),
        "uInc": user,
        "dAlt": day_text(last),
        "hAlt": last.strftime("%H:%M:%S"),
        "uAlt": user,
        "cImpAPI": "S" if user == "WEBSERVICE" else "N",
    }
