"""Follow-up cost by kind. A sum that stands there already was for all kinds together: it stays, not broken down."""

from decimal import Decimal

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forecast", "0002_scenario_shown"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="followupcost", name="follow_up_cost_once"),
        migrations.RemoveConstraint(model_name="followupcost", name="follow_up_cost_positive"),
        migrations.AddField(
            model_name="followupcost",
            name="kind",
            field=models.CharField(
                choices=[
                    ("support", "support"),
                    ("licence", "licences"),
                    ("insurance", "insurance"),
                    ("undivided", "not broken down"),
                ],
                default="undivided",
                max_length=9,
                verbose_name="kind",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="followupcost",
            name="amount",
            field=models.DecimalField(
                decimal_places=2,
                max_digits=8,
                validators=[django.core.validators.MinValueValidator(Decimal(0))],
                verbose_name="euro a piece and year, net",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupcost",
            constraint=models.UniqueConstraint(
                fields=("authority", "type", "kind"), name="follow_up_cost_kind_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="followupcost",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="follow_up_cost_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="followupcost",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["support", "licence", "insurance", "undivided"])),
                name="follow_up_cost_kind",
            ),
        ),
    ]
