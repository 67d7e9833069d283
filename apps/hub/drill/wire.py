"""How the drill talks to its target beside the documents, and how it looks whether somebody answers."""

import http.client
import json
import socket
from typing import Any

HOST = "127.0.0.1"


def control(port: int, what: str, **body: str) -> Any:
    """Ask the target for a mood, a sign-in or its report."""
    line = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        line.request("POST", f"/control/{what}", json.dumps(body), {"Content-Type": "application/json"})
        return json.loads(line.getresponse().read())
    finally:
        line.close()


def listens(port: int) -> bool:
    """Tell whether somebody takes connections on a port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
