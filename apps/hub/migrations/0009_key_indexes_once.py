"""Two keys lose the index of their own: others of the same table begin with them, and each costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0008_transfers_vacuumed_early'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='transfer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='hub.transfer', verbose_name='transfer'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='flow',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='hub.flow', verbose_name='flow'),
        ),
    ]
