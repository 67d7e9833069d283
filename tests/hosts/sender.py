"""Senders on a host of their own: each document is sent, to one web server or, where that fails, another.

    python -m tests.hosts.sender PATH TOKEN ADDRESS [ADDRESS …]

One line of input names a document; one line of output names one that was acknowledged.
"""

import http.client
import itertools
import queue
import sys
import threading
import time

from apps.hub.drill.senders import Paper

HEADER, PORT = "x-drill-token", 8000
THREADS, PATIENCE, REST = 8, 3.0, 0.2


def send(papers: "queue.Queue[str]", path: str, token: str, addresses: list[str]) -> None:
    """Be one sender: what is not acknowledged here is sent again there."""
    turns = itertools.cycle(addresses)
    address = next(turns)
    while name := papers.get():
        body = Paper(id=name, revisions=1, after=0.0, dated=False).body(1)
        while not acknowledged(address, path, token, body):
            address = next(turns)
            time.sleep(REST)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


def acknowledged(address: str, path: str, token: str, body: bytes) -> bool:
    """Send once; only a 200 counts."""
    line = http.client.HTTPConnection(address, PORT, timeout=PATIENCE)
    try:
        line.request("POST", path, body, {"Content-Type": "application/json", HEADER: token})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def main(path: str, token: str, addresses: list[str]) -> None:
    """Send what is named, until the input ends."""
    papers: queue.Queue[str] = queue.Queue()
    for position in range(THREADS):
        turned = addresses[position % len(addresses) :] + addresses[: position % len(addresses)]
        threading.Thread(target=send, args=(papers, path, token, turned), daemon=True).start()
    for line in sys.stdin:
        papers.put(line.strip())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
