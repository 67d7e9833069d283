"""People with rights, signed in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.hub.models import Blocker, PendingError, Transfer
from tests.factories import FlowFactory, TransferFactory, UserFactory

VIEWS = ("transfer", "event", "pendingerror", "syncrun", "attempt", "flow", "connection", "mapping")

SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: None, client: Client) -> SignIn:
    """Sign somebody in who sees the working pages and may do what is named besides."""

    def signed_in(*rights: str) -> Client:
        names = [*(f"view_{noun}" for noun in VIEWS), *rights]
        person = UserFactory.create()
        person.user_permissions.set(Permission.objects.filter(content_type__app_label="hub", codename__in=names))
        client.force_login(person)
        return client

    return signed_in


def waiting(cause: PendingError, count: int) -> list[Transfer]:
    """Give some transfers of one flow that wait behind a cause."""
    flow = FlowFactory.create(source=cause.source, target=cause.target)
    found = TransferFactory.create_batch(count, flow=flow, state="waiting", reason=cause.code)
    Blocker.objects.bulk_create([Blocker(transfer=transfer, pending_error=cause) for transfer in found])
    return found
