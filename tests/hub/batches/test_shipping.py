"""Files on their way to folders, servers and mailboxes: once each, later where it fails, never where not allowed."""

import email
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from apps.hub.batches import decide, shipping
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import AuditEntry, Batch, Dispatch, Outlet, Shipment
from tests.core.sftp_server import House, serving
from tests.hub.collecting import Collecting, collecting

__all__ = ["collecting"]


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    """The one folder below which files may be put."""
    settings.DELIVERY_ROOT = str(tmp_path / "files")
    settings.DELIVERY_MAIL_DOMAINS = ["example.org"]
    return tmp_path / "files"


@pytest.fixture
def house(tmp_path: Path, settings: Settings) -> Iterator[House]:
    (tmp_path / "server").mkdir()
    with serving(tmp_path / "server") as running:
        settings.PRIVATE_ORIGINS = [f"127.0.0.1:{running.port}"]
        yield running


def place(collecting: Collecting, way: str, **told: Any) -> Outlet:
    dispatch, _new = Dispatch.objects.get_or_create(flow=collecting.flow)
    return Outlet.objects.create(dispatch=dispatch, way=way, **told)


def on(house: House, **told: Any) -> dict[str, Any]:
    """Give what is entered for a place on the server."""
    entered = {"host": "127.0.0.1", "port": house.port, "username": "ponte", "password": house.password}
    return entered | {"host_key": house.host_key} | told


def shipped(collecting: Collecting) -> tuple[Batch, Shipment]:
    """Make a file of one document and bring it to its places; give it with its first shipment."""
    collecting.ready("1")
    batch = collecting.produce()
    assert not mail.outbox
    shipping.run_due()
    return batch, batch.shipments.earliest("pk")


def later() -> None:
    """Let the wait for the next try be over."""
    Shipment.objects.exclude(due_at=None).update(due_at=timezone.now())
    shipping.run_due()


def test_a_file_is_brought_to_every_place_of_its_flow(collecting: Collecting, root: Path, house: House) -> None:
    place(collecting, "folder", folder="erp/in")
    place(collecting, "sftp", **on(house))
    place(collecting, "mail", recipients="ana@example.org\nrui@example.org", language="pt-br")
    place(collecting, "folder", folder="old", active=False)
    batch, _first = shipped(collecting)
    assert (root / "erp" / "in" / batch.file_name).read_bytes() == batch.payload.raw
    assert (house.root / batch.file_name).read_bytes() == batch.payload.raw
    [message] = mail.outbox
    assert message.to == ["ana@example.org", "rui@example.org"]
    sent = email.message_from_bytes(message.message().as_bytes())
    _whole, _words, attached = sent.walk()
    assert attached.get_filename() == batch.file_name
    assert attached.get_payload(decode=True) == batch.payload.raw
    assert list(batch.shipments.values_list("state", flat=True)) == ["delivered"] * 3
    assert not (root / "old").exists()
    assert not shipping.is_due()


def test_bringing_it_twice_is_bringing_it_once(collecting: Collecting, root: Path, house: House) -> None:
    place(collecting, "folder", folder="in")
    place(collecting, "sftp", **on(house))
    batch, _first = shipped(collecting)
    written = (root / "in" / batch.file_name).stat().st_mtime_ns
    for shipment in batch.shipments.all():
        shipping.again(shipment, actor=collecting.person)
    assert shipping.run_due() == 2
    assert (root / "in" / batch.file_name).stat().st_mtime_ns == written
    assert len(house.written) == 1
    assert [path.name for path in (root / "in").iterdir()] == [batch.file_name]
    assert AuditEntry.objects.filter(verb="sent").count() == 2


def test_what_fails_is_tried_again_with_longer_waits_and_then_waits_for_a_person(
    collecting: Collecting, root: Path
) -> None:
    root.mkdir()
    (root / "in").write_text("a file where a folder should be")
    place(collecting, "folder", folder="in")
    batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code, shipment.tries) == ("queued", "outlet.folder_away", 1)
    for _try in range(9):
        later()
    shipment.refresh_from_db()
    assert (shipment.state, shipment.due_at) == ("failed", None)
    (root / "in").unlink()
    shipping.again(shipment, actor=collecting.person)
    with pytest.raises(NotPossible, match="under_way"):
        shipping.again(shipment, actor=collecting.person)
    shipping.run_due()
    shipment.refresh_from_db()
    assert (shipment.state, shipment.code) == ("delivered", "")
    assert (root / "in" / batch.file_name).exists()


