"""The sandbox's own pages and files: what they show, what they escape, and that nothing comes from elsewhere."""

import re
import socket
import urllib.parse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from apps.sandbox.bluefleet.catalogue import SCENARIOS
from apps.sandbox.server import Sandbox
from apps.sandbox.vendors import VENDORS
from tests.sandbox.conftest import BANK, PAYABLE, Client, Receiver

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STYLE = Path(__file__).resolve().parents[2] / "apps" / "sandbox" / "static" / "sandbox.css"


@pytest.mark.parametrize("path", ["/", *(f"/{vendor.slug}/" for vendor in VENDORS)])
def test_pages_use_no_script_and_nothing_from_elsewhere(omie: Client, path: str) -> None:
    page = omie.http("GET", path)
    assert page.status == 200
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert re.findall(r"(?:src|href)='([^'/d#][^']*)'", page.text) == []


def test_the_style_sheet_is_local(omie: Client) -> None:
    style = omie.http("GET", "/static/sandbox.css")
    assert style.headers["Content-Type"].startswith("text/css")
    assert style.text == STYLE.read_text()
    assert "http" not in style.text


def test_the_first_page_leads_to_the_vendors_and_names_the_key_but_not_the_secret(omie: Client) -> None:
    page = omie.http("GET", "/").text
    assert "href='/omie/'" in page
    assert "href='/bluefleet/'" in page
    assert "href='/banqup/'" in page
    assert omie.app_key in page
    assert omie.app_secret not in page


def test_omies_page_shows_titles_payments_and_calls(omie: Client) -> None:
    share = [{"cCodDep": "619153908", "nPerDep": 100, "nValDep": PAYABLE["valor_documento"]}]
    omie.payable("IncluirContaPagar", **PAYABLE, distribuicao=share)
    payment = {"codigo_conta_corrente": BANK, "valor": 10, "data": "10/12/2026", "codigo_baixa_integracao": "P-77"}
    omie.payable("LancarPagamento", codigo_lancamento_integracao="BF-1", **payment)
    page = omie.http("GET", "/omie/").text
    for text in ("BF-1", "OFICINA CENTRAL LTDA", "1284.37", "1274.37", "MANUTENCAO 1284.37", "P-77", "LancarPagamento"):
        assert text in page


def test_names_are_escaped(omie: Client) -> None:
    name = "<script>alert(1)</script>"
    party = {"codigo_cliente_integracao": "X", "razao_social": name, "nome_fantasia": name}
    id_ = omie.client("IncluirCliente", **party).body["codigo_cliente_omie"]
    omie.payable("IncluirContaPagar", **{**PAYABLE, "codigo_cliente_fornecedor": id_})
    page = omie.http("GET", "/omie/").text
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_faults_are_switched_on_and_off_from_the_page(omie: Client, sandbox: Sandbox) -> None:
    form = urllib.parse.urlencode({"name": "drop_after_commit", "call": "", "times": "2", "seconds": ""})
    assert omie.http("POST", "/omie/faults", form, **FORM).status == 303
    assert omie.json("GET", "/_faults/omie") == [
        {"name": "drop_after_commit", "times": 2, "call": None, "seconds": None}
    ]
    assert "Switch all off" in omie.http("GET", "/omie/").text
    omie.http("POST", "/omie/faults", "clear=1", **FORM)
    assert omie.json("GET", "/_faults/omie") == []


def test_blue_fleets_page_has_a_button_for_each_scenario(omie: Client) -> None:
    page = omie.http("GET", "/bluefleet/").text
    for scenario in SCENARIOS:
        assert f"name='scenario' value='{scenario}'" in page


def test_buttons_send_and_requeue(omie: Client, sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.answers = [(503, "store is <down>")]
    to = urllib.parse.urlencode({"url": receiver.url, "mode": "header", "header_name": "X", "header_value": "y"})
    assert omie.http("POST", "/bluefleet/receiver", to, **FORM).status == 303
    assert omie.http("POST", "/bluefleet/send", "scenario=debit_note", **FORM).status == 303
    page = omie.http("GET", "/bluefleet/").text
    assert "store is &lt;down&gt;" in page
    assert "Re-queue all" in page
    assert omie.http("POST", "/bluefleet/requeue", "", **FORM).status == 303
    assert sandbox.records("bluefleet", "pending") == []
    assert [row["status"] for row in sandbox.records("bluefleet", "sent")] == [503, 200]
    assert "Nothing is pending." in omie.http("GET", "/bluefleet/").text


def test_an_invoices_file_is_a_small_pdf_at_the_address_it_names(omie: Client, sandbox: Sandbox) -> None:
    sandbox.outbox.send("invoice")
    [sent] = sandbox.records("bluefleet", "sent")
    url = sent["body"]["Files"][0]["Url"]
    assert url.startswith(f"{sandbox.url}/bluefleet/files/")
    file = omie.http("GET", urlsplit(url).path)
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.text.startswith("%PDF-1.4")
    assert file.text.rstrip().endswith("%%EOF")
    start = int(file.text.split("startxref\n")[1].split("\n")[0])
    assert file.text[start:].startswith("xref")
    assert omie.http("GET", "/bluefleet/files/notes.txt").status == 404


def test_the_endless_file_goes_on_and_the_huge_one_announces_a_gigabyte(sandbox: Sandbox) -> None:
    heads = {}
    for name in ("endless", "huge"):
        head, received = read_for_a_while(sandbox, f"/bluefleet/files/{name}.pdf")
        heads[name] = head
        assert received > 3_000_000
    assert b"Content-Length" not in heads["endless"]
    assert b"Content-Length: 1073741824" in heads["huge"]


def read_for_a_while(sandbox: Sandbox, path: str) -> tuple[bytes, int]:
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: sandbox\r\n\r\n".encode())
        data, received = b"", 0
        while received < 3_100_000:
            chunk = connection.recv(65_536)
            data, received = data or chunk, received + len(chunk)
            if not chunk:
                break
    return data.partition(b"\r\n\r\n")[0], received


def test_the_redirecting_file_leads_to_a_private_address(omie: Client) -> None:
    answer = omie.http("GET", "/bluefleet/files/redirect.pdf")
    assert (answer.status, answer.headers["Location"]) == (302, "http://169.254.169.254/")


def test_connections_are_kept_alive(omie: Client) -> None:
    omie.client("ListarClientes")
    first = omie.connection.sock
    omie.payable("ListarContasPagar")
    assert omie.connection.sock is first
