"""Addresses of other systems that are told what happened, their messages, and each try to deliver one."""

import apps.core.standard_webhooks
import apps.hub.fields
import apps.hub.models.subscription
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0024_delivery_of_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=apps.hub.models.subscription.message_id, max_length=40, unique=True, verbose_name='id of the message')),
                ('event', models.CharField(choices=[('document.ready', 'A document is ready to be collected'), ('transfer.delivered', 'A document was booked'), ('transfer.waiting', 'A document waits for a person'), ('transfer.refused', 'A document was refused by whoever collected it'), ('transfer.reversed', 'A document was undone'), ('batch.produced', 'A file was produced'), ('webhook.test', 'A person tries the address')], max_length=40, verbose_name='event')),
                ('data', models.JSONField(default=dict, verbose_name='content')),
                ('state', models.CharField(choices=[('queued', 'On its way'), ('delivered', 'Delivered'), ('failed', 'Given up')], default='queued', max_length=10, verbose_name='state')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, null=True, verbose_name='next try')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='happened')),
            ],
            options={
                'verbose_name': 'webhook message',
                'verbose_name_plural': 'webhook messages',
            },
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('requeued', 'requeued'), ('skipped', 'skipped'), ('handled', 'marked as handled elsewhere'), ('held', 'put on hold'), ('released', 'released'), ('mapped', 'mapped'), ('retried', 'tried again'), ('assigned', 'assigned'), ('commented', 'commented'), ('switched', 'switched'), ('asked', 'asked the source of'), ('reconnected', 'reconnected'), ('verified', 'verified again'), ('uploaded', 'uploaded'), ('routed', 'handed to the flows again'), ('began', 'began to connect'), ('filled', 'filled in the credentials of'), ('accepted', 'accepted the terms for'), ('chose', 'chose the part of the account for'), ('invited', 'invited a colleague to fill in'), ('gave_up', 'gave up connecting'), ('viewed', 'looked at the payload of'), ('produced', 'produced the file'), ('downloaded', 'downloaded'), ('booked', 'said that it was taken over:'), ('refused', 'said that it was refused:'), ('cancelled', 'cancelled the file'), ('applied', 'applied the result'), ('saved', 'saved the layout'), ('confirmed', 'confirmed the layout'), ('arranged', 'arranged the delivery of'), ('sent', 'had it sent again:'), ('issued', 'issued a key for the program of'), ('rotated', 'thought up a new secret for'), ('exported', 'exported the list of')], max_length=12, verbose_name='did'),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='took')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='status')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('code', models.CharField(blank=True, max_length=80, verbose_name='reason')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='hub.message', verbose_name='webhook message')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The system that is told.', max_length=80, unique=True, verbose_name='name')),
                ('url', models.URLField(max_length=500, validators=[apps.hub.models.subscription.may_be_told], verbose_name='address')),
                ('events', models.JSONField(blank=True, default=list, help_text='None: all of them.', validators=[apps.hub.models.subscription.known_events], verbose_name='events')),
                ('secret', apps.hub.fields.SecretText(default=apps.core.standard_webhooks.new_secret, editable=False)),
                ('old_secret', apps.hub.fields.SecretText(blank=True, default='', editable=False)),
                ('old_until', models.DateTimeField(editable=False, null=True)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('code', models.CharField(blank=True, editable=False, max_length=40, verbose_name='switched off because')),
                ('failing_since', models.DateTimeField(editable=False, null=True, verbose_name='failing since')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('connection', models.ForeignKey(blank=True, help_text='Empty: everything that happens in the hub.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='hub.connection', verbose_name='connection')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='message',
            name='subscription',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hub.subscription', verbose_name='webhook'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at'], name='hub_message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['subscription', '-id'], name='hub_message_of'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'queued')), models.Q(('state', 'queued'), _negated=True), _connector='OR'), name='hub_message_queued'),
        ),
    ]
