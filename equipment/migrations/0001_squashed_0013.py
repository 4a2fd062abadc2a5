import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("equipment", "0001_initial"),
        ("equipment", "0002_stock_lines"),
        ("equipment", "0003_undo_imports"),
        ("equipment", "0004_batches_and_prices"),
        ("equipment", "0005_prices_sent_once"),
        ("equipment", "0006_bulk_imports"),
        ("equipment", "0007_stocktaking"),
        ("equipment", "0008_network"),
        ("equipment", "0009_stock_piles"),
        ("equipment", "0010_import_profiles"),
        ("equipment", "0011_counted_only"),
        ("equipment", "0012_trail_of_schools"),
        ("equipment", "0013_stock_piles_as_keys"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="EquipmentType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("pupil_device", "devices for pupils"),
                            ("teacher_device", "devices for teachers"),
                            ("presentation", "presentation technology"),
                            ("network", "network"),
                            ("server", "servers and storage"),
                            ("special", "specialist equipment"),
                            ("conference", "conference systems"),
                            ("printing", "printing and scanning"),
                            ("charging", "cases and charging"),
                            ("accessory", "accessories"),
                            ("software", "software and licences"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                (
                    "fund_category",
                    models.CharField(blank=True, max_length=40, verbose_name="funding category"),
                ),
                ("unit", models.CharField(max_length=40, verbose_name="unit")),
                (
                    "useful_life",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="useful life in years"
                    ),
                ),
                ("is_counted_only", models.BooleanField(default=False, verbose_name="counted only")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "equipment type",
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="FundingSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "funding source",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BulkImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("mapping", models.JSONField(default=dict)),
                ("ignored", models.JSONField(default=dict)),
                ("table", models.JSONField(default=dict)),
                ("file", models.FileField(blank=True, upload_to="imports")),
                ("file_kind", models.CharField(max_length=4)),
                ("file_hash", models.CharField(max_length=64)),
                (
                    "step",
                    models.CharField(
                        choices=[("read", "reading"), ("commit", "taking over"), ("undo", "taking back")],
                        default="read",
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being worked on"),
                            ("mapping", "waits for its columns"),
                            ("ended", "finished"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=400)),
                ("columns", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("problem_count", models.PositiveIntegerField(default=0)),
                ("faulty_lines", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=list)),
                ("stock_stamp", models.CharField(blank=True, max_length=120)),
                ("skips_faulty", models.BooleanField(default=False)),
                ("outcome", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulk_imports",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stock list of a school authority",
                "ordering": ["-uploaded_at"],
                "abstract": False,
                "indexes": [models.Index(fields=["state", "lease_until"], name="bulkimport_sweep")],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="BulkTrace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("before", models.JSONField(null=True)),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="traces",
                        to="equipment.bulkimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "trace of a stock list",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EquipmentStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "school_type",
                    models.CharField(
                        choices=[
                            ("02", "Grundschule"),
                            ("04", "Hauptschule"),
                            ("06", "Volksschule"),
                            ("08", "Förderschule"),
                            ("10", "Realschule"),
                            ("13", "Schulversuch PRIMUS"),
                            ("14", "Sekundarschule"),
                            ("15", "Gesamtschule"),
                            ("16", "Gemeinschaftsschule"),
                            ("17", "Freie Waldorfschule"),
                            ("18", "Hiberniaschule"),
                            ("19", "Freie Waldorfförderschule"),
                            ("20", "Gymnasium"),
                            ("25", "Weiterbildungskolleg"),
                            ("30", "Berufskolleg"),
                            ("70", "Ergänzungsschule"),
                            ("81", "Schulischer Lernort"),
                            ("83", "Klinikschule"),
                            ("85", "Förderschule im Bereich Realschule"),
                            ("87", "Förderschule im Bereich Gymnasium"),
                            ("88", "Förderschule im Bereich Berufskolleg"),
                        ],
                        max_length=2,
                        verbose_name="school type",
                    ),
                ),
                (
                    "pupils_per_device",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="pupils per device",
                    ),
                ),
                (
                    "presentation_share",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="rooms with presentation technology in percent"
                    ),
                ),
                (
                    "wlan_share",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="rooms with WLAN in percent"
                    ),
                ),
                (
                    "teacher_device_share",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="teachers with a service device in percent"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standards",
                        to="schools.schoolauthority",
                        verbose_name="school authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment standard",
                "ordering": ["school_type"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "school_type"), name="standard_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("presentation_share__isnull", True),
                                ("presentation_share__lte", 100),
                                _connector="OR",
                            ),
                            models.Q(("wlan_share__isnull", True), ("wlan_share__lte", 100), _connector="OR"),
                            models.Q(
                                ("teacher_device_share__isnull", True),
                                ("teacher_device_share__lte", 100),
                                _connector="OR",
                            ),
                        ),
                        name="standard_shares_are_percent",
                        violation_error_message="A share lies between 0 and 100 percent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pupils_per_device__isnull", True), ("pupils_per_device__gt", 0), _connector="OR"
                        ),
                        name="standard_ratio_positive",
                        violation_error_message="The number of pupils per device must be greater than 0.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="BulkLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("key", models.BigIntegerField(null=True)),
                ("quantity", models.PositiveIntegerField()),
                ("building", models.CharField(db_default="", max_length=80)),
                ("room", models.CharField(db_default="", max_length=80)),
                ("purchase_year", models.PositiveSmallIntegerField(null=True)),
                ("invoice_number", models.CharField(db_default="", max_length=40)),
                ("invoice_date", models.DateField(null=True)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("condition", models.CharField(db_default="", max_length=10)),
                ("state", models.CharField(db_default="", max_length=10)),
                ("serials", models.TextField(db_default="")),
                ("action", models.CharField(db_default="create", max_length=10)),
                ("batch", models.BigIntegerField(null=True)),
                ("fault", models.CharField(db_default="", max_length=20)),
                ("other_line", models.PositiveIntegerField(db_default=0)),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="equipment.bulkimport",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="equipment.equipmenttype",
                    ),
                ),
                (
                    "funding_source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="equipment.fundingsource",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a stock list",
                "indexes": [
                    models.Index(
                        condition=models.Q(("action", "create"), _negated=True),
                        fields=["upload", "action", "line"],
                        name="bulkline_changed",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("header", models.JSONField(default=list)),
                ("kept", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_profiles",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_profiles",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "column mapping",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority__isnull", True), ("school__isnull", False)),
                            models.Q(("authority__isnull", False), ("school__isnull", True)),
                            _connector="OR",
                        ),
                        name="importprofile_has_one_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("school__isnull", True)),
                        fields=("authority", "name"),
                        name="importprofile_authority",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("authority__isnull", True)),
                        fields=("school", "name"),
                        name="importprofile_school",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="InventoryImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("mapping", models.JSONField(default=dict)),
                ("ignored", models.JSONField(default=dict)),
                ("table", models.JSONField(default=dict)),
                ("file_hash", models.CharField(max_length=64)),
                ("rows", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("outcome", models.JSONField(default=dict)),
                ("written", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inventory_imports",
                        to="schools.school",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stock import",
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NetworkLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=80, verbose_name="site or building")),
                (
                    "technology",
                    models.CharField(
                        choices=[
                            ("fibre", "fibre"),
                            ("cable", "cable"),
                            ("dsl", "DSL"),
                            ("mobile", "mobile network"),
                            ("other", "other"),
                        ],
                        max_length=10,
                        verbose_name="technology",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=80, verbose_name="provider")),
                (
                    "contracted_down",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="contracted download in Mbit/s",
                    ),
                ),
                (
                    "contracted_up",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="contracted upload in Mbit/s",
                    ),
                ),
                (
                    "measured_down",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="measured download in Mbit/s",
                    ),
                ),
                (
                    "measured_up",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="measured upload in Mbit/s",
                    ),
                ),
                ("measured_on", models.DateField(blank=True, null=True, verbose_name="measured on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="network_lines",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "network line",
                "ordering": ["site", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measured_down__isnull", True), ("measured_up__isnull", True)),
                            ("measured_on__isnull", False),
                            _connector="OR",
                        ),
                        name="network_measured_on_a_day",
                        violation_error_message="A measurement needs its day.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PriceEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product", models.CharField(max_length=120, verbose_name="product")),
                ("supplier", models.CharField(blank=True, max_length=120, verbose_name="supplier")),
                ("contract", models.CharField(blank=True, max_length=80, verbose_name="framework contract")),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="price of a piece in euro, net",
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
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prices",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="equipment.equipmenttype",
                        verbose_name="equipment type",
                    ),
                ),
            ],
            options={
                "verbose_name": "price",
                "ordering": ["type__order", "-valid_from", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "type", "product", "supplier", "valid_from"),
                        name="price_once",
                        violation_error_message="This product has a price from this day on already.",
                    ),
                    models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="price_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("vat_rate__gte", 0), ("vat_rate__lt", 100)),
                        name="price_vat_is_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="price_ends_after_begin",
                        violation_error_message="The last day lies before the first day.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RoomNetwork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("building", models.CharField(blank=True, max_length=80, verbose_name="building")),
                ("room", models.CharField(max_length=80, verbose_name="room or area")),
                ("lan", models.BooleanField(default=False, verbose_name="LAN socket in the room")),
                (
                    "wlan",
                    models.CharField(
                        choices=[
                            ("none", "no WLAN"),
                            ("partly", "WLAN for some devices"),
                            ("full", "WLAN for a full learning group"),
                        ],
                        max_length=10,
                        verbose_name="WLAN",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="room_networks",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "network of a room",
                "ordering": ["building", "room"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school"),
                        django.db.models.functions.text.Lower("building"),
                        django.db.models.functions.text.Lower("room"),
                        name="room_network_once",
                        violation_error_message="This room is in the table already.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="StockBatch",
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
                ("building", models.CharField(blank=True, max_length=80, verbose_name="building")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room or area")),
                (
                    "purchase_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of purchase"),
                ),
                (
                    "invoice_number",
                    models.CharField(blank=True, max_length=40, verbose_name="invoice number"),
                ),
                ("invoice_date", models.DateField(blank=True, null=True, verbose_name="invoice date")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price of a piece in euro, gross",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        choices=[("good", "good"), ("fair", "usable"), ("poor", "worn out")],
                        default="good",
                        max_length=10,
                        verbose_name="condition",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_use", "in use"),
                            ("stored", "in store"),
                            ("broken", "broken"),
                            ("retired", "retired"),
                        ],
                        default="in_use",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("serials", models.TextField(blank=True, verbose_name="serial numbers")),
                ("counted_on", models.DateField(blank=True, null=True, verbose_name="counted on")),
                (
                    "retired_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="reason for retiring"),
                ),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "funding_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock",
                        to="equipment.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock",
                        to="equipment.equipmenttype",
                        verbose_name="equipment type",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock",
                "ordering": ["type__order", "purchase_year", "building", "room", "pk"],
                "indexes": [
                    models.Index(
                        fields=["school", "type", "state", "funding_source", "quantity"], name="stock_piles"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school"),
                        models.F("type"),
                        django.db.models.functions.text.Lower("building"),
                        django.db.models.functions.text.Lower("room"),
                        models.F("purchase_year"),
                        models.F("funding_source"),
                        models.F("invoice_number"),
                        models.F("invoice_date"),
                        models.F("price"),
                        models.F("state"),
                        models.F("condition"),
                        condition=models.Q(("state", "retired"), _negated=True),
                        name="stock_line_once",
                        nulls_distinct=False,
                        violation_error_message="This line exists already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)),
                        name="stock_counts_something",
                        violation_error_message="A batch needs at least one piece.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__isnull", True), ("price__gte", 0), _connector="OR"),
                        name="stock_price_not_negative",
                        violation_error_message="A price is not negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purchase_year__isnull", True),
                            models.Q(("purchase_year__gte", 1980), ("purchase_year__lte", 2100)),
                            _connector="OR",
                        ),
                        name="stock_purchase_year_sane",
                        violation_error_message="The year of purchase must have four digits, such as 2024.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Stocktaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stocktakings",
                        to="schools.school",
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
                "verbose_name": "stock-taking",
                "ordering": ["-started_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("school",),
                        name="stocktaking_one_open",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RoomCount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("building", models.CharField(blank=True, max_length=80, verbose_name="building")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room or area")),
                ("lines", models.JSONField(default=dict)),
                ("finds", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=400, verbose_name="note")),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "counted_by",
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
                        related_name="room_counts",
                        to="schools.school",
                    ),
                ),
                (
                    "stocktaking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="equipment.stocktaking",
                    ),
                ),
            ],
            options={
                "verbose_name": "room sheet",
                "ordering": ["building", "room"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stocktaking", "building", "room"), name="room_counted_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="UsefulLife",
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
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="useful life in years",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="useful_lives",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="useful_lives",
                        to="equipment.equipmenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "useful life",
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "type"), name="useful_life_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("years__isnull", True),
                            models.Q(("years__gte", 1), ("years__lte", 50)),
                            _connector="OR",
                        ),
                        name="useful_life_sane",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
