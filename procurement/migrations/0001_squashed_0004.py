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
        ("procurement", "0001_orders"),
        ("procurement", "0002_funding"),
        ("procurement", "0003_rest_of_a_need"),
        ("procurement", "0004_free_budget_lines"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("equipment", "0001_squashed_0013"),
        ("needs", "0001_squashed_0007"),
        ("planning", "0001_squashed_0003"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("facts", models.TextField(blank=True, max_length=2000, verbose_name="what is known")),
                (
                    "from_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from year"),
                ),
                (
                    "until_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="until year"),
                ),
                (
                    "own_share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="own share in percent",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "funding programme",
                "ordering": [
                    models.OrderBy(models.F("until_year"), descending=True, nulls_last=True),
                    "name",
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "announced",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="delivered pieces",
                    ),
                ),
                ("delivered_on", models.DateField(verbose_name="delivered on")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="invoiced price of a piece in euro, gross",
                    ),
                ),
                ("good", models.PositiveIntegerField(default=0, verbose_name="received in order")),
                ("broken", models.PositiveIntegerField(default=0, verbose_name="received broken")),
                ("wrong", models.PositiveIntegerField(default=0, verbose_name="wrong, goes back")),
                ("building", models.CharField(blank=True, max_length=80, verbose_name="building")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room or area")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
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
                    "broken_batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="equipment.stockbatch",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "ordering": ["delivered_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("broken", 0), ("confirmed_at__isnull", True), ("good", 0), ("wrong", 0)
                            ),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delivery_counts_when_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("announced__gte", 1),
                            models.Q(("announced__isnull", True), ("confirmed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_announced_or_confirmed",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_number", models.CharField(blank=True, max_length=60, verbose_name="file number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("applied", "applied for"),
                            ("granted", "granted"),
                            ("proved", "proof of use handed in"),
                            ("closed", "closed"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="granted amount in euro",
                    ),
                ),
                (
                    "own_share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="own share in percent",
                    ),
                ),
                ("apply_by", models.DateField(blank=True, null=True, verbose_name="apply by")),
                ("execute_by", models.DateField(blank=True, null=True, verbose_name="carry out by")),
                ("prove_by", models.DateField(blank=True, null=True, verbose_name="proof of use by")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="procurement.programme",
                        verbose_name="funding programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "grant",
                "ordering": ["programme__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "programme", "file_number"),
                        name="grant_once",
                        violation_error_message="This programme stands here with this file number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own_share__isnull", True),
                            models.Q(("own_share__gte", 0), ("own_share__lte", 100)),
                            _connector="OR",
                        ),
                        name="grant_share_is_percent",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="GrantCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="category")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "school_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="at most per school in euro",
                    ),
                ),
                (
                    "share_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="at most of the grant in percent",
                    ),
                ),
                (
                    "exempt_types",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="share does not count for school types"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="procurement.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "category of a grant",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grant", "code"),
                        name="grant_category_once",
                        violation_error_message="This category exists already.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("funded", models.DecimalField(decimal_places=2, max_digits=14)),
                ("own", models.DecimalField(decimal_places=2, max_digits=14)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="allocation",
                        to="procurement.delivery",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="procurement.grant",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="allocations",
                        to="procurement.grantcategory",
                    ),
                ),
            ],
            options={
                "verbose_name": "charge to a grant",
                "ordering": [
                    "category__code",
                    "delivery__school__school_number",
                    "delivery__invoice__date",
                    "delivery__invoice__number",
                    "delivery",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("funded"), "+", models.F("own")
                                ),
                            ),
                            ("funded__gte", 0),
                            ("own__gte", 0),
                        ),
                        name="allocation_adds_up",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="invoice number")),
                ("date", models.DateField(verbose_name="invoice date")),
                ("file", models.FileField(blank=True, upload_to="invoices")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invoices",
                        to="schools.schoolauthority",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "ordering": ["date", "number", "pk"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="invoice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="procurement.invoice",
                verbose_name="invoice",
            ),
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="order number")),
                ("ordered_on", models.DateField(verbose_name="ordered on")),
                ("supplier", models.CharField(max_length=120, verbose_name="supplier")),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="note for the schools")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orders",
                        to="schools.schoolauthority",
                    ),
                ),
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
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="equipment.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "ordering": ["-ordered_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "number"),
                        name="order_number_once",
                        violation_error_message="There is an order with this number already.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="invoice",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invoices", to="procurement.order"
            ),
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product", models.CharField(max_length=120, verbose_name="product")),
                ("contract", models.CharField(blank=True, max_length=80, verbose_name="framework contract")),
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
                    "price",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, verbose_name="price of a piece in euro, net"
                    ),
                ),
                (
                    "vat_rate",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, verbose_name="value-added tax in percent"
                    ),
                ),
                ("net", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("gross", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("complete", "complete"),
                            ("closed", "ended before all had come"),
                            ("cancelled", "called off"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "budget_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="order_lines",
                        to="planning.budgetline",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="order_lines",
                        to="needs.needitem",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="procurement.order",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="order_lines",
                        to="schools.school",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="equipment.equipmenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an order",
                "ordering": ["school__name", "type__order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("budget_line__isnull", True), ("item__isnull", False)),
                            models.Q(("budget_line__isnull", False), ("item__isnull", True)),
                            _connector="OR",
                        ),
                        name="order_line_comes_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="order_line_counts"
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
                        name="order_line_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gt", 0)), name="order_line_price_positive"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="procurement.orderline",
            ),
        ),
        migrations.CreateModel(
            name="ProgrammeCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="category")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "school_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="at most per school in euro",
                    ),
                ),
                (
                    "share_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="at most of the grant in percent",
                    ),
                ),
                (
                    "exempt_types",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="share does not count for school types"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="procurement.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "category of a programme",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "code"), name="programme_category_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FundCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_on", models.DateField(verbose_name="called on")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="amount in euro",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="procurement.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "call of funds",
                "ordering": ["called_on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="fund_call_positive")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("order", "number"), name="invoice_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("invoice__isnull", True), ("price__isnull", True)),
                    models.Q(("invoice__isnull", False), ("price__gte", 0), ("price__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_is_invoiced_whole",
            ),
        ),
    ]
