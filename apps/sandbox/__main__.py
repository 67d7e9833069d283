"""The command: ``serve`` runs the vendors, ``send`` posts Blue Fleet's notifications."""

import argparse
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from apps.sandbox.banqup.desk import HISTORY
from apps.sandbox.bluefleet.catalogue import SCENARIOS, SETS
from apps.sandbox.bluefleet.outbox import Outbox
from apps.sandbox.bluefleet.receiver import Receiver
from apps.sandbox.omie.call import Company
from apps.sandbox.omie.limits import Rules
from apps.sandbox.omie.seed import DEMO
from apps.sandbox.server import Sandbox
from apps.sandbox.store import Store

STORE = "var/sandbox.sqlite3"


def main(given: Sequence[str] | None = None) -> int:
    """Runs one command."""
    arguments = _parser().parse_args(given)
    code: int = arguments.run(arguments)
    return code


def serve(arguments: argparse.Namespace) -> int:
    """Serves until a signal comes."""
    sandbox = Sandbox(
        store=arguments.store,
        port=arguments.port,
        host=arguments.host,
        companies=tuple(arguments.company) or (DEMO,),
        rules=Rules.off() if arguments.no_limits else Rules(),
        demo=arguments.demo,
        history=arguments.history,
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with sandbox:
        _say(f"sandbox listening on {sandbox.url}")
        stop.wait()
    return 0


def send(arguments: argparse.Namespace) -> int:
    """Sends scenarios; 0 when every notification was answered with 200."""
    outbox = Outbox(Store(arguments.store), demo=arguments.demo)
    receiver = outbox.receiver()
    if arguments.url:
        headers = dict(_header(text) for text in arguments.header)
        receiver = Receiver(url=arguments.url, mode="header" if headers else "none", headers=headers)
    if not receiver.url:
        _say("no receiver: give --url, or --demo with a file that names one")
        return 2
    sent = outbox.send(arguments.scenario, arguments.count, arguments.seed, receiver=receiver)
    if not arguments.quiet:
        for one in sent:
            _say(f"{one.status} {one.path} {one.scenario} {one.answer[:120]}")
    statuses = Counter(one.status for one in sent)
    _say(f"sent {len(sent)}: " + ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())))
    return 0 if set(statuses) <= {200} else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m apps.sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True)
    server = commands.add_parser("serve", help="run the simulated vendors")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8800)
    server.add_argument("--store", type=Path, default=STORE)
    server.add_argument("--demo", type=Path, help="file that names the receiver of notifications")
    server.add_argument("--company", type=_company, action="append", default=[], metavar="KEY:SECRET[:NAME[:CNPJ]]")
    server.add_argument("--history", type=int, default=HISTORY, help="invoices that Banqup has on its first day")
    server.add_argument("--no-limits", action="store_true", help="switch Omie's limits off")
    server.set_defaults(run=serve)
    sender = commands.add_parser("send", help="post notifications to a receiver")
    sender.add_argument("--store", type=Path, default=STORE)
    sender.add_argument("--demo", type=Path, help="file that names the receiver of notifications")
    sender.add_argument("--url", help="receiver, instead of the one that is kept")
    sender.add_argument("--header", action="append", default=[], metavar="'Name: value'")
    sender.add_argument("--scenario", default="ordinary", choices=(*SETS, *SCENARIOS))
    sender.add_argument("--count", type=int, default=1)
    sender.add_argument("--seed", type=int, help="same seed, same documents; without it new ones each time")
    sender.add_argument("--quiet", action="store_true", help="print the totals only")
    sender.set_defaults(run=send)
    return parser


def _company(text: str) -> Company:
    key, secret, *rest = text.split(":")
    return Company(key, secret, *rest)


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.strip(), value.strip()


if __name__ == "__main__":
    sys.exit(main())
