"""Who recorded that a school goes on with another, and when, stands in the audit trail; nobody read it here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_squashed_0017")]

    operations = [
        migrations.RemoveField(model_name="schoolsuccession", name="recorded_at"),
        migrations.RemoveField(model_name="schoolsuccession", name="recorded_by"),
    ]
