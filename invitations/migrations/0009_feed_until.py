"""The address of a calendar ends after a year; those that exist end a year after this runs."""

from django.db import migrations, models

import invitations.models.feeds


class Migration(migrations.Migration):
    dependencies = [("invitations", "0008_one_mark")]

    operations = [
        migrations.AddField(
            "calendarfeed",
            "until",
            models.DateField(default=invitations.models.feeds.in_a_year),
        ),
    ]
