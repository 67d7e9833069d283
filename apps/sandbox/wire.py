"""HTTP/1.1 with kept-alive connections, and sockets that can be closed without an answer."""

import io
import socket
import threading
from collections.abc import Callable
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


class DropConnection(Exception):
    """The socket is closed without an answer."""


class Wire(WSGIRequestHandler):
    """One connection. Werkzeug's own one closes after every answer; a vendor's gateway does not."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        """Remembers the socket, so that stopping the server also ends idle connections."""
        super().setup()
        _open_sockets(self.server).add(self.connection)

    def finish(self) -> None:
        """Forgets the socket."""
        _open_sockets(self.server).discard(self.connection)
        try:
            super().finish()
        except OSError:
            self.close_connection = True

    def run_wsgi(self) -> None:
        """Answers one request."""
        environ = self.make_environ()
        if environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read()
            environ["CONTENT_LENGTH"] = str(len(body))
        else:
            body = self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))
        # The body is always read whole, or the next request on this connection would begin in its middle.
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            self._answer(environ)
        except DropConnection:
            self._hang_up()
        except OSError:
            self.close_connection = True

    def _answer(self, environ: dict[str, Any]) -> None:
        head: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
            head.append((status, headers))
            return self.wfile.write

        chunks = self.server.app(environ, start_response)
        [(status, headers)] = head
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Connection", "close")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Silence: the sandbox keeps its own log of calls."""


class Server:
    """A listening server with a thread per connection."""

    def __init__(self, app: Any, *, host: str, port: int) -> None:
        self._server = make_server(host, port, app, threaded=True, request_handler=Wire)
        self._server.open_sockets = set()  # type: ignore[attr-defined]
        self.port = self._server.port

    def run(self) -> None:
        """Serves until stopped."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Ends the listening and every open connection."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(_open_sockets(self._server)):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def start(self) -> threading.Thread:
        """Serves in a thread of this process."""
        thread = threading.Thread(target=self.run, name="sandbox", daemon=True)
        thread.start()
        return thread


def _open_sockets(server: BaseWSGIServer) -> set[socket.socket]:
    sockets: set[socket.socket] = server.open_sockets  # type: ignore[attr-defined]
    return sockets
