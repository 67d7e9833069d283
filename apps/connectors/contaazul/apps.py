"""Conta Azul as a Django app."""

from django.apps import AppConfig


class ContaAzulConfig(AppConfig):
    """The vendor's own section; its label names the rows of its credentials."""

    name = "apps.connectors.contaazul"
    label = "contaazul"
    verbose_name = "Conta Azul"
    default_auto_field = "django.db.models.BigAutoField"
