import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("standards", "0001_initial"),
        ("standards", "0002_counts_from_its_day"),
        ("standards", "0003_rules_by_room"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("equipment", "0001_squashed_0013"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandardVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("body", models.CharField(blank=True, max_length=120, verbose_name="decided by")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("paper", models.CharField(blank=True, max_length=40, verbose_name="number of the paper")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standard_versions",
                        to="schools.schoolauthority",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a standard",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "number"), name="standard_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("adopted_at__isnull", True)),
                        fields=("authority",),
                        name="standard_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_at__isnull", True),
                            models.Q(
                                ("adopted_at__isnull", False),
                                ("decided_on__isnull", False),
                                ("valid_from__isnull", False),
                                models.Q(("body", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="standard_adopted_by_decision",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="StandardRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="pieces",
                    ),
                ),
                (
                    "every",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="per how many",
                    ),
                ),
                (
                    "per",
                    models.CharField(
                        choices=[
                            ("pupil", "pupil"),
                            ("class", "class"),
                            ("teacher", "teacher"),
                            ("room", "teaching room"),
                            ("school", "school"),
                        ],
                        max_length=8,
                        verbose_name="of what",
                    ),
                ),
                (
                    "room_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("specialist", "Fachraum"),
                            ("computer", "Computerraum"),
                            ("library", "Mediothek"),
                            ("staff", "Lehrerzimmer"),
                            ("office", "Verwaltungsraum"),
                            ("hall", "Aula"),
                            ("gym", "Sporthalle"),
                        ],
                        max_length=10,
                        verbose_name="type of room",
                    ),
                ),
                ("school_types", models.JSONField(blank=True, default=list, verbose_name="school types")),
                (
                    "year_from",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from year group"),
                ),
                (
                    "year_to",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to year group"),
                ),
                (
                    "max_age",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="counts up to which age in years",
                    ),
                ),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_rules",
                        to="equipment.equipmenttype",
                        verbose_name="equipment type",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="standards.standardversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of a standard",
                "ordering": ["type__order", "type__name", "year_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("every__gte", 1), ("quantity__gte", 1), ("quantity__lte", 1000)),
                        name="standard_rule_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("room_type", ""), ("per", "room"), _connector="OR"),
                        name="standard_rule_rooms",
                        violation_error_message="A type of room is possible for rooms alone.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("year_from__isnull", True), ("year_to__isnull", True)),
                            models.Q(
                                ("per__in", ["pupil", "class"]),
                                ("year_from__gte", 1),
                                ("year_to__gte", models.F("year_from")),
                                ("year_to__lte", 13),
                            ),
                            _connector="OR",
                        ),
                        name="standard_rule_years",
                        violation_error_message="Year groups are from 1 to 13, for pupils and classes alone.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="StandardException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100000)],
                        verbose_name="target in pieces",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standard_exceptions",
                        to="schools.school",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="equipment.equipmenttype",
                        verbose_name="equipment type",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="standards.standardversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception from a standard",
                "ordering": ["school__name", "type__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "school", "type"),
                        name="standard_exception_once",
                        violation_error_message="This school has an exception for this type already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="standard_exception_has_reason",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
