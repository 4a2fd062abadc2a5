from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0023_reminder_days")]

    operations = [
        migrations.AlterField(
            model_name="participant",
            name="attendance",
            field=models.CharField(
                choices=[
                    ("invited", "not entered"),
                    ("present", "present"),
                    ("excused", "excused"),
                    ("absent", "absent"),
                    ("deputy", "represented"),
                ],
                default="invited",
                max_length=10,
                verbose_name="attendance",
            ),
        ),
    ]
