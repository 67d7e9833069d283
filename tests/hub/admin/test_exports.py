"""Any list as a file: what its filters leave, in the reader's language, for those who see the list, and audited."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.hub.admin import exports
from apps.hub.admin.export_columns import COLUMNS, columns_of
from apps.hub.models import AuditEntry, PendingError, Transfer
from tests.factories import (
    AttemptFactory,
    AuditEntryFactory,
    BatchFactory,
    BlockerFactory,
    ConnectionFactory,
    EventFactory,
    FlowFactory,
    MappingFactory,
    RuleFactory,
    RunFactory,
    TransferFactory,
    UploadFactory,
    UserFactory,
)
from tests.hub.batches import reader

pytestmark = pytest.mark.django_db

ROWS: dict[str, Callable[[], Any]] = {
    "attempt": AttemptFactory.create,
    "auditentry": AuditEntryFactory.create,
    "batch": BatchFactory.create,
    "connection": ConnectionFactory.create,
    "event": EventFactory.create,
    "flow": FlowFactory.create,
    "mapping": MappingFactory.create,
    "pendingerror": BlockerFactory.create,
    "rule": RuleFactory.create,
    "syncrun": RunFactory.create,
    "transfer": TransferFactory.create,
    "upload": UploadFactory.create,
}


@pytest.fixture
def finance(client: Client) -> Client:
    person = UserFactory.create(username="ana", role="finance")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(client: Client, noun: str, query: str = "", app: str = "hub") -> list[dict[str, str]]:
    return reader.table(body(client.get(f"/admin/export/{app}/{noun}/csv/{query}")))


def test_every_list_has_its_columns() -> None:
    assert set(ROWS) == set(COLUMNS)


@pytest.mark.parametrize("noun", ROWS)
def test_a_list_is_exported_in_both_forms_at_a_cost_that_does_not_grow(
    finance: Client, django_assert_max_num_queries: DjangoAssertNumQueries, noun: str
) -> None:
    for _row in range(4):
        ROWS[noun]()
    page = finance.get(f"/admin/hub/{noun}/").content.decode()
    assert f"/admin/export/hub/{noun}/xlsx/" in page
    with django_assert_max_num_queries(12):
        rows = table(finance, noun)
    model = exports.page_of("hub", noun).model
    assert len(rows) == len(exports.rows_of(exports.page_of("hub", noun), _asked(finance, noun))) > 0
    assert list(rows[0]) == [column.heading for column in columns_of(model)]
    book = load_workbook(io.BytesIO(body(finance.get(f"/admin/export/hub/{noun}/xlsx/"))))
    assert [cell.value for cell in next(book.worksheets[0].rows)] == list(rows[0])
    assert AuditEntry.objects.filter(verb="exported", noun=noun, actor_name="ana").count() == 2


def _asked(client: Client, noun: str) -> Any:
    """The request of a list without filters."""
    answer: Any = client.get(f"/admin/hub/{noun}/")
    return answer.wsgi_request


def test_the_filters_of_the_list_narrow_its_export(finance: Client) -> None:
    kept = TransferFactory.create(state="waiting", number="=1+1", amount="1250.50")
    TransferFactory.create(state="delivered")
    [row] = table(finance, "transfer", "?state__exact=waiting")
    assert (row["Number"], row["Amount"]) == ("'=1+1", "1250.50")
    assert (row["State"], row["Flow"]) == ("Waiting for a person", str(kept.flow))
    entry = AuditEntry.objects.get(verb="exported")
    assert (entry.about, entry.detail) == ("transfers", {"filters": "state__exact=waiting", "as": "csv"})
    assert finance.get("/admin/export/hub/transfer/csv/?colour__exact=red").status_code == 404


def test_open_and_resolved_causes_are_exported_as_the_list_has_them(finance: Client) -> None:
    cause = BlockerFactory.create().pending_error
    [row] = table(finance, "pendingerror")
    assert row["What stops it"].startswith("Cost centre")
    assert table(finance, "pendingerror", "?show=resolved") == []
    assert table(finance, "pendingerror", "?q=nothing-like-it") == []
    assert PendingError.objects.get() == cause


def test_a_file_speaks_the_readers_language_and_tells_their_time(finance: Client) -> None:
    TransferFactory.create(amount="1250.50")
    User.objects.update(language="pt-br", time_zone="America/Sao_Paulo")
    [row] = table(finance, "transfer")
    assert row["Valor"] == "1250,50"
    assert "2026-03-10 09:00:00" in row.values()


def test_a_section_of_a_vendor_exports_its_own_rows(finance: Client) -> None:
    MappingFactory.create(target=ConnectionFactory.create(yokoy=True))
    MappingFactory.create()
    assert len(table(finance, "mapping")) == 2
    assert len(table(finance, "mapping", app="yokoy")) == 1


def test_a_list_that_is_too_long_says_so_in_its_last_row(finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 2)
    TransferFactory.create_batch(3)
    lines = body(finance.get("/admin/export/hub/transfer/csv/")).decode().splitlines()
    assert len(lines) == 4
    assert lines[-1] == "There are more rows than fit in: narrow the list."


def test_only_those_who_see_a_list_export_it(client: Client) -> None:
    TransferFactory.create()
    assert client.get("/admin/export/hub/transfer/csv/").status_code == 302
    client.force_login(UserFactory.create(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/export/hub/transfer/csv/").status_code == 403
    assert not AuditEntry.objects.filter(verb="exported").exists()


@pytest.mark.parametrize(
    "address", ["hub/transfer/exe", "hub/nothing/csv", "accounts/user/csv", "bluefleet/credentials/csv"]
)
def test_what_is_no_list_or_no_form_is_not_there(finance: Client, address: str) -> None:
    assert finance.get(f"/admin/export/{address}/").status_code == 404
    assert Transfer.objects.count() == 0
