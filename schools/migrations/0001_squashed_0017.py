"""An adopted version never changes: the database itself refuses.

Only `created_by` may be emptied (the account was deleted). Rows go when their school goes, never alone by update.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION schools_conceptversion_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'created_by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'created_by_id') THEN
        RAISE EXCEPTION 'An adopted version of a concept never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER schools_conceptversion_frozen BEFORE UPDATE ON schools_conceptversion
    FOR EACH ROW EXECUTE FUNCTION schools_conceptversion_refuse();
"""
THAW = """
DROP TRIGGER schools_conceptversion_frozen ON schools_conceptversion;
DROP FUNCTION schools_conceptversion_refuse();
"""


class Migration(migrations.Migration):
    replaces = [
        ("schools", "0001_initial"),
        ("schools", "0002_conceptversion_frozen"),
        ("schools", "0003_competence_import"),
        ("schools", "0004_deputies"),
        ("schools", "0005_trainings"),
        ("schools", "0006_successions"),
        ("schools", "0007_section_states"),
        ("schools", "0008_shown_sections"),
        ("schools", "0009_section_texts"),
        ("schools", "0010_review_intervals"),
        ("schools", "0011_concept_splits"),
        ("schools", "0012_concept_pages"),
        ("schools", "0013_comments_done"),
        ("schools", "0014_former_schools_of_authorities"),
        ("schools", "0015_year_groups"),
        ("schools", "0016_records_serials"),
        ("schools", "0017_room_counts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
    ]

    operations = [
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ags",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{8}$")],
                        verbose_name="AGS",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
            ],
            options={
                "verbose_name": "municipality",
                "ordering": ["name", "ags"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ags__regex", "^\\d{8}$")), name="municipality_ags_digits"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.FileField(upload_to="register")),
                ("authorities_file", models.FileField(blank=True, upload_to="register")),
                ("file_hash", models.CharField(max_length=64)),
                ("district", models.CharField(blank=True, max_length=8, verbose_name="district")),
                ("preview", models.JSONField(default=dict)),
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
                "verbose_name": "register import",
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "school_number",
                    models.CharField(
                        max_length=6,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{6}$")],
                        verbose_name="school number",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="short name in the register")),
                ("official_name", models.CharField(blank=True, max_length=200, verbose_name="official name")),
                ("display_name", models.CharField(blank=True, max_length=120, verbose_name="display name")),
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
                    "legal_status",
                    models.CharField(
                        choices=[("1", "öffentlich"), ("2", "privat")],
                        default="1",
                        max_length=1,
                        verbose_name="legal status",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                ("postcode", models.CharField(blank=True, max_length=5, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("homepage", models.CharField(blank=True, max_length=200, verbose_name="homepage")),
                (
                    "operation_key",
                    models.CharField(
                        choices=[
                            ("0", "schließt zum Ende des Schuljahres"),
                            ("1", "in Betrieb"),
                            ("2", "schließt später"),
                            ("3", "nimmt den Betrieb auf"),
                            ("4", "Betrieb ruht"),
                            ("5", "geschlossen"),
                            ("6", "in Betrieb (eingeschränkte Erhebung)"),
                            ("9", "geschlossen"),
                        ],
                        default="1",
                        max_length=1,
                        verbose_name="operation",
                    ),
                ),
                (
                    "operation_on",
                    models.DateField(blank=True, null=True, verbose_name="operation since or until"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "missing_since",
                    models.DateField(blank=True, null=True, verbose_name="missing in the register since"),
                ),
                (
                    "former_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schools",
                        to="schools.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "school",
                "verbose_name_plural": "schools",
                "ordering": ["municipality__name", "name", "school_number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("school_number__regex", "^\\d{6}$")), name="school_number_digits"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MediaConcept",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("consultation", "in consultation with the staff"),
                            ("discussed", "discussed by the teacher conference"),
                            ("adopted", "adopted by the school conference"),
                            ("submitted", "submitted to the school authority"),
                            ("revision", "under revision"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "discussed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="discussed by the teacher conference on"
                    ),
                ),
                (
                    "adopted_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="adopted by the school conference on"
                    ),
                ),
                ("next_review_on", models.DateField(blank=True, null=True, verbose_name="next review on")),
                ("file", models.FileField(blank=True, upload_to="concepts", verbose_name="concept as PDF")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("page_tags", models.JSONField(blank=True, default=dict)),
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concept",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
            ],
            options={
                "verbose_name": "Medienkonzept",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["adopted", "submitted"]), _negated=True),
                            ("adopted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="concept_adopted_has_date",
                        violation_error_message="An adopted concept needs the date of the school conference.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ConceptVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("adopted_on", models.DateField(verbose_name="adopted on")),
                ("discussed_on", models.DateField(blank=True, null=True, verbose_name="discussed on")),
                ("next_review_on", models.DateField(verbose_name="next review on")),
                ("content", models.JSONField(default=dict)),
                ("file", models.FileField(blank=True, upload_to="concepts")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
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
                        related_name="concept_versions",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "adopted version",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "number"), name="concept_version_once")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ConceptSplit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("pieces", models.JSONField(default=list)),
                ("sections", models.JSONField(default=list)),
                (
                    "uploaded_by",
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
                        related_name="concept_splits",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "divided document",
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ConceptSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("checked", "checked by the media adviser"),
                            ("adopted", "adopted"),
                            ("outdated", "outdated"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="schools.mediaconcept",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concept_sections",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("concept", "number"), name="section_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 12)), name="section_of_twelve"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "checked"), _negated=True),
                            ("checked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="section_checked_has_day",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ConceptCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "checked_by",
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
                        related_name="concept_checks",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "light check",
                "ordering": ["-school_year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "school_year"), name="concept_checked_once_a_year"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CompetenceUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("competence", models.CharField(max_length=4, verbose_name="competence")),
                ("subject", models.CharField(max_length=60, verbose_name="subject")),
                ("year_group", models.PositiveSmallIntegerField(verbose_name="year group")),
                ("plan", models.CharField(max_length=300, verbose_name="Vorhaben")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competence_uses",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a competence",
                "ordering": ["competence", "year_group", "subject"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "competence", "subject", "year_group"), name="competence_use_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year_group__gte", 1), ("year_group__lte", 13)),
                        name="year_group_1_to_13",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CompetenceImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("rows", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("ignored", models.JSONField(default=list)),
                ("outcome", models.JSONField(default=dict)),
                (
                    "uploaded_by",
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
                        related_name="competence_imports",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of a competence grid",
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SchoolAuthority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=8, unique=True, verbose_name="authority number")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("is_placeholder", models.BooleanField(default=False, verbose_name="placeholder")),
                (
                    "light_years",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(10)],
                        verbose_name="light check every … school years",
                    ),
                ),
                (
                    "revision_years",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="revision after … years",
                    ),
                ),
                (
                    "warning_years",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="warning after … years",
                    ),
                ),
                ("records_serials", models.BooleanField(default=True, verbose_name="record serial numbers")),
                (
                    "former_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
            ],
            options={
                "verbose_name": "school authority",
                "ordering": ["name", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revision_years__gte", 1), ("warning_years__gte", models.F("revision_years"))
                        ),
                        name="authority_warns_after_revision",
                        violation_error_message="The warning cannot come before the revision.",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="school",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="schools",
                to="schools.schoolauthority",
                verbose_name="school authority",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        verbose_name="role",
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=8, verbose_name="area (AGS)")),
                (
                    "school_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                (
                    "begins_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="since"),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("is_deputy", models.BooleanField(default=False, verbose_name="as deputy")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.schoolauthority",
                        verbose_name="school authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "ordering": ["user__name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("role__in", ["school_lead", "school_member"]),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                ("role__in", ["authority_it", "authority_lead", "authority_staff"]),
                                ("area", ""),
                                ("authority__isnull", False),
                                ("school__isnull", True),
                            ),
                            models.Q(
                                ("role__in", ["media_adviser", "moderator", "supervision"]),
                                ("authority__isnull", True),
                                ("school__isnull", True),
                                models.Q(("area", ""), _negated=True),
                            ),
                            models.Q(
                                ("role", "media_adviser"),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                ("role", "admin"),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="membership_scope_matches_role",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("user", "role", "school", "authority", "area", "is_deputy"),
                        name="membership_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_deputy", False), ("role", "school_lead"), _connector="OR"),
                        name="membership_deputy_leads",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        verbose_name="role",
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=8, verbose_name="area (AGS)")),
                (
                    "school_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("by_system", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.schoolauthority",
                        verbose_name="school authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("role__in", ["school_lead", "school_member"]),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                ("role__in", ["authority_it", "authority_lead", "authority_staff"]),
                                ("area", ""),
                                ("authority__isnull", False),
                                ("school__isnull", True),
                            ),
                            models.Q(
                                ("role__in", ["media_adviser", "moderator", "supervision"]),
                                ("authority__isnull", True),
                                ("school__isnull", True),
                                models.Q(("area", ""), _negated=True),
                            ),
                            models.Q(
                                ("role", "media_adviser"),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", False),
                            ),
                            models.Q(
                                ("role", "admin"),
                                ("area", ""),
                                ("authority__isnull", True),
                                ("school__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_scope_matches_role",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SchoolSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to="schools.school",
                        verbose_name="predecessor",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="descents",
                        to="schools.school",
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession of schools",
                "ordering": ["since", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_of_another",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SchoolYearFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("reference_date", models.DateField(verbose_name="reference date")),
                ("pupils", models.PositiveIntegerField(verbose_name="pupils")),
                ("classes", models.PositiveIntegerField(blank=True, null=True, verbose_name="classes")),
                ("teachers", models.PositiveIntegerField(blank=True, null=True, verbose_name="teachers")),
                (
                    "teaching_rooms",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="teaching rooms"),
                ),
                (
                    "presentation_rooms",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="rooms with presentation technology"
                    ),
                ),
                (
                    "wlan_rooms",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="rooms with WLAN for a whole class"
                    ),
                ),
                ("year_groups", models.JSONField(blank=True, default=dict)),
                ("room_counts", models.JSONField(blank=True, default=dict)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a school year",
                "ordering": ["-school_year"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "school_year"), name="figures_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("presentation_rooms__isnull", True),
                            ("presentation_rooms__lte", models.F("teaching_rooms")),
                            _connector="OR",
                        ),
                        name="figures_presentation_within_rooms",
                        violation_error_message="There cannot be more equipped rooms than teaching rooms.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wlan_rooms__isnull", True),
                            ("wlan_rooms__lte", models.F("teaching_rooms")),
                            _connector="OR",
                        ),
                        name="figures_wlan_within_rooms",
                        violation_error_message="There cannot be more rooms with WLAN than teaching rooms.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SectionComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(max_length=2000, verbose_name="comment")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("internal", "Internal: only our school reads this"),
                            ("advisers", "Shared: school and media adviser read this"),
                            ("everyone", "Shared: school, media adviser and school authority read this"),
                        ],
                        max_length=10,
                        verbose_name="Who reads it",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("school", "School"),
                            ("adviser", "Media adviser"),
                            ("authority", "School authority"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                ("submission_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
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
                        related_name="section_comments",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 12)), name="comment_of_twelve"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "internal"), _negated=True),
                            ("side", "school"),
                            _connector="OR",
                        ),
                        name="internal_comment_by_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("side", "authority"), _negated=True),
                            ("audience", "everyone"),
                            _connector="OR",
                        ),
                        name="authority_comment_is_shared",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SectionPresence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "presence",
                "constraints": [
                    models.UniqueConstraint(fields=("school", "number", "user"), name="section_presence_once")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SectionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("written", "written"),
                            ("restored", "restored"),
                            ("document", "from a document"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("is_autosave", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="schools.conceptsection",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier text",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "version"), name="section_text_once")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ShownSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(verbose_name="text")),
                ("version", models.PositiveIntegerField()),
                (
                    "with_authority",
                    models.BooleanField(default=False, verbose_name="also to the school authority"),
                ),
                ("shown_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
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
                        related_name="shown_sections",
                        to="schools.school",
                    ),
                ),
                (
                    "shown_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "shown section",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "number"), name="section_shown_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 12)),
                        name="shown_section_of_twelve",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=200, verbose_name="topic")),
                ("group", models.CharField(max_length=120, verbose_name="group")),
                ("provider", models.CharField(blank=True, max_length=120, verbose_name="provider")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("is_done", models.BooleanField(default=False, verbose_name="done")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainings",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
            ],
            options={
                "verbose_name": "training",
                "ordering": ["is_done", "held_on", "topic", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "topic", "group", "held_on"),
                        name="training_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_done", False), ("held_on__isnull", False), _connector="OR"),
                        name="training_done_has_date",
                        violation_error_message="A training that is done needs its date.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
