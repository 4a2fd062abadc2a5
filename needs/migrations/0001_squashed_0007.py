"""The way of a need never changes: the database itself refuses.

Only `by` may be emptied (the account was deleted). Steps go when their item goes, never alone by update.
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION needs_needstep_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'by_id') THEN
        RAISE EXCEPTION 'A step of a need never changes: add a step instead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER needs_needstep_append_only BEFORE UPDATE ON needs_needstep
    FOR EACH ROW EXECUTE FUNCTION needs_needstep_refuse();
"""
THAW = """
DROP TRIGGER needs_needstep_append_only ON needs_needstep;
DROP FUNCTION needs_needstep_refuse();
"""


class Migration(migrations.Migration):
    replaces = [
        ("needs", "0001_initial"),
        ("needs", "0002_steps_append_only"),
        ("needs", "0003_round_days"),
        ("needs", "0004_proposals_and_stock"),
        ("needs", "0005_competence_and_prices"),
        ("needs", "0006_proposal_item"),
        ("needs", "0007_need_in_order"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("equipment", "0001_squashed_0013"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="NeedList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="planning year")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="need_lists",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "list of needs",
                "ordering": ["-year"],
                "constraints": [models.UniqueConstraint(fields=("school", "year"), name="need_list_once")],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NeedItem",
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
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="quantity",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first equipment"),
                            ("replacement", "replacement"),
                            ("extension", "extension"),
                        ],
                        max_length=12,
                        verbose_name="kind of need",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("A", "A – cannot wait"), ("B", "B – important"), ("C", "C – desirable")],
                        max_length=1,
                        verbose_name="priority of the school",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="pedagogical reason")),
                (
                    "section",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="section of the Medienkonzept"
                    ),
                ),
                (
                    "competence",
                    models.CharField(blank=True, max_length=4, verbose_name="competence of the MKR NRW"),
                ),
                ("plan_text", models.CharField(blank=True, max_length=400)),
                (
                    "place",
                    models.CharField(blank=True, max_length=200, verbose_name="rooms or years affected"),
                ),
                (
                    "training",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no", "not needed or not planned"),
                            ("planned", "planned"),
                            ("done", "done"),
                        ],
                        max_length=8,
                        verbose_name="training",
                    ),
                ),
                ("training_on", models.DateField(blank=True, null=True, verbose_name="training on")),
                (
                    "building",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "nothing"),
                            ("power", "power"),
                            ("network", "network"),
                            ("both", "power and network"),
                        ],
                        max_length=8,
                        verbose_name="building work needed",
                    ),
                ),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price of a piece in euro, net",
                    ),
                ),
                (
                    "accounting",
                    models.CharField(
                        blank=True,
                        choices=[("consumptive", "consumptive"), ("investive", "investive")],
                        max_length=12,
                        verbose_name="consumptive or investive",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("reported", "reported"),
                            ("discussed", "discussed"),
                            ("recognised", "recognised"),
                            ("deferred", "deferred"),
                            ("rejected", "rejected"),
                            ("budgeted", "in the budget"),
                            ("ordered", "ordered"),
                            ("delivered", "delivered"),
                            ("in_operation", "in operation"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("decision", models.TextField(blank=True)),
                ("order_number", models.CharField(blank=True, max_length=40, verbose_name="order number")),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="equipment.stockbatch",
                    ),
                ),
                (
                    "funding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="equipment.fundingsource",
                        verbose_name="proposal for funding",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.competenceuse",
                        verbose_name="Vorhaben of the MKR grid",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="equipment.equipmenttype",
                        verbose_name="equipment type",
                    ),
                ),
                (
                    "need_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="needs.needlist"
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "ordering": ["priority", "type__order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="need_counts_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("section__isnull", True),
                            models.Q(("section__gte", 1), ("section__lte", 12)),
                            _connector="OR",
                        ),
                        name="need_section_of_twelve",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__isnull", True), ("price__gte", 0), _connector="OR"),
                        name="need_price_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "reported",
                                    "discussed",
                                    "recognised",
                                    "deferred",
                                    "rejected",
                                    "budgeted",
                                    "ordered",
                                    "delivered",
                                    "in_operation",
                                ],
                            )
                        ),
                        name="need_state_known",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NeedStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "draft"),
                            ("reported", "reported"),
                            ("discussed", "discussed"),
                            ("recognised", "recognised"),
                            ("deferred", "deferred"),
                            ("rejected", "rejected"),
                            ("budgeted", "in the budget"),
                            ("ordered", "ordered"),
                            ("delivered", "delivered"),
                            ("in_operation", "in operation"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("reported", "reported"),
                            ("discussed", "discussed"),
                            ("recognised", "recognised"),
                            ("deferred", "deferred"),
                            ("rejected", "rejected"),
                            ("budgeted", "in the budget"),
                            ("ordered", "ordered"),
                            ("delivered", "delivered"),
                            ("in_operation", "in operation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("old_price", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("new_price", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "office",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("school_lead", "School lead"),
                            ("school_member", "Media officer"),
                            ("authority_staff", "School authority, education office"),
                            ("authority_it", "School authority, IT"),
                            ("authority_lead", "School authority, head of department"),
                            ("media_adviser", "Media adviser"),
                            ("supervision", "School supervision"),
                            ("moderator", "Moderator of the round table"),
                            ("admin", "Administrator of the portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="needs.needitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a need",
                "ordering": ["at", "pk"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PlanningRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="planning year")),
                (
                    "price_limit",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("800.00"),
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="limit for investments in euro, net",
                    ),
                ),
                (
                    "is_strict",
                    models.BooleanField(
                        default=True, verbose_name="reason and link are required for sending"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="lists are due on")),
                ("is_open", models.BooleanField(default=True, verbose_name="schools may send their lists")),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planning_rounds",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "planning round",
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "year"), name="planning_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(("price_limit__gt", 0)), name="planning_limit_positive"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProposalAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="planning year")),
                ("key", models.CharField(max_length=60)),
                ("is_accepted", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal_answer",
                        to="needs.needitem",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal_answers",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a proposal",
                "constraints": [
                    models.UniqueConstraint(fields=("school", "year", "key"), name="proposal_answered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("item__isnull", True), ("is_accepted", True), _connector="OR"),
                        name="proposal_item_was_accepted",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
