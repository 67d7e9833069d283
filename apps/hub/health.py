"""Is it alive, is it ready, and the numbers that monitoring reads."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.accounts.models import ApiKey, Scope
from apps.hub import tasks
from apps.hub.models import Event, Heartbeat, PendingError, Transfer

#: Older signs of life than this mean that nobody works.
SILENT = timedelta(minutes=3)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there and migrated and a worker lives, else 503 and what is missing."""
    missing = [name for name, check in CHECKS.items() if not check()]
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def database_answers() -> bool:
    """Tell whether the database answers."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return connection.is_usable()


def migrated() -> bool:
    """Tell whether every migration has been applied."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def worker_lives() -> bool:
    """Tell whether a worker gave a sign of life lately."""
    try:
        return Heartbeat.objects.filter(at__gt=timezone.now() - SILENT).exists()
    except DatabaseError:
        return False


CHECKS = {"database": database_answers, "migrations": migrated, "worker": worker_lives}


class DatabaseCollector(Collector):
    """Reads the counts at scrape time: every process answers the same."""

    def collect(self):  # type: ignore[no-untyped-def]  # the library's own signature
        """Give transfers and events by state, open causes, and the age of the last sign of life."""
        yield by_state("ponte_transfers", "Transfers by state", Transfer.objects)
        yield by_state("ponte_events", "Events by state", Event.objects)
        yield GaugeMetricFamily("ponte_pending_errors", "Open causes", PendingError.objects.open().count())
        yield GaugeMetricFamily("ponte_doorbells", "Doorbells in the queue", tasks.queue_length())
        ages = [(timezone.now() - beat.at).total_seconds() for beat in Heartbeat.objects.all()]
        yield GaugeMetricFamily("ponte_heartbeat_age_seconds", "Since the last sign of life", min(ages, default=-1))


def by_state(name: str, words: str, objects: object) -> GaugeMetricFamily:
    """Give one gauge with a sample for each state."""
    gauge = GaugeMetricFamily(name, words, labels=["state"])
    for row in objects.values("state").annotate(count=Count("pk")):  # type: ignore[attr-defined]
        gauge.add_metric([row["state"]], row["count"])
    return gauge


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the numbers in the Prometheus text format, to keys with the read scope and to local scrapers."""
    if not may_scrape(request):
        return HttpResponse(status=401)
    registry = CollectorRegistry()
    registry.register(DatabaseCollector())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4")


def may_scrape(request: HttpRequest) -> bool:
    """Tell whether the caller has the metrics token or a key that may read."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        return bool(settings.DEBUG)
    key = ApiKey.objects.filter(digest=ApiKey.digest_of(text)).first()
    return key is not None and Scope.READ in key.scopes
