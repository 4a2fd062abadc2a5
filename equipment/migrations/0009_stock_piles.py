import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("equipment", "0008_network"), ("schools", "0015_year_groups")]

    operations = [
        migrations.AddIndex(
            model_name="stockbatch",
            index=models.Index(
                fields=["school", "type"], include=["state", "funding_source", "quantity"], name="stock_piles"
            ),
        ),
        migrations.AlterField(
            model_name="stockbatch",
            name="school",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stock",
                to="schools.school",
                verbose_name="school",
            ),
        ),
    ]
