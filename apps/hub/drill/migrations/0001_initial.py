"""The drill's credentials and its views of shared rows."""

import apps.hub.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hub', '0005_token'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mapping',
            fields=[
            ],
            options={
                'verbose_name': 'mapping',
                'verbose_name_plural': 'mappings',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('hub.mapping',),
        ),
        migrations.CreateModel(
            name='PendingError',
            fields=[
            ],
            options={
                'verbose_name': 'pending error',
                'verbose_name_plural': 'pending errors',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('hub.pendingerror',),
        ),
        migrations.CreateModel(
            name='SyncRun',
            fields=[
            ],
            options={
                'verbose_name': 'sync run',
                'verbose_name_plural': 'sync runs',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('hub.syncrun',),
        ),
        migrations.CreateModel(
            name='Credentials',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('token', apps.hub.fields.SecretText(blank=True, verbose_name='header of the senders')),
                ('client_id', models.CharField(blank=True, max_length=80, verbose_name='client')),
                ('client_secret', apps.hub.fields.SecretText(blank=True, verbose_name="client's secret")),
                ('refresh_token', apps.hub.fields.SecretText(blank=True, verbose_name='refresh token of the sign-in')),
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_credentials', to='hub.connection', verbose_name='connection')),
            ],
            options={
                'verbose_name': 'credentials',
                'verbose_name_plural': 'credentials',
            },
        ),
    ]
