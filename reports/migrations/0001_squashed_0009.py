"""All models as they are, and the numbers of reports."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_report_number"),
        ("reports", "0003_concept_reports"),
        ("reports", "0004_needs_reports"),
        ("reports", "0005_report_of_a_part"),
        ("reports", "0006_annual_review_reports"),
        ("reports", "0007_proof_of_use"),
        ("reports", "0008_room_sheets"),
        ("reports", "0009_table_papers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("roundtables", "0001_squashed_0020"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportJob",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        blank=True, null=True, unique=True, verbose_name="report number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "school report"),
                            ("minutes", "minutes of the round table"),
                            ("authority", "authority report"),
                            ("concept", "Medienkonzept as PDF"),
                            ("draft", "draft of the Medienkonzept as PDF"),
                            ("needs", "list of needs as PDF"),
                            ("review", "Jahresgespräch as PDF"),
                            ("rooms", "room sheets as PDF"),
                            ("proof", "proof of use as ZIP"),
                            ("guidelines", "guidelines and goals"),
                            ("pack", "meeting pack"),
                            ("poster", "matrix as wall poster"),
                            ("story", "story of an aspect"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being made"),
                            ("done", "ready"),
                            ("failed", "failed"),
                            ("denied", "no longer permitted"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("snapshot", models.JSONField(blank=True, null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="reference date")),
                ("file", models.FileField(blank=True, upload_to="reports")),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="schools.school",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "ordering": ["-requested_at"],
                "indexes": [models.Index(fields=["state", "lease_until"], name="report_sweep")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("authority__isnull", True),
                                ("kind__in", ["school", "concept", "draft", "needs", "review", "rooms"]),
                                ("meeting__isnull", True),
                                ("school__isnull", False),
                                ("series__isnull", True),
                            ),
                            models.Q(
                                ("authority__isnull", False),
                                ("kind__in", ["authority", "proof"]),
                                ("meeting__isnull", True),
                                ("school__isnull", True),
                                ("series__isnull", True),
                            ),
                            models.Q(
                                ("authority__isnull", True),
                                ("kind__in", ["minutes", "pack"]),
                                ("meeting__isnull", False),
                                ("school__isnull", True),
                                ("series__isnull", True),
                            ),
                            models.Q(
                                ("authority__isnull", True),
                                ("kind__in", ["guidelines", "poster", "story"]),
                                ("meeting__isnull", True),
                                ("school__isnull", True),
                                ("series__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_subject_matches_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("requested_by", "kind", "school", "authority", "meeting", "series", "params"),
                        name="report_once_while_active",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_done_has_file",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL("CREATE SEQUENCE reports_number", "DROP SEQUENCE reports_number"),
    ]
