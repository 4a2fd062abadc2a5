"""Lines without year of purchase are few: an index of their own counts them without a look at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_squashed_0013")]

    operations = [
        migrations.AddIndex(
            model_name="stockbatch",
            index=models.Index(
                fields=["school", "state", "quantity"],
                name="stock_without_year",
                condition=models.Q(("purchase_year__isnull", True)),
            ),
        ),
    ]
