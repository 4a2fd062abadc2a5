"""Ratings, releases and voices are append-only, and the database keeps it so, whatever code may try.

UPDATE is refused whenever any column would change. DELETE is refused too, also through a cascade: schools and
Träger are never deleted by the portal. A procedure that must erase (a data protection request, decided by the
operator) says `SET LOCAL matrix.erase = 'on'` inside its transaction; nothing in the portal does. TRUNCATE stays
possible, because tests empty their database that way and the portal's own role needs no such right.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION matrix_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(current_setting('matrix.erase', true), '') <> 'on' THEN
        RAISE EXCEPTION '% is append-only: rows stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER rating_append_only BEFORE UPDATE OR DELETE ON matrix_rating
    FOR EACH ROW EXECUTE FUNCTION matrix_append_only();
CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE ON matrix_snapshot
    FOR EACH ROW EXECUTE FUNCTION matrix_append_only();
"""
BACKWARD = """
DROP TRIGGER rating_append_only ON matrix_rating;
DROP TRIGGER snapshot_append_only ON matrix_snapshot;
DROP FUNCTION matrix_append_only();
"""


class Migration(migrations.Migration):
    replaces = [
        ("matrix", "0001_initial"),
        ("matrix", "0002_append_only"),
        ("matrix", "0003_rating_rules"),
        ("matrix", "0004_rated_has_stage"),
        ("matrix", "0005_joint_rounds"),
        ("matrix", "0006_successions"),
        ("matrix", "0007_hint_rules"),
        ("matrix", "0008_catalogue_uploads"),
        ("matrix", "0009_withdrawn"),
        ("matrix", "0010_voices"),
        ("matrix", "0011_focus"),
        ("matrix", "0012_marks"),
        ("matrix", "0013_joint_sheets"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=40, unique=True, verbose_name="version")),
                ("content_hash", models.CharField(max_length=64, unique=True)),
                ("is_current", models.BooleanField(default=False)),
                ("loaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("stage_names", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "matrix",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("is_current",),
                        name="one_current_catalogue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="schools.school",
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="matrix.catalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment round",
                "ordering": ["-started_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority__isnull", True), ("school__isnull", False)),
                            models.Q(("authority__isnull", False), ("school__isnull", True)),
                            _connector="OR",
                        ),
                        name="round_one_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("school", "authority"),
                        name="one_open_round",
                        nulls_distinct=False,
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CatalogueUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=200)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("label", models.CharField(max_length=40, verbose_name="name of the version")),
                ("content", models.JSONField()),
                ("plan", models.JSONField()),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matrix.catalogue",
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
                "verbose_name": "upload of a matrix",
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Field",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("school", "school"), ("authority", "school authority")],
                        max_length=10,
                        verbose_name="side",
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields",
                        to="matrix.catalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "field",
                "ordering": ["order"],
                "constraints": [models.UniqueConstraint(fields=("catalogue", "code"), name="field_once")],
            },
        ),
        migrations.CreateModel(
            name="Aspect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("question", models.CharField(max_length=300, verbose_name="question")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aspects", to="matrix.field"
                    ),
                ),
            ],
            options={
                "verbose_name": "aspect",
                "ordering": ["field__order", "order"],
                "constraints": [models.UniqueConstraint(fields=("field", "code"), name="aspect_once")],
            },
        ),
        migrations.CreateModel(
            name="HintRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(max_length=40, verbose_name="fact")),
                ("at_most", models.BooleanField(default=False)),
                ("years", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=3, max_digits=9), size=None
                    ),
                ),
                ("sentence", models.CharField(max_length=200, verbose_name="sentence")),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hint_rules",
                        to="matrix.aspect",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of a hint",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("aspect", "fact"), name="hint_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="JoinedTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="matrix.catalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "joined topic",
                "ordering": ["order"],
                "constraints": [models.UniqueConstraint(fields=("catalogue", "code"), name="topic_once")],
            },
        ),
        migrations.AddField(
            model_name="aspect",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="aspects",
                to="matrix.joinedtopic",
            ),
        ),
        migrations.CreateModel(
            name="JointInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "shows_name",
                    models.BooleanField(default=False, verbose_name="show my name with my answers"),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to rate together",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member__isnull", False), ("token_hash__isnull", True)),
                            models.Q(("member__isnull", True), ("token_hash__isnull", False)),
                            _connector="OR",
                        ),
                        name="joint_member_or_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("handed_in_at__isnull", True), _connector="OR"
                        ),
                        name="joint_withdrawn_or_handed_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shows_name", True), ("name", ""), _connector="OR"),
                        name="joint_name_only_with_consent",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="JointAnswer",
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
                            ("rated", "rated"),
                            ("unknown", "do not know"),
                            ("not_applicable", "does not apply"),
                        ],
                        max_length=16,
                        verbose_name="answer",
                    ),
                ),
                (
                    "stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage today"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_answers",
                        to="matrix.aspect",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="matrix.jointinvitation",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a colleague",
                "ordering": ["aspect__field__order", "aspect__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("invitation", "aspect"), name="joint_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__gte", 1), ("stage__isnull", False), ("state", "rated")),
                            models.Q(models.Q(("state", "rated"), _negated=True), ("stage__isnull", True)),
                            _connector="OR",
                        ),
                        name="joint_stage_iff_rated",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="JointRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("purpose", models.TextField(blank=True, max_length=600, verbose_name="what it is for")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed"), ("agreed", "agreed")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("closes_at", models.DateTimeField(verbose_name="open until")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("sums", models.JSONField(null=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "aspects",
                    models.ManyToManyField(
                        related_name="joint_rounds", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_rounds",
                        to="matrix.catalogue",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joint_rounds",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "joint rating",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(("state", "open"), _negated=True),
                            _connector="OR",
                        ),
                        name="joint_round_open_or_closed",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="jointinvitation",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="matrix.jointround",
            ),
        ),
        migrations.CreateModel(
            name="Rating",
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
                            ("rated", "rated"),
                            ("unknown", "do not know"),
                            ("not_applicable", "does not apply"),
                            ("withdrawn", "taken back"),
                        ],
                        max_length=16,
                        verbose_name="answer",
                    ),
                ),
                (
                    "stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage today"),
                ),
                (
                    "target_stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="target stage"),
                ),
                (
                    "target_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="until school year"),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("evidence_url", models.URLField(blank=True, verbose_name="link to evidence")),
                (
                    "evidence_file",
                    models.FileField(blank=True, upload_to="evidence", verbose_name="evidence as file"),
                ),
                ("evidence_name", models.CharField(blank=True, max_length=200)),
                ("rated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "source",
                    models.CharField(
                        choices=[("said", "answered"), ("carried", "carried over")],
                        default="said",
                        max_length=8,
                    ),
                ),
                ("needs_recheck", models.BooleanField(default=False)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="matrix.aspect",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "joint_round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consensus",
                        to="matrix.jointround",
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="matrix.assessmentround",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["school", "aspect", "-id"], name="rating_school_latest"),
                    models.Index(fields=["authority", "aspect", "-id"], name="rating_authority_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority__isnull", True), ("school__isnull", False)),
                            models.Q(("authority__isnull", False), ("school__isnull", True)),
                            _connector="OR",
                        ),
                        name="rating_one_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__gte", 1), ("stage__isnull", False), ("state", "rated")),
                            models.Q(models.Q(("state", "rated"), _negated=True), ("stage__isnull", True)),
                            _connector="OR",
                        ),
                        name="rating_stage_iff_rated",
                        violation_error_message="Choose a stage, or say that you do not know or that it does not apply.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target_stage__isnull", True),
                            models.Q(("stage__isnull", True), ("target_stage__gte", 1)),
                            ("target_stage__gte", models.F("stage")),
                            _connector="OR",
                        ),
                        name="rating_target_not_below_stage",
                        violation_error_message="The target lies below the stage of today.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target_year__isnull", True), ("target_stage__isnull", False), _connector="OR"
                        ),
                        name="rating_year_needs_target",
                        violation_error_message="Choose the target stage that belongs to the school year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needs_recheck", False), ("source", "carried"), _connector="OR"),
                        name="rating_recheck_only_carried",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SchoolFocus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="aspect")),
                ("place", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="focuses",
                        to="schools.school",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "focus of a school",
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("school", "place"),
                        name="focus_place_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("school", "code"),
                        name="focus_aspect_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 3)), name="focus_at_most_three"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("data", models.JSONField()),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="schools.schoolauthority",
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="matrix.catalogue",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="schools.school",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "ordering": ["-taken_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority__isnull", True), ("school__isnull", False)),
                            models.Q(("authority__isnull", False), ("school__isnull", True)),
                            _connector="OR",
                        ),
                        name="snapshot_one_subject",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "authority", "number"), name="snapshot_once", nulls_distinct=False
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SnapshotMark",
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
                            ("table", "round table"),
                            ("school_year", "end of the school year"),
                            ("named", "named by its own people"),
                        ],
                        max_length=12,
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("marked_on", models.DateField(verbose_name="day")),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="matrix.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "marked day",
                "ordering": ["marked_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "event"), name="mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="mark_has_name"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="stage")),
                ("text", models.CharField(max_length=600, verbose_name="description")),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="matrix.aspect"
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("aspect", "number"), name="stage_once")],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stages", models.JSONField(default=dict)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("rechecks", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed",
                        to="matrix.catalogue",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="matrix.catalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the matrix",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AspectSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matrix.aspect"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matrix.aspect"
                    ),
                ),
                (
                    "succession",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aspects",
                        to="matrix.succession",
                    ),
                ),
            ],
            options={
                "verbose_name": "successor of an aspect",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("succession", "old", "new"), name="successor_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Voice",
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
                            ("adviser", "media adviser"),
                            ("peer", "other side"),
                            ("table", "round table"),
                        ],
                        max_length=8,
                        verbose_name="view",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rated", "rated"),
                            ("unknown", "do not know"),
                            ("not_applicable", "does not apply"),
                        ],
                        max_length=16,
                        verbose_name="answer",
                    ),
                ),
                (
                    "stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stage today"),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("meeting", models.PositiveBigIntegerField(blank=True, null=True)),
                ("meeting_title", models.CharField(blank=True, max_length=200)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="voices", to="matrix.aspect"
                    ),
                ),
                (
                    "by_school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voices",
                        to="schools.school",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="matrix.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "other view",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__gte", 1), ("stage__isnull", False), ("state", "rated")),
                            models.Q(models.Q(("state", "rated"), _negated=True), ("stage__isnull", True)),
                            _connector="OR",
                        ),
                        name="voice_stage_iff_rated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="voice_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by_school__isnull", True), ("kind", "peer"), _connector="OR"),
                        name="voice_of_a_school_is_the_other_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "table"), ("meeting__isnull", False)),
                            models.Q(models.Q(("kind", "table"), _negated=True), ("meeting__isnull", True)),
                            _connector="OR",
                        ),
                        name="voice_of_a_meeting_is_the_tables",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="jointinvitation",
            constraint=models.UniqueConstraint(fields=("round", "member"), name="joint_member_once"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(
            "CREATE TRIGGER voice_append_only BEFORE UPDATE OR DELETE ON matrix_voice"
            " FOR EACH ROW EXECUTE FUNCTION matrix_append_only()",
            "DROP TRIGGER voice_append_only ON matrix_voice",
        ),
    ]
