"""What is booked survives a restart and a SIGKILL, and concurrent callers cannot double it."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from apps.sandbox.omie.limits import Rules
from apps.sandbox.omie.records import Registers
from apps.sandbox.omie.seed import DEMO
from apps.sandbox.server import Sandbox
from tests.sandbox.conftest import PAYABLE, Client

ROOT = Path(__file__).resolve().parents[2]


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "kept.sqlite3"
    with Sandbox(store=store) as sandbox, closing(Client(sandbox.url)) as client:
        client.payable("IncluirContaPagar", **PAYABLE)
        sandbox.fault("omie", "busy", times=7)
        before = sandbox.state("omie")
    with Sandbox(store=store) as sandbox:
        assert sandbox.state("omie") == before
        assert [call["call"] for call in sandbox.calls("omie")] == ["IncluirContaPagar"]


def test_what_was_answered_survives_a_sigkill(tmp_path: Path) -> None:
    store = tmp_path / "killed.sqlite3"
    process, url = started(store)
    with closing(Client(url)) as client:
        booked = [
            client.payable("IncluirContaPagar", **{**PAYABLE, "codigo_lancamento_integracao": f"BF-{number}"}).status
            for number in range(20)
        ]
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)
    assert booked == [200] * 20
    with Sandbox(store=store) as sandbox:
        assert len(sandbox.records("omie", "contapagar")) == 20


def started(store: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "apps.sandbox", "serve", "--port", "0", "--store", str(store), *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, line.split()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_listens_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process, url = started(tmp_path / "served.sqlite3", "--no-limits", "--company", "111:222:FILIAL LTDA")
    with closing(Client(url, "111", "222")) as client:
        company = client.omie("geral/empresas", "ListarEmpresas").body["empresas_cadastro"][0]
        rules = client.json("GET", "/_limits/omie")
        process.send_signal(number)
        output, _ = process.communicate(timeout=10)
    assert company["razao_social"] == "FILIAL LTDA"
    assert set(rules.values()) == {0}
    assert (process.returncode, output) == (0, "")


def test_concurrent_inclusions_of_one_key_book_it_once(sandbox: Sandbox) -> None:
    sandbox.set_rules(Rules.off())
    codes, barrier = Counter[str](), threading.Barrier(8)

    def include() -> None:
        with closing(Client(sandbox.url)) as client:
            barrier.wait()
            for number in range(10):
                title = {**PAYABLE, "codigo_lancamento_integracao": f"BF-{number}"}
                codes[client.payable("IncluirContaPagar", **title).code] += 1

    threads = [threading.Thread(target=include) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [title["codigo_lancamento_integracao"] for title in sandbox.records("omie", "contapagar")]
    assert sorted(keys) == sorted(f"BF-{number}" for number in range(10))
    assert codes == {"": 10, "SOAP-ENV:Client-102": 70}


@pytest.mark.parametrize("columns", [{"code": "X"}, {"digits": "123"}])
def test_the_database_itself_refuses_a_second_key(sandbox: Sandbox, columns: dict[str, str]) -> None:
    with sandbox.store.write() as tx:
        Registers(tx, DEMO.app_key).insert("clientes", {}, **columns)
    with pytest.raises(sqlite3.IntegrityError), sandbox.store.write() as tx:
        Registers(tx, DEMO.app_key).insert("clientes", {}, **columns)


def test_a_reset_brings_back_the_first_day(omie: Client, sandbox: Sandbox) -> None:
    first_day = sandbox.state("omie")
    omie.payable("IncluirContaPagar", **PAYABLE)
    sandbox.fault("omie", "busy")
    assert omie.json("POST", "/_reset") == {"reset": True}
    after = sandbox.state("omie")
    assert {table: len(rows) for table, rows in after.items()} == {
        table: len(rows) for table, rows in first_day.items()
    }
    assert after["contapagar"] == []
    assert sandbox.calls("omie") == []
    assert omie.payable("IncluirContaPagar", **PAYABLE).status == 200


def test_a_sandbox_without_a_file_keeps_its_records_while_it_runs() -> None:
    with Sandbox() as sandbox, closing(Client(sandbox.url)) as client:
        client.payable("IncluirContaPagar", **PAYABLE)
        assert len(sandbox.records("omie", "contapagar")) == 1


def test_stopping_ends_connections_that_are_kept_alive(tmp_path: Path) -> None:
    with Sandbox(store=tmp_path / "stopped.sqlite3") as sandbox:
        client = Client(sandbox.url)
        client.client("ListarClientes")
    with closing(client), pytest.raises(OSError):
        client.client("ListarClientes")


def test_state_and_calls_are_read_over_http(omie: Client) -> None:
    omie.payable("IncluirContaPagar", **PAYABLE)
    assert omie.json("GET", "/_state/omie?table=contapagar")[0]["codigo_lancamento_integracao"] == "BF-1"
    assert set(omie.json("GET", "/_state/omie")) >= {"contapagar", "contareceber", "anexos", "clientes"}
    assert omie.json("GET", "/_calls/omie")[0]["call"] == "IncluirContaPagar"
    assert omie.http("GET", "/_state/omie?table=nothing").status == 400
    assert omie.http("GET", "/_state/nobody").status == 404
