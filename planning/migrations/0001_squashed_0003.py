import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.manager
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("planning", "0001_phases_of_the_year"),
        ("planning", "0002_ranking_of_needs"),
        ("planning", "0003_budget_table"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("needs", "0001_squashed_0007"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="fiscal year")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("requested", "requested"),
                            ("decided", "decided"),
                            ("rejected", "rejected"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("requested_on", models.DateField(blank=True, null=True, verbose_name="handed in on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("paper", models.CharField(blank=True, max_length=40, verbose_name="number of the paper")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budgets",
                        to="schools.schoolauthority",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget table",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "year"), name="budget_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("requested_on__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True), ("requested_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="budget_request_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", False), ("state__in", ["decided", "rejected"])),
                            models.Q(
                                models.Q(("state__in", ["decided", "rejected"]), _negated=True),
                                ("decided_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="budget_decision_has_day",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="what for")),
                (
                    "accounting",
                    models.CharField(
                        choices=[("consumptive", "consumptive"), ("investive", "investive")],
                        max_length=12,
                        verbose_name="consumptive or investive",
                    ),
                ),
                ("account", models.CharField(blank=True, max_length=80, verbose_name="product and account")),
                (
                    "net",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(Decimal("999999999.99")),
                        ],
                        verbose_name="amount in euro, net",
                    ),
                ),
                (
                    "vat_rate",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("19.0"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("99")),
                        ],
                        verbose_name="value-added tax in percent",
                    ),
                ),
                ("vat", models.DecimalField(decimal_places=2, max_digits=12)),
                ("gross", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "approved",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="approved in euro, gross",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="planning.budget",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="budget_lines",
                        to="needs.needitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a budget table",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("budget", "item"),
                        name="budget_need_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                            )
                        ),
                        name="budget_line_adds_up",
                    ),
                    models.CheckConstraint(condition=models.Q(("net__gt", 0)), name="budget_line_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved__isnull", True),
                            models.Q(("approved__gte", 0), ("approved__lte", models.F("gross"))),
                            _connector="OR",
                        ),
                        name="budget_line_approved_within",
                        violation_error_message="More was approved than requested.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PlanningPhase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("begins_on", models.DateField(verbose_name="begins on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "school_text",
                    models.CharField(blank=True, max_length=300, verbose_name="what it means for a school"),
                ),
                (
                    "authority_text",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what it means for the school authority"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="this phase takes place")),
                (
                    "planning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="needs.planninground",
                    ),
                ),
            ],
            options={
                "verbose_name": "phase of a planning year",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("planning", "number"), name="planning_phase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 13)),
                        name="planning_phase_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on__isnull", True), ("number", 4)),
                            models.Q(models.Q(("number", 4), _negated=True), ("ends_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="planning_phase_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("begins_on")),
                            _connector="OR",
                        ),
                        name="planning_phase_ends_after_begin",
                        violation_error_message="The last day lies before the first day.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="planning year")),
                (
                    "weight_legal",
                    models.PositiveSmallIntegerField(
                        default=3, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_standard",
                    models.PositiveSmallIntegerField(
                        default=3, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_life",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_readiness",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_social",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_transition",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                (
                    "weight_deadline",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(9)]
                    ),
                ),
                ("is_by_hand", models.BooleanField(default=False)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                ("lock_note", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rankings",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ranking of needs",
                "constraints": [models.UniqueConstraint(fields=("authority", "year"), name="ranking_once")],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RankedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value_legal",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_standard",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_life",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_readiness",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_social",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_transition",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_deadline",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)]
                    ),
                ),
                (
                    "value_note",
                    models.CharField(blank=True, max_length=300, verbose_name="why other than proposed"),
                ),
                ("place", models.PositiveIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why it stands there")),
                ("frozen", models.JSONField(blank=True, null=True)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ranked",
                        to="needs.needitem",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="planning.ranking",
                    ),
                ),
            ],
            options={
                "verbose_name": "ranked need",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_legal__isnull", True), ("value_legal__lte", 3), _connector="OR"
                        ),
                        name="ranked_legal_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_standard__isnull", True), ("value_standard__lte", 3), _connector="OR"
                        ),
                        name="ranked_standard_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_life__isnull", True), ("value_life__lte", 3), _connector="OR"
                        ),
                        name="ranked_life_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_readiness__isnull", True), ("value_readiness__lte", 3), _connector="OR"
                        ),
                        name="ranked_readiness_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_social__isnull", True), ("value_social__lte", 3), _connector="OR"
                        ),
                        name="ranked_social_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_transition__isnull", True), ("value_transition__lte", 3), _connector="OR"
                        ),
                        name="ranked_transition_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_deadline__isnull", True), ("value_deadline__lte", 3), _connector="OR"
                        ),
                        name="ranked_deadline_sane",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
