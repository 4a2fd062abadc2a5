"""The mark against second clicks is called `submission_id` everywhere."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("invitations", "0007_minutes_links")]

    operations = [
        migrations.RenameField("datepoll", "submission", "submission_id"),
    ]
