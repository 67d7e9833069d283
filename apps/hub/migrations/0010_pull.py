"""Pulls, one row for each kind of documents that a source is asked for, and what a run read."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0009_key_indexes_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pull",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="documents")),
                ("cursor", models.TextField(blank=True, verbose_name="place")),
                ("every", models.PositiveIntegerField(null=True, verbose_name="minutes from one asking to the next")),
                ("due_at", models.DateTimeField(null=True, verbose_name="next asking")),
                (
                    "trigger",
                    models.CharField(
                        choices=[("webhook", "Webhook"), ("person", "Person"), ("schedule", "Schedule")],
                        default="schedule",
                        max_length=10,
                        verbose_name="asked by",
                    ),
                ),
                ("lease_owner", models.CharField(blank=True, max_length=80)),
                ("lease_until", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True, verbose_name="begun")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="last finished")),
                ("read", models.PositiveIntegerField(default=0, verbose_name="documents read")),
                ("stored", models.PositiveIntegerField(default=0, verbose_name="new or changed")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures in a row")),
                ("code", models.CharField(blank=True, max_length=80, verbose_name="reason")),
                ("params", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "pull",
                "verbose_name_plural": "pulls",
            },
        ),
        migrations.AddField(
            model_name="syncrun",
            name="changed",
            field=models.PositiveIntegerField(default=0, verbose_name="changed"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="cursor_after",
            field=models.TextField(blank=True, verbose_name="place after"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="cursor_before",
            field=models.TextField(blank=True, verbose_name="place before"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="new",
            field=models.PositiveIntegerField(default=0, verbose_name="new"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="read",
            field=models.PositiveIntegerField(default=0, verbose_name="read at the source"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="unchanged",
            field=models.PositiveIntegerField(default=0, verbose_name="known already"),
        ),
        migrations.AddField(
            model_name="syncrun",
            name="unreadable",
            field=models.PositiveIntegerField(default=0, verbose_name="not readable"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("requeued", "requeued"),
                    ("skipped", "skipped"),
                    ("handled", "marked as handled elsewhere"),
                    ("held", "put on hold"),
                    ("released", "released"),
                    ("mapped", "mapped"),
                    ("retried", "tried again"),
                    ("assigned", "assigned"),
                    ("commented", "commented"),
                    ("switched", "switched"),
                    ("asked", "asked the source of"),
                    ("reconnected", "reconnected"),
                    ("verified", "verified again"),
                    ("routed", "handed to the flows again"),
                    ("viewed", "looked at the payload of"),
                ],
                max_length=12,
                verbose_name="did",
            ),
        ),
        migrations.AddConstraint(
            model_name="syncrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "read",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("new"), "+", models.F("changed")
                                ),
                                "+",
                                models.F("unchanged"),
                            ),
                            "+",
                            models.F("unreadable"),
                        ),
                    )
                ),
                name="hub_run_reading_adds_up",
            ),
        ),
        migrations.AddField(
            model_name="pull",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pulls",
                to="hub.connection",
                verbose_name="connection",
            ),
        ),
        migrations.AddIndex(
            model_name="pull",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="hub_pull_due"),
        ),
        migrations.AddConstraint(
            model_name="pull",
            constraint=models.UniqueConstraint(fields=("connection", "kind"), name="hub_pull_once"),
        ),
        migrations.AddConstraint(
            model_name="pull",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_owner", ""), ("lease_until", None)),
                    models.Q(models.Q(("lease_owner", ""), _negated=True), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="hub_pull_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="pull",
            constraint=models.CheckConstraint(
                condition=models.Q(("stored__lte", models.F("read"))), name="hub_pull_adds_up"
            ),
        ),
    ]
