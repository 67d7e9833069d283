"""Files that people upload, and the documents in each of them."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0014_onboarding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('requeued', 'requeued'), ('skipped', 'skipped'), ('handled', 'marked as handled elsewhere'), ('held', 'put on hold'), ('released', 'released'), ('mapped', 'mapped'), ('retried', 'tried again'), ('assigned', 'assigned'), ('commented', 'commented'), ('switched', 'switched'), ('asked', 'asked the source of'), ('reconnected', 'reconnected'), ('verified', 'verified again'), ('uploaded', 'uploaded'), ('routed', 'handed to the flows again'), ('began', 'began to connect'), ('filled', 'filled in the credentials of'), ('accepted', 'accepted the terms for'), ('chose', 'chose the part of the account for'), ('invited', 'invited a colleague to fill in'), ('gave_up', 'gave up connecting'), ('viewed', 'looked at the payload of')], max_length=12, verbose_name='did'),
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='documents')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('person_name', models.CharField(max_length=150, verbose_name='by')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='when')),
                ('routed_at', models.DateTimeField(null=True, verbose_name='taken by a flow')),
                ('documents', models.PositiveIntegerField(verbose_name='documents')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='known already')),
                ('unreadable', models.PositiveIntegerField(default=0, verbose_name='not readable')),
                ('connection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='hub.connection', verbose_name='connection')),
                ('payload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to='hub.payload', verbose_name='file as received')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'uploaded file',
                'verbose_name_plural': 'uploaded files',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='UploadedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(db_index=True, max_length=120, verbose_name='id at the source')),
                ('upload', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='hub.upload')),
            ],
            options={
                'verbose_name': 'uploaded document',
                'verbose_name_plural': 'uploaded documents',
            },
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('routed_at', None)), fields=['connection', 'kind'], name='hub_upload_unrouted'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('connection', 'kind', 'sha256'), name='hub_upload_once'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed', 0), ('known', 0), ('new', 0), ('routed_at', None), ('unreadable', 0)), models.Q(('documents', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('new'), '+', models.F('changed')), '+', models.F('known')), '+', models.F('unreadable'))), ('routed_at__isnull', False)), _connector='OR'), name='hub_upload_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='uploadeddocument',
            constraint=models.UniqueConstraint(fields=('upload', 'source_id'), name='hub_uploaded_once'),
        ),
    ]
