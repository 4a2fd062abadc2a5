"""The mark against second clicks is called `submission_id` everywhere."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("screens", "0004_asked_again")]

    operations = [
        migrations.RenameField("question", "submission", "submission_id"),
    ]
