"""The wizard that connects systems: how far somebody is, its two ends, accepted terms, links for colleagues."""


import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0013_errands'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('requeued', 'requeued'), ('skipped', 'skipped'), ('handled', 'marked as handled elsewhere'), ('held', 'put on hold'), ('released', 'released'), ('mapped', 'mapped'), ('retried', 'tried again'), ('assigned', 'assigned'), ('commented', 'commented'), ('switched', 'switched'), ('asked', 'asked the source of'), ('reconnected', 'reconnected'), ('verified', 'verified again'), ('routed', 'handed to the flows again'), ('began', 'began to connect'), ('filled', 'filled in the credentials of'), ('accepted', 'accepted the terms for'), ('chose', 'chose the part of the account for'), ('invited', 'invited a colleague to fill in'), ('gave_up', 'gave up connecting'), ('viewed', 'looked at the payload of')], max_length=12, verbose_name='did'),
        ),
        migrations.CreateModel(
            name='End',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('source', 'from'), ('target', 'to')], max_length=6)),
                ('connector_slug', models.CharField(max_length=40, verbose_name='connector')),
                ('chosen', models.BooleanField(default=False)),
                ('account_id', models.CharField(blank=True, max_length=80)),
                ('account_name', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('params', models.JSONField(default=dict)),
                ('told_at', models.DateTimeField(null=True)),
                ('connection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='hub.connection')),
            ],
            options={
                'verbose_name': 'end of an onboarding',
                'verbose_name_plural': 'ends of onboardings',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('end', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='hub.end')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='Onboarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='address key')),
                ('connector_slug', models.CharField(max_length=40, verbose_name='connector')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='documents')),
                ('place', models.CharField(blank=True, max_length=40, verbose_name='step')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('given_up_at', models.DateTimeField(null=True, verbose_name='given up')),
                ('finished_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='finished by')),
                ('flow', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='hub.flow', verbose_name='flow')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by')),
            ],
            options={
                'verbose_name': 'onboarding',
                'verbose_name_plural': 'onboardings',
            },
        ),
        migrations.AddField(
            model_name='end',
            name='onboarding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ends', to='hub.onboarding'),
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, verbose_name='version')),
                ('person_name', models.CharField(max_length=150, verbose_name='name')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='hub.connection', verbose_name='connection')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'acceptance of the terms',
                'verbose_name_plural': 'acceptances of the terms',
                'constraints': [models.UniqueConstraint(fields=('connection', 'version'), name='hub_acceptance_once')],
            },
        ),
        migrations.AddIndex(
            model_name='onboarding',
            index=models.Index(condition=models.Q(('finished_at', None), ('given_up_at', None)), fields=['-updated_at'], name='hub_onboarding_open'),
        ),
        migrations.AddConstraint(
            model_name='onboarding',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('given_up_at', None), _connector='OR'), name='hub_onboarding_one_end'),
        ),
        migrations.AddConstraint(
            model_name='end',
            constraint=models.UniqueConstraint(fields=('onboarding', 'side'), name='hub_end_once'),
        ),
    ]
