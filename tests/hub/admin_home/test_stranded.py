"""The home page tells of what is ready to leave the hub and cannot."""

from django.test import Client
from django.utils import timezone

from apps.hub.models import Batch, PendingError, Shipment, Subscription
from tests.factories import ShipmentFactory, SubscriptionFactory
from tests.hub.admin_home.conftest import Crossing
from tests.hub.admin_home.test_home import text_of


def test_a_file_that_could_not_be_delivered_is_told_until_somebody_decided_it(
    admin_page: Client, crossing: Crossing
) -> None:
    PendingError.objects.all().delete()
    shipment: Shipment = ShipmentFactory.create(batch__file_name="HUBAP1_1.txt", params={"name": "HUBAP1_1.txt"})
    page = text_of(admin_page)
    assert "Something could not be sent. Nothing is lost: see why below, and send it again." in page
    assert "The file HUBAP1_1.txt could not be delivered to in Another file of this name is there already" in page
    assert f"/admin/hub/batch/{shipment.batch_id}/change/" in admin_page.get("/admin/").content.decode()
    Batch.objects.update(state="confirmed", decided_at=timezone.now())
    assert "could not be" not in text_of(admin_page)


def test_a_webhook_that_the_hub_switched_off_is_told_and_one_that_a_person_switched_off_is_not(
    admin_page: Client, crossing: Crossing
) -> None:
    PendingError.objects.all().delete()
    SubscriptionFactory.create(name="Warehouse", active=False, code="webhook.gone")
    SubscriptionFactory.create(name="Old one", active=False)
    page = text_of(admin_page)
    assert "The webhook Warehouse is switched off" in page
    assert "Old one" not in page
    Subscription.objects.update(active=True, code="")
    assert "Everything is all right." in text_of(admin_page)


def test_who_may_not_see_webhooks_is_not_told_of_them(finance_page: Client, crossing: Crossing) -> None:
    SubscriptionFactory.create(name="Warehouse", active=False, code="webhook.gone")
    assert "Warehouse" not in text_of(finance_page)
