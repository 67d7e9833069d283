"""Pages tell the time of the place where a person works."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.factories import TransferFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "shown"), [("", "09:30"), ("America/Sao_Paulo", "09:30"), ("Europe/Lisbon", "13:30"), ("UTC", "12:30")]
)
def test_a_page_shows_the_time_of_its_reader(client: Client, zone: str, shown: str) -> None:
    TransferFactory.create(received_at=datetime(2026, 6, 30, 12, 30, tzinfo=UTC))
    User.objects.filter(pk=UserFactory.create(is_staff=True, is_superuser=True).pk).update(time_zone=zone)
    client.force_login(User.objects.latest("pk"), backend="django.contrib.auth.backends.ModelBackend")
    assert shown in client.get("/admin/hub/transfer/").content.decode()
