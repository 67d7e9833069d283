"""The paths below /api/v1/; each is known with and without a slash at its end."""

from typing import Any

from django.urls import re_path
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.hub.api import schema, views
from apps.hub.api.batches import Batches
from apps.hub.api.pending import PendingErrors
from apps.hub.api.subscriptions import Messages, Subscriptions
from apps.hub.api.transfers import Transfers

__all__ = ["schema", "urlpatterns"]  # importing the schema's extensions registers them


@extend_schema(exclude=True)
class Unknown(APIView):
    """Answers what is not there like any other refusal."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything else is asked."""
        raise NotFound


router = SimpleRouter()
router.trailing_slash = "/?"
router.register("connectors", views.Connectors, basename="connector")
router.register("connections", views.Connections)
router.register("flows", views.Flows)
router.register("events", views.Events)
router.register("transfers", Transfers)
router.register("runs", views.Runs)
router.register("pending-errors", PendingErrors)
router.register("mappings", views.Mappings)
router.register("batches", Batches)
router.register("webhooks", Subscriptions)
router.register("webhook-messages", Messages)

urlpatterns = [*router.urls, re_path("", Unknown.as_view())]
