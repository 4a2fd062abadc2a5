from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="sitepage", name="site_page_known"),
        migrations.AlterField(
            model_name="sitepage",
            name="slug",
            field=models.CharField(
                choices=[
                    ("impressum", "Legal notice"),
                    ("datenschutz", "Privacy"),
                    ("barrierefreiheit", "Accessibility"),
                    ("start", "Welcome on the start page"),
                    ("leichte-sprache", "Easy language"),
                    ("gebaerdensprache", "Sign language"),
                ],
                max_length=20,
                unique=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="sitepage",
            constraint=models.CheckConstraint(
                name="site_page_known",
                condition=models.Q(
                    slug__in=[
                        "impressum",
                        "datenschutz",
                        "barrierefreiheit",
                        "start",
                        "leichte-sprache",
                        "gebaerdensprache",
                    ]
                ),
            ),
        ),
    ]
