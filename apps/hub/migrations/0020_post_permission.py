"""Posting documents through the API is a right of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub", "0019_produced_files")]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "permissions": [("post", "Can post documents through the API")],
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
    ]
