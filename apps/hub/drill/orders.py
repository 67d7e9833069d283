"""What a drill is to be; told from the command to the process that conducts it as one line of JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How much of everything, and where.

    ``fire`` are the seconds of a round in which everybody is killed, ``drain`` those within which
    the queue must be empty afterwards. ``cluster`` is the folder of a PostgreSQL of the drill's
    own, which is killed too. ``hurry``: the leases of those who are certainly dead end at once.
    """

    rounds: int
    documents: int
    kills: int
    seed: int
    fire: float
    drain: float
    hurry: bool
    folder: str
    cluster: str
    web_port: int
    target_port: int

    def told(self) -> str:
        """Give the line."""
        return json.dumps(asdict(self))

    @classmethod
    def heard(cls, line: str) -> Self:
        """Read the line."""
        return cls(**json.loads(line))
