import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("core", "0001_initial"),
        ("core", "0002_more_site_pages"),
        ("core", "0003_audit_school"),
        ("core", "0004_outbox_parts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutboxMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=120)),
                (
                    "recipient",
                    models.CharField(max_length=254, validators=[django.core.validators.EmailValidator()]),
                ),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "recipient"), name="outbox_once_per_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=100)),
                ("content", models.BinaryField(max_length=1048576)),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="core.outboxmail",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SitePage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        choices=[
                            ("impressum", "Legal notice"),
                            ("datenschutz", "Privacy"),
                            ("barrierefreiheit", "Accessibility"),
                            ("start", "Welcome on the start page"),
                            ("leichte-sprache", "Easy language"),
                            ("gebaerdensprache", "Sign language"),
                        ],
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("body", models.TextField(verbose_name="text")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                [
                                    "impressum",
                                    "datenschutz",
                                    "barrierefreiheit",
                                    "start",
                                    "leichte-sprache",
                                    "gebaerdensprache",
                                ],
                            )
                        ),
                        name="site_page_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("verb", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("subject_text", models.CharField(max_length=200)),
                ("changes", models.JSONField(default=dict)),
                ("school_id", models.BigIntegerField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
                    models.Index(
                        condition=models.Q(("school_id__isnull", False)),
                        fields=["school_id", "at"],
                        name="audit_school",
                    ),
                ],
            },
        ),
    ]
