"""The steps of the vendors' own help pages, recognised one by one and in their order in what the wizard asks for.

https://help.banqup.com/pt/articles/405136-integracao-com-yokoy
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import Settings

from apps.connectors.banqup.connector import BANQUP
from apps.connectors.yokoy.connector import YOKOY
from apps.core.connector import Connector
from apps.sandbox.server import Sandbox
from apps.sandbox.yokoy.seed import CLIENT_ID, CLIENT_SECRET, FIRST, ORGANISATION
from tests.factories import ConnectionFactory
from tests.hub.admin_home.conftest import admin_page, administrator
from tests.hub.onboarding.conftest import Walker

__all__ = ["admin_page", "administrator"]

BOTH = ("pt-pt", "pt-br")
#: Banqup's five steps of activation.
ACTIVATION = (
    "Aplicações",
    "Aplicação de Contabilidade",
    "Conexão on-line como Ativado",
    "Exportação de faturas para contabilidade",
    "lista de aplicações",
)
#: Yokoy's steps for a pair of keys, and where the organisation's id is.
KEYS = ("Admin → Programador", "Gerar credenciais", "“Ponte”", "segredo do cliente", "Confirme", "ID da organização")


def steps_of(connector: Connector, language: str) -> list[str]:
    assert connector.preparation is not None
    with translation.override(language):
        return [gettext(step) for step in connector.preparation.steps]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(("connector", "words"), [(BANQUP, ACTIVATION), (YOKOY, KEYS)])
def test_each_step_at_the_vendor_is_told_in_its_own_words_and_order(
    connector: Connector, words: tuple[str, ...], language: str
) -> None:
    steps = steps_of(connector, language)
    assert [word for word, step in zip(words, steps, strict=False) if word not in step] == []


@pytest.mark.parametrize(("connector", "words"), [(BANQUP, ACTIVATION), (YOKOY, KEYS)])
def test_the_readme_has_a_row_for_each_of_them(connector: Connector, words: tuple[str, ...]) -> None:
    page = (Path(__file__).parents[2] / "apps" / "connectors" / connector.slug / "README.md").read_text()
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE)[: len(words)] == [str(n + 1) for n in range(len(words))]


@pytest.mark.django_db
def test_yokoys_six_steps_and_the_legal_entity_are_met_one_by_one(
    admin_page: Client, sandbox: Sandbox, settings: Settings
) -> None:
    settings.WORKER_THREADS = 1
    admin_page.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt-pt"
    fleet = ConnectionFactory.create(bluefleet=True)
    walker = Walker(admin_page, "").connect("yokoy").choose(f"target:bill:bluefleet:{fleet.pk}")
    walker.post(name="Yokoy", environment="sandbox", base_url="")
    labels = re.findall(r"<label for=\"id_\w+\">([^<]+?)\s*[<(]", walker.page.content.decode())
    assert [label.strip() for label in labels[:3]] == ["ID de cliente", "Segredo do cliente", "ID da organização"]
    walker.post(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, organisation_id=ORGANISATION)
    assert "Li e aceito em nome da minha empresa." in walker.text
    walker.post(accept="1")
    assert "Testar a ligação a Yokoy" in walker.text
    walker.post()
    for words in (
        "Entidade jurídica em Yokoy",
        "Processador de faturas → Faturas",
        "Serra Azul Portugal, Lda",
        "Confirmo",
    ):
        assert words in walker.text
    walker.post(unit=FIRST, confirm="1")
    assert walker.step == "settings"
    assert "Ativar" in walker.text
