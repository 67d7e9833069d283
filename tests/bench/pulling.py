"""A worker that pulls what is due, a process of its own: tells its seconds, processor time and peak of memory."""

import json
import logging
import resource
import sys
import time

import django


def main() -> None:
    """Pull until the source has no more."""
    django.setup()
    logging.disable(logging.INFO)
    from apps.hub.engine.doors.pull import pull_due  # noqa: PLC0415  models can be imported only now

    began, spent = time.perf_counter(), time.process_time()
    while pull_due():
        pass
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000
    json.dump({"seconds": seconds, "cpu": cpu, "peak": peak}, sys.stdout)


if __name__ == "__main__":
    main()
