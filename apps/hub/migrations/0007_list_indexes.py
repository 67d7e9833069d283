"""What lists are narrowed by, and a small index of what waits, from which its money is added up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0006_event_crashes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['started_at'], name='hub_attempt_started'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['outcome', '-id'], name='hub_attempt_outcome'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['received_at'], name='hub_transfer_received'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['amount'], name='hub_transfer_amount'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['id', 'currency', 'amount', 'received_at'], name='hub_transfer_waiting'),
        ),
    ]
