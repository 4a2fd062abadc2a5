from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roundtables", "0021_offices_and_deputies"),
    ]

    operations = [
        migrations.AddField(
            model_name="focustopic",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it ends"),
        ),
    ]
