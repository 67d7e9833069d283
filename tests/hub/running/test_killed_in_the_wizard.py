"""A real hub, killed with SIGKILL after a vendor has answered and before that is kept: people go on at the step."""

import html
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psutil
import pytest
import requests
from django.conf import settings
from django.test import Client
from werkzeug import Request, Response

from apps.connectors.banqup.models import Credentials
from apps.hub.models import Connection, End, SignIn, Token
from apps.hub.running.surroundings import any_port
from apps.sandbox.banqup.cast import COMPANY
from apps.sandbox.server import Sandbox
from tests.contract import vendor
from tests.factories import UserFactory
from tests.hub.onboarding.begun import Begun
from tests.hub.running.crew import ROOT, alive, until

pytestmark = pytest.mark.django_db(transaction=True)


class Gate:
    """Stands before a vendor; the first answer of one kind is kept back for ever, for who waits for it is killed."""

    def __init__(self, url: str, kind: str) -> None:
        self.url, self.kind = url.rstrip("/"), kind
        self.answered, self.over = threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Response:
        given = {name: value for name, value in request.headers if name.lower() not in ("host", "accept-encoding")}
        path, body = request.full_path.rstrip("?"), request.get_data()
        told = requests.request(
            request.method, f"{self.url}{path}", headers=given, data=body, allow_redirects=False, timeout=20
        )
        if self.kind in f"{path} {body.decode()}" and not self.over.is_set():
            assert told.status_code == 200
            self.answered.set()
            self.over.wait(30)
        kept = {name: told.headers[name] for name in ("content-type", "location") if name in told.headers}
        return Response(told.content, status=told.status_code, headers=kept)


@dataclass
class Web:
    """The hub's web server as real processes, started again on the same port."""

    environment: dict[str, str]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        options = ["--bind", f"127.0.0.1:{self.port}", "--threads=2", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
        with self.log.open("ab") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        try:
            until(self.answers)
            yield process
        finally:
            kill(process)

    def answers(self) -> bool:
        with suppress(requests.ConnectionError):
            return requests.get(f"{self.url}/healthz", timeout=20).ok
        return False


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a server with everybody it has started."""
    if process.poll() is None:
        everybody = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        for each in everybody:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        process.wait()
        until(lambda: not any(alive(each.pid) for each in everybody))


@dataclass
class Person:
    """Somebody with a browser that outlives the hub."""

    url: str
    line: requests.Session

    def send(self, path: str, **typed: str) -> str:
        self.line.get(f"{self.url}{path}", timeout=20)
        token = self.line.cookies.get("csrftoken") or ""
        return self.line.post(f"{self.url}{path}", {**typed, "csrfmiddlewaretoken": token}, timeout=20).text

    def look(self, path: str) -> str:
        return self.line.get(f"{self.url}{path}", timeout=20).text

    def allowed(self, path: str) -> str:
        """Leave for the vendor's page, allow the access, and give the path that the vendor sends the browser to."""
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', self.send(path, leave="1"))
        assert found
        page = html.unescape(found[1])
        form = {**dict(parse_qsl(urlsplit(page).query)), "decision": "allow"}
        back = requests.post(page, form, allow_redirects=False, timeout=20).headers["location"]
        return back.removeprefix(self.url)


@pytest.fixture
def web(process_environment: dict[str, str], tmp_path: Path) -> Web:
    return Web({**process_environment, "DJANGO_SETTINGS_MODULE": "tests.settings"}, any_port(), tmp_path / "web.log")


@pytest.fixture
def person(web: Web) -> Iterator[Person]:
    client = Client()
    person = UserFactory.create(role="administrator")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    with requests.Session() as line:
        line.cookies.set("sessionid", client.cookies[settings.SESSION_COOKIE_NAME].value)
        yield Person(web.url, line)


def killed_while(web: Web, gate: Gate, call: Callable[[], object]) -> None:
    """Make a call, and kill the hub once the vendor has answered it."""
    with web.running() as process:
        caller = threading.Thread(target=suppressed, args=(call,))
        caller.start()
        try:
            assert gate.answered.wait(30)
            kill(process)
        finally:
            gate.over.set()
            caller.join()


def suppressed(call: Callable[[], object]) -> None:
    """Make a call that the hub does not live to answer."""
    with suppress(requests.ConnectionError):
        call()


def test_the_hub_dies_while_a_consent_is_redeemed(sandbox: Sandbox, web: Web, person: Person) -> None:
    setup, gate = Begun(sandbox, "source-sign-in"), Gate(sandbox.banqup_url.rpartition("/banqup")[0], "code_verifier=")
    with vendor(gate) as url:
        behind(setup, sandbox, url, web)
        back: list[str] = []

        def come_back() -> None:
            back.append(person.allowed(setup.address()))
            person.look(back[0])

        killed_while(web, gate, come_back)
        assert SignIn.objects.get().used_at is not None
        assert not Token.objects.exists()
        assert Credentials.objects.get().refresh_token == ""
        with web.running():
            assert "This sign-in has been used already" in person.look(back[0])
            page = person.look(person.allowed(setup.address()))
            assert "Signed in at Banqup." in page
            assert "Terms for Banqup" in person.send(setup.address(), go_on="1")
    assert Token.objects.get().refresh == Credentials.objects.get().refresh_token != ""


def test_the_hub_dies_while_an_account_is_tried(sandbox: Sandbox, web: Web, person: Person) -> None:
    setup, gate = Begun(sandbox, "source-test"), Gate(sandbox.banqup_url.rpartition("/banqup")[0], "/purchase-invoices")
    with vendor(gate) as url:
        behind(setup, sandbox, url, web)
        killed_while(web, gate, lambda: person.send(setup.address()))
        end = End.objects.get(side="source")
        assert (setup.source.state, setup.source.account_id, end.account_id, end.code) == ("new", "", "", "")
        with web.running():
            assert "Test the connection to Banqup" in person.look(f"/admin/apps/setup/{setup.row.public_id}/")
            assert "How documents are booked" in person.send(setup.address())
    assert (setup.source.state, setup.source.account_id) == ("connected", str(COMPANY))


def behind(setup: Begun, sandbox: Sandbox, url: str, web: Web) -> None:
    """Let Banqup be reached through a gate only."""
    place = f"{url.rstrip('/')}/banqup/v4/"
    Connection.objects.filter(pk=setup.source.pk).update(base_url=place)
    web.environment["PRIVATE_ORIGINS"] = f"{urlsplit(sandbox.url).netloc},{urlsplit(url).netloc}"
