from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0003_claims'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(condition=models.Q(('state', 'delivered')), fields=['delivered_at', 'flow', 'currency', 'amount'], name='hub_transfer_booked'),
        ),
    ]
