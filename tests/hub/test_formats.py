"""Days, moments and spans, in each language the same on our pages and on Django's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import formats as django_formats
from django.utils import translation

from apps.hub import formats

NOW = datetime(2026, 5, 3, 12, 5, tzinfo=UTC)
WRITTEN = {"en": "3 May 2026 12:05", "pt-br": "03/05/2026 12:05", "pt-pt": "03/05/2026 12:05"}


@pytest.mark.parametrize("language", WRITTEN)
def test_a_moment_on_djangos_pages_reads_as_on_ours(language: str) -> None:
    with translation.override(language):
        assert django_formats.localize(NOW) == WRITTEN[language]
        assert formats.moment(NOW).replace(formats.NO_BREAK, " ").startswith(WRITTEN[language].removesuffix(" 12:05"))


@pytest.mark.parametrize("language", WRITTEN)
def test_a_day_on_djangos_pages_reads_as_on_ours(language: str) -> None:
    with translation.override(language):
        written = str(django_formats.localize(date(2026, 5, 3)))
        assert formats.day(date(2026, 5, 3)).replace(formats.NO_BREAK, " ") == written


@pytest.mark.parametrize(("language", "month"), [("pt-br", "Maio"), ("pt-pt", "Maio")])
def test_what_somebody_may_is_no_month(language: str, month: str) -> None:
    with translation.override(language):
        assert translation.gettext("May") == month
        assert translation.pgettext("rights", "May") == "Permissões"


@pytest.mark.parametrize("language", ["en", "pt-br", "pt-pt"])
def test_each_language_is_named_in_itself(language: str) -> None:
    with translation.override(language):
        assert translation.gettext("English") == "English"


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 59, "less than a minute"),
        ("pt-br", 59, "menos de um minuto"),
        ("pt-br", 61, "1 minuto"),
        ("pt-pt", 7200, "2 horas"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(language: str, seconds: int, said: str) -> None:
    with time_machine.travel(NOW, tick=False), translation.override(language):
        assert formats.lasting(NOW - timedelta(seconds=seconds)).replace(formats.NO_BREAK, " ") == said
