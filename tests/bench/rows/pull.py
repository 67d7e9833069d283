"""Row 4: a vendor is asked for its documents, page by page; each is stored with its bytes and its transfer."""

import json
import subprocess
import sys
from typing import Any

from django.utils import timezone

from apps.hub.models import Pull, Transfer
from tests.bench import world
from tests.bench.answering import PAGE
from tests.bench.bench import Bench
from tests.bench.figures import Measured
from tests.bench.rows.raw import AT_ONCE
from tests.bench.stage import ROOT

#: Documents a second.
RATE = 8_000.0
#: Many documents may take this much more memory than few: what an allocator keeps, no list of them.
SLACK = 1.1


def measure(bench: Bench) -> list[Measured]:
    """Pull some documents several times, and ten times as many once; the peak of memory must not follow."""
    number = bench.plan.pulled
    few = [pulled(bench, number) for _ in range(bench.plan.runs)]
    many = pulled(bench, number * 10)
    memory = [told["peak"] for told in few]
    return [
        Measured(
            row="pull",
            what=f"{number:,} documents, {PAGE} a page",
            unit="docs/s",
            values=tuple(number / told["seconds"] for told in few),
            goal=bench.goal(RATE),
            limit=f"inserts, {AT_ONCE} a commit",
            cores={"engine": max(told["cpu"] / told["seconds"] for told in few)},
            note=f"{1e6 * min(told['cpu'] for told in few) / number:.0f} µs of a core a document in the hub",
        ),
        Measured(
            row="pull",
            what=f"{number * 10:,} documents",
            unit="docs/s",
            values=(number * 10 / many["seconds"],),
            cores={"engine": many["cpu"] / many["seconds"]},
        ),
        Measured(row="pull", what=f"peak memory with {number:,}", unit="MB", values=tuple(memory)),
        Measured(
            row="pull",
            what=f"peak memory with {number * 10:,}",
            unit="MB",
            values=(many["peak"],),
            goal=max(memory) * SLACK,
            at_most=True,
        ),
    ]


def pulled(bench: Bench, number: int) -> dict[str, Any]:
    """Let a process of its own pull so many documents; give its seconds, processor time and peak of memory."""
    world.empty()
    bench.world.sends(bench.stage.target_port, number)
    source, kind = bench.world.source, bench.world.flow.kind
    Pull.objects.create(connection=source, kind=kind, due_at=timezone.now())
    command = [sys.executable, "-m", "tests.bench.pulling"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    stored = Transfer.objects.count()
    if done.returncode or stored != number:
        raise RuntimeError(f"{stored} of {number} were stored:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
