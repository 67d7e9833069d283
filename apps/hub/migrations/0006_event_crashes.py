from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0005_token"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="crashes",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="workers lost on it"),
        ),
    ]
