"""The bench's credentials and its views of shared rows."""

import apps.hub.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hub', '0001_initial'),
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
                ('token', apps.hub.fields.SecretText(verbose_name='token')),
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_credentials', to='hub.connection', verbose_name='connection')),
            ],
            options={
                'verbose_name': 'credentials',
                'verbose_name_plural': 'credentials',
            },
        ),
    ]
