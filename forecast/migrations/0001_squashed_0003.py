import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("forecast", "0001_assumptions_and_scenarios"),
        ("forecast", "0002_scenario_shown"),
        ("forecast", "0003_follow_up_cost_by_kind"),
    ]

    initial = True

    dependencies = [
        ("equipment", "0001_squashed_0013"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="BindingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="binding period in years",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="binding_periods",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="binding_periods",
                        to="equipment.fundingsource",
                    ),
                ),
            ],
            options={
                "verbose_name": "binding period",
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "source"), name="binding_period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("years__gte", 1), ("years__lte", 30)), name="binding_period_sane"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FollowUpCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("support", "support"),
                            ("licence", "licences"),
                            ("insurance", "insurance"),
                            ("undivided", "not broken down"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="euro a piece and year, net",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up_costs",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up_costs",
                        to="equipment.equipmenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up cost",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "type", "kind"), name="follow_up_cost_kind_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="follow_up_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["support", "licence", "insurance", "undivided"])),
                        name="follow_up_cost_kind",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "base_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2020),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="first year",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                ("changes", models.JSONField(default=dict)),
                ("shown", models.JSONField(blank=True, null=True)),
                (
                    "shown_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="shown at the round table since"
                    ),
                ),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scenarios",
                        to="schools.schoolauthority",
                    ),
                ),
            ],
            options={
                "verbose_name": "scenario",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "name"),
                        name="scenario_name_once",
                        violation_error_message="There is a scenario of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_year__gte", 2020), ("base_year__lte", 2100)),
                        name="scenario_year_sane",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
