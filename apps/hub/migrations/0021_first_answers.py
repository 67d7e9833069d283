"""The first answer to a call that a system marked, kept for a day."""

import django.db.models.deletion
from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_user_time_zone'),
        ('hub', '0020_post_permission'),
    ]

    operations = [
        migrations.CreateModel(
            name='FirstAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255, verbose_name='key of the call')),
                ('digest', models.CharField(max_length=64, verbose_name='checksum of the call')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='status')),
                ('media_type', models.CharField(blank=True, max_length=80)),
                ('body', models.TextField(blank=True, verbose_name='answer')),
                ('lease_until', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('api_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.apikey', verbose_name='API key')),
            ],
            options={
                'verbose_name': 'first answer',
                'verbose_name_plural': 'first answers',
                'constraints': [models.UniqueConstraint(fields=('api_key', 'key'), name='hub_first_answer_once'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('status', None)), ('status__gte', 200), _connector='OR'), name='hub_first_answer_whole')],
            },
        ),
    ]
