"""The contract, for each connector of the house."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from werkzeug import Request, Response

from apps.connectors.banqup.connector import BANQUP
from apps.connectors.bluefleet.connector import BLUE_FLEET
from apps.connectors.cnab240.connector import CNAB240
from apps.connectors.contaazul.connector import CONTA_AZUL
from apps.connectors.datasul.connector import DATASUL
from apps.connectors.matera.connector import MATERA
from apps.connectors.nibo.connector import NIBO
from apps.connectors.omie.connector import OMIE
from apps.connectors.own_system.connector import OWN_SYSTEM
from apps.connectors.pagnet.connector import PAGNET
from apps.connectors.vexpenses.connector import VEXPENSES
from apps.connectors.yokoy.connector import YOKOY
from tests.connectors.banqup.vendor import several_pages
from tests.connectors.vexpenses import vendor as vexpenses
from tests.connectors.yokoy.vendor import answers
from tests.contract import ConnectorContract


class TestBanqup(ConnectorContract):
    connector = BANQUP
    answers = staticmethod(several_pages)


class TestBlueFleet(ConnectorContract):
    connector = BLUE_FLEET
    fixtures = Path(__file__).parent / "bluefleet" / "fixtures"
    credentials: ClassVar[Mapping[str, str]] = {
        "mode": "header",
        "header_name": "X-Hub-Token",
        "header_value": "a long random text",
    }
    headers: ClassVar[Mapping[str, str]] = {"X-Hub-Token": "a long random text"}


class TestCnab240(ConnectorContract):
    connector = CNAB240


class TestContaAzul(ConnectorContract):
    connector = CONTA_AZUL
    unauthorized = (401, '{"code":401,"message":"The Token has expired."}')


class TestDatasul(ConnectorContract):
    connector = DATASUL


class TestMatera(ConnectorContract):
    connector = MATERA


class TestNibo(ConnectorContract):
    connector = NIBO


class TestOmie(ConnectorContract):
    connector = OMIE
    unauthorized = (
        403,
        '{"faultstring":"ERROR: A chave de acesso não está preenchida ou não é válida.","faultcode":"SOAP-ENV:Server"}',
    )


class TestOwnSystem(ConnectorContract):
    connector = OWN_SYSTEM


class TestPagnet(ConnectorContract):
    connector = PAGNET


class TestVExpenses(ConnectorContract):
    connector = VEXPENSES
    unauthorized = (401, "Unauthorized.")
    answers = staticmethod(vexpenses.answers)


class TestYokoy(ConnectorContract):
    connector = YOKOY

    def answers(self, request: Request) -> Response:
        return answers(request)

    def planted(self) -> dict[str, str]:
        return {**super().planted(), "client_id": "c", "organisation_id": "AbcDeF1234", "unit": "aB9jQoE3HE"}
