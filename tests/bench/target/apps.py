"""The bench's connector as a Django app."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Its label names the rows of its credentials."""

    name = "tests.bench.target"
    label = "bench"
    verbose_name = "Bench"
    default_auto_field = "django.db.models.BigAutoField"
