"""Tokens of a connection, one row each, with who is asking for the next one."""

import apps.hub.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0004_booked_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(blank=True, max_length=64)),
                ("access", apps.hub.fields.SecretText(blank=True, verbose_name="access token")),
                ("refresh", apps.hub.fields.SecretText(blank=True, verbose_name="refresh token")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="granted")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="valid until")),
                ("generation", models.PositiveIntegerField(default=0)),
                ("asked", models.BooleanField(default=False)),
                ("lease_owner", models.CharField(blank=True, max_length=80)),
                ("lease_until", models.DateTimeField(null=True)),
                ("rests_until", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=80)),
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="token",
                        to="hub.connection",
                        verbose_name="connection",
                    ),
                ),
            ],
            options={
                "verbose_name": "access token",
                "verbose_name_plural": "access tokens",
            },
        ),
    ]
