"""Schedules and places in the admin: what is entered, what is never shown, and what a person says about deliveries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.hub.batches import shipping
from apps.hub.models import AuditEntry, Batch, Dispatch, Outlet
from tests.core.sftp_server import House, serving
from tests.factories import OutletFactory, UserFactory
from tests.hub.admin.test_batches import LIST, text
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]

ADD = "/admin/hub/dispatch/add/"


@pytest.fixture
def administrator(collecting: Collecting, client: Client, settings: Settings, tmp_path: Path) -> Client:
    settings.DELIVERY_ROOT = str(tmp_path / "files")
    settings.DELIVERY_MAIL_DOMAINS = ["example.org"]
    person = UserFactory.create(username="rui", role="administrator")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def house(tmp_path: Path, settings: Settings) -> Iterator[House]:
    (tmp_path / "server").mkdir()
    with serving(tmp_path / "server") as running:
        settings.PRIVATE_ORIGINS = [f"127.0.0.1:{running.port}"]
        yield running


def form(collecting: Collecting, *places: dict[str, Any], **told: Any) -> dict[str, Any]:
    """Give the form as a browser sends it."""
    old = sum("id" in place for place in places)
    fields = {"flow": collecting.flow.pk, "outlets-TOTAL_FORMS": len(places), "outlets-INITIAL_FORMS": old}
    usual: dict[str, Any] = {"active": "on", "port": 22, "language": "en"}
    for number, place in enumerate(places):
        fields |= {f"outlets-{number}-{name}": value for name, value in (usual | place).items()}
    return fields | told


def test_a_schedule_and_its_places_are_entered_on_one_page(administrator: Client, collecting: Collecting) -> None:
    places = [{"way": "folder", "folder": "erp/in"}, {"way": "mail", "recipients": "ana@example.org"}]
    told = {"every": 1440, "due_at_0": "2026-03-10", "due_at_1": "18:00"}
    page = administrator.post(ADD, form(collecting, *places, **told), follow=True)
    assert page.status_code == 200
    row = Dispatch.objects.get()
    assert (row.every, row.outlets.count()) == (1440, 2)
    entry = AuditEntry.objects.get(verb="arranged")
    assert (entry.actor_name, entry.reason) == ("rui", "Folder: erp/in; Mail: ana@example.org")
    assert "every day" in text(administrator.get("/admin/hub/dispatch/"))
    listed = text(administrator.get(LIST))
    assert "A file is produced every day, next on" in listed
    assert "Schedule and delivery…" in listed


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"way": "folder", "folder": "../etc"}, "The folder is not below the one that may be written to"),
        ({"way": "mail", "recipients": "ana@example.com"}, "To this address no files are sent — ana@example.com."),
        ({"way": "sftp", "host": "a.example.org", "username": "ponte"}, "Enter the password, or a private key below."),
        ({"way": "sftp", "password": "x"}, "This field is required."),
        (
            {"way": "sftp", "host": "a.example.org", "username": "ponte", "private_key": "SECRET-KEY"},
            "The private key cannot be read",
        ),
    ],
)
def test_a_place_that_could_not_be_delivered_to_is_not_saved(
    administrator: Client, collecting: Collecting, place: dict[str, str], words: str
) -> None:
    page = administrator.post(ADD, form(collecting, place))
    assert words in text(page)
    assert "SECRET-KEY" not in page.content.decode()
    assert not Outlet.objects.exists()


def test_a_schedule_without_a_first_time_asks_for_it(administrator: Client, collecting: Collecting) -> None:
    page = administrator.post(ADD, form(collecting, every=60))
    assert "Say when the next file is to be produced." in text(page)


def test_only_flows_whose_documents_are_collected_are_offered(administrator: Client, collecting: Collecting) -> None:
    OutletFactory.create(dispatch__flow__name="Has one already")
    page = administrator.get(f"{ADD}?flow={collecting.flow.pk}")
    assert list(page.context["adminform"].form.fields["flow"].queryset) == [collecting.flow]


def test_a_stored_secret_is_never_shown_and_goes_to_no_other_server(
    administrator: Client, collecting: Collecting
) -> None:
    told = {"way": "sftp", "host": "a.example.org", "username": "ponte", "password": "correct horse"}
    administrator.post(ADD, form(collecting, told))
    place = Outlet.objects.get()
    address = f"/admin/hub/dispatch/{place.dispatch_id}/change/"
    assert "correct horse" not in administrator.get(address).content.decode()
    kept = told | {"password": "", "id": place.pk, "dispatch": place.dispatch_id}
    administrator.post(address, form(collecting, kept | {"folder": "in"}))
    place.refresh_from_db()
    assert (place.folder, place.password) == ("in", "correct horse")
    page = administrator.post(address, form(collecting, kept | {"host": "evil.example.net"}))
    assert "Enter the password, or a private key below." in text(page)
    place.refresh_from_db()
    assert place.host == "a.example.org"
    Outlet.objects.update(host_key="ssh-ed25519 AAAA")
    administrator.post(address, form(collecting, kept | {"host": "b.example.org", "password": "new"}))
    place.refresh_from_db()
    assert (place.host, place.password, place.host_key) == ("b.example.org", "new", "")


def test_the_key_of_a_server_is_compared_and_confirmed_by_a_person(
    administrator: Client, collecting: Collecting, house: House
) -> None:
    place = OutletFactory.create(
        dispatch__flow=collecting.flow, way="sftp", host="127.0.0.1", port=house.port, username="ponte",
        password=house.password, folder="",
    )  # fmt: skip
    collecting.ready("1")
    batch = collecting.produce()
    shipping.run_due()
    assert "Nobody has confirmed the key of the server yet" in text(administrator.get(f"{LIST}{batch.pk}/change/"))
    assert "1 file could not be delivered" in text(administrator.get(LIST))
    address = f"/admin/hub/dispatch/{place.dispatch_id}/key/{place.pk}/"
    page = administrator.get(address)
    assert house.key.fingerprint in text(page)
    assert "its key is not confirmed yet" in text(administrator.get(f"/admin/hub/dispatch/{place.dispatch_id}/change/"))
    administrator.post(address, {"host_key": page.context["host_key"]})
    assert AuditEntry.objects.get(verb="arranged").detail["fingerprint"] == house.key.fingerprint
    [shipment] = batch.shipments.all()
    page = administrator.post(f"{LIST}{batch.pk}/again/{shipment.pk}/", follow=True)
    assert "The file is on its way again." in text(page)
    shipping.run_due()
    assert (house.root / batch.file_name).read_bytes() == batch.payload.raw
    assert "Delivery delivered SFTP server" in text(administrator.get(f"{LIST}{batch.pk}/change/"))
    house.key = type(house.key).generate()
    assert "The key is another one than before." in text(administrator.get(address))


def test_a_server_that_is_away_is_told_in_words(administrator: Client, collecting: Collecting) -> None:
    place = OutletFactory.create(dispatch__flow=collecting.flow, way="sftp", host="127.0.0.1", port=9, username="ponte")
    page = administrator.get(f"/admin/hub/dispatch/{place.dispatch_id}/key/{place.pk}/")
    assert "The server lies in a private network" in text(page)
    assert "It is the right key" not in text(page)


def test_what_is_on_its_way_is_not_sent_again(administrator: Client, collecting: Collecting) -> None:
    OutletFactory.create(dispatch__flow=collecting.flow)
    collecting.ready("1")
    batch: Batch = collecting.produce()
    shipment = batch.shipments.get()
    assert "Send again" not in text(administrator.get(f"{LIST}{batch.pk}/change/"))
    page = administrator.post(f"{LIST}{batch.pk}/again/{shipment.pk}/", follow=True)
    assert "It is on its way already, or the file was cancelled" in text(page)


def test_what_kept_documents_out_of_a_file_is_told_at_its_schedule(
    administrator: Client, collecting: Collecting
) -> None:
    row = Dispatch.objects.create(flow=collecting.flow, ran_at=timezone.now(), code="batch.source_gone")
    page = administrator.get(f"/admin/hub/dispatch/{row.pk}/change/")
    assert "The original of a document is no longer kept" in text(page)
