"""A bare loop of POSTs with the library that the hub uses, from eight threads: the machine's limit of delivering."""

import sys
import threading
import time

import requests

from tests.bench.invoices import invoice

THREADS = 8


def post(url: str, seconds: float, counts: list[int]) -> None:
    """POST until the time is over, over one kept-alive connection."""
    session, number, body = requests.Session(), 0, invoice(1)
    session.trust_env = False
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        session.post(url, data=body, headers={"Content-Type": "application/json"}).raise_for_status()
        number += 1
    counts.append(number)


def main(port: str, seconds: float) -> None:
    """Tell how many calls a second were answered."""
    counts: list[int] = []
    work = [
        threading.Thread(target=post, args=(f"http://127.0.0.1:{port}/0/invoices", seconds, counts))
        for _ in range(THREADS)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    sys.stdout.write(str(sum(counts) / seconds))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
