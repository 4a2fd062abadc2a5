"""What nobody seeks stands in no index: a list of 100,000 lines writes into each of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0014_stock_without_year"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stockbatch",
            name="funding_source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock",
                to="equipment.fundingsource",
                verbose_name="funding source",
            ),
        ),
        migrations.AlterField(
            model_name="stockbatch",
            name="submission_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="stockbatch",
            name="type",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock",
                to="equipment.equipmenttype",
                verbose_name="equipment type",
            ),
        ),
        migrations.AddIndex(
            model_name="stockbatch",
            index=models.Index(
                condition=models.Q(("funding_source__isnull", False)),
                fields=["funding_source"],
                name="stock_of_fund",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submission_id__isnull", False)),
                fields=("submission_id",),
                name="stock_submission_once",
            ),
        ),
    ]