@pytest.mark.parametrize("folder", ["../outside", "in/../../outside", "link", "/etc/../../outside"])
def test_nothing_is_put_outside_the_root(collecting: Collecting, root: Path, folder: str) -> None:
    root.mkdir()
    (root.parent / "outside").mkdir()
    (root / "link").symlink_to(root.parent / "outside")
    place(collecting, "folder", folder=folder)
    _batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code) == ("failed", "outlet.outside")
    assert list((root.parent / "outside").iterdir()) == []


def test_another_file_of_the_same_name_is_never_overwritten(collecting: Collecting, root: Path) -> None:
    root.mkdir()
    (root / "debit-notes-000001.csv").write_text("somebody else's")
    place(collecting, "folder", folder="")
    _batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code) == ("failed", "outlet.name_taken")
    assert [path.read_text() for path in root.iterdir()] == ["somebody else's"]


@pytest.mark.parametrize(
    ("way", "told", "code"),
    [
        ("folder", {"folder": "in"}, "outlet.no_root"),
        ("mail", {"recipients": "ana@example.com"}, "outlet.recipient"),
        ("mail", {"recipients": "ana@example.org.evil.net"}, "outlet.recipient"),
        ("mail", {"recipients": "ana"}, "outlet.recipient"),
        ("sftp", {"host": "127.0.0.1", "username": "x", "host_key": "ssh-ed25519 AAAA"}, "outlet.address_refused"),
        ("sftp", {"host": "127.0.0.1", "username": "x"}, "outlet.no_host_key"),
    ],
)
def test_what_the_operator_does_not_allow_waits_for_a_person(
    collecting: Collecting, root: Path, settings: Settings, way: str, told: dict[str, str], code: str
) -> None:
    settings.DELIVERY_ROOT = ""
    settings.PRIVATE_ORIGINS = []
    place(collecting, way, **told)
    _batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code) == ("failed", code)
    assert not mail.outbox


def test_a_server_that_is_another_one_gets_nothing(collecting: Collecting, house: House) -> None:
    place(collecting, "sftp", **on(house, host_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=="))
    _batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code) == ("failed", "outlet.host_key_changed")
    assert not house.written


def test_a_mail_about_a_file_has_the_same_id_every_time(collecting: Collecting, root: Path) -> None:
    place(collecting, "mail", recipients="ana@example.org")
    _batch, shipment = shipped(collecting)
    shipping.again(shipment, actor=collecting.person)
    shipping.run_due()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_a_file_that_was_cancelled_is_not_sent_any_more(collecting: Collecting, root: Path) -> None:
    place(collecting, "folder", folder="in")
    collecting.ready("1")
    batch = collecting.produce()
    decide.cancel(batch, actor=collecting.person, reason="wrong month")
    shipping.run_due()
    shipment = batch.shipments.get()
    assert shipment.state == "dropped"
    assert not root.exists()
    with pytest.raises(NotPossible, match="under_way"):
        shipping.again(shipment, actor=collecting.person)


def test_what_a_dead_worker_held_is_brought_by_another_and_what_is_held_is_not(
    collecting: Collecting, root: Path
) -> None:
    place(collecting, "folder", folder="in")
    collecting.ready("1")
    batch = collecting.produce()
    [held] = shipping.take()
    assert shipping.run_due() == 0
    Shipment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert shipping.run_due() == 1
    shipping.ship(held)  # the first one was only slow, and finds the file there
    shipment = batch.shipments.get()
    assert (shipment.state, shipment.due_at) == ("delivered", None)


def test_a_defect_is_tried_again_and_stops_nobody(
    collecting: Collecting, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(collecting, "folder", folder="in")
    monkeypatch.setattr(shipping, "NAME", None)
    _batch, shipment = shipped(collecting)
    assert (shipment.state, shipment.code) == ("queued", "internal")


def test_a_name_that_leads_elsewhere_is_refused(collecting: Collecting, root: Path) -> None:
    place(collecting, "folder", folder="in")
    collecting.ready("1")
    batch = collecting.produce()
    for name in ("../a.csv", "a/b.csv", ".hidden", "a..csv", "a\nb", ""):
        batch.file_name = name
        batch.save()
        Shipment.objects.update(state="queued", due_at=timezone.now())
        shipping.run_due()
        assert batch.shipments.get().code == "outlet.odd_name", name
    assert not root.exists()
