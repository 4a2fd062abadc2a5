import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screens", "0003_wall_since")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="first",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked_again",
                to="screens.question",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="crowd",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
