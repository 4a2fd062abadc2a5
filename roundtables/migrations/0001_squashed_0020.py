"""The database itself refuses to change or delete sealed minutes, and addenda, whoever asks."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

KEEP = "number, starts_at, ends_at, place, topic, state, series_id, minutes_note, sealed_at, sealed_content, checksum"


def _row(prefix: str) -> str:
    return "ROW(" + ", ".join(f"{prefix}.{name.strip()}" for name in KEEP.split(",")) + ")"


CREATE = f"""
CREATE FUNCTION roundtables_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checksum = '' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF {_row("NEW")} IS NOT DISTINCT FROM {_row("OLD")} THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'sealed minutes never change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER roundtables_keep_sealed BEFORE UPDATE OR DELETE ON roundtables_meeting
    FOR EACH ROW EXECUTE FUNCTION roundtables_keep_sealed();
"""
DROP = """
DROP TRIGGER roundtables_keep_sealed ON roundtables_meeting;
DROP FUNCTION roundtables_keep_sealed();
"""
CREATE_ADDENDUM = """
CREATE FUNCTION roundtables_keep_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'addenda never change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER roundtables_keep_addendum BEFORE UPDATE OR DELETE ON roundtables_minutesaddendum
    FOR EACH ROW EXECUTE FUNCTION roundtables_keep_addendum();
"""
DROP_ADDENDUM = """
DROP TRIGGER roundtables_keep_addendum ON roundtables_minutesaddendum;
DROP FUNCTION roundtables_keep_addendum();
"""


class Migration(migrations.Migration):
    replaces = [
        ("roundtables", "0001_initial"),
        ("roundtables", "0002_guards"),
        ("roundtables", "0003_sealed_minutes"),
        ("roundtables", "0004_proposals"),
        ("roundtables", "0005_closing_items"),
        ("roundtables", "0006_agenda_proposals"),
        ("roundtables", "0007_live"),
        ("roundtables", "0008_consensus"),
        ("roundtables", "0009_thread"),
        ("roundtables", "0010_parking"),
        ("roundtables", "0011_guideline_versions"),
        ("roundtables", "0012_agenda_documents"),
        ("roundtables", "0013_correction"),
        ("roundtables", "0014_delivery"),
        ("roundtables", "0015_carried"),
        ("roundtables", "0016_learning_places"),
        ("roundtables", "0017_agenda_templates"),
        ("roundtables", "0018_addendum_office"),
        ("roundtables", "0019_shared_experiences"),
        ("roundtables", "0020_offers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0002"),
        ("matrix", "0001_squashed_0013"),
        ("schools", "0001_squashed_0017"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("minutes", models.PositiveSmallIntegerField(default=10, verbose_name="duration in minutes")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("information", "information"),
                            ("exchange", "exchange"),
                            ("work", "working phase"),
                            ("decision", "decision"),
                            ("break", "break"),
                        ],
                        default="information",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("lead", models.CharField(blank=True, max_length=120, verbose_name="led by")),
                ("is_closing", models.BooleanField(default=False)),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("notes_version", models.PositiveIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreement", "open agreement"),
                            ("postponed", "postponed agreement"),
                            ("parked", "parked topic"),
                            ("unfinished", "not dealt with"),
                            ("views", "schools and school authority see it differently"),
                            ("waits", "waits for the other side"),
                            ("milestone", "due milestone"),
                            ("aged", "old release"),
                        ],
                        max_length=10,
                    ),
                ),
                ("origin_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="why it stands here")),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
            ],
            options={
                "verbose_name": "agenda item",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", ""), ("origin_id", None)),
                            models.Q(models.Q(("reason", ""), _negated=True), ("origin_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="carried_over_with_reason",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LearningPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("library", "library"),
                            ("adults", "adult education centre"),
                            ("neighbourhood", "neighbourhood centre"),
                            ("youth", "youth centre"),
                            ("museum", "museum or theatre"),
                            ("other", "other place"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("office", models.CharField(blank=True, max_length=160, verbose_name="office to ask")),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning_places",
                        to="schools.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "learning place",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("municipality"),
                        django.db.models.functions.text.Lower("name"),
                        name="learning_place_once",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="place")),
                ("topic", models.CharField(blank=True, max_length=200, verbose_name="topic")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("running", "running"),
                            ("draft", "minutes in draft"),
                            ("review", "minutes open for corrections"),
                            ("sealed", "minutes final"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("minutes_note", models.TextField(blank=True, verbose_name="notes for the minutes")),
                ("notes_version", models.PositiveIntegerField(default=0)),
                ("left_out", models.JSONField(blank=True, default=list)),
                ("review_from", models.DateField(blank=True, null=True)),
                ("review_until", models.DateField(blank=True, null=True)),
                ("sealed_early", models.CharField(blank=True, max_length=300)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
                ("sealed_content", models.JSONField(blank=True, null=True)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                (
                    "joined_topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="topic of the working phase",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "ordering": ["-starts_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="meeting_ends_after_start",
                        violation_error_message="The meeting must end after it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "review"), _negated=True),
                            models.Q(
                                ("review_from__isnull", False), ("review_until__gte", models.F("review_from"))
                            ),
                            _connector="OR",
                        ),
                        name="meeting_review_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sealed"), _negated=True),
                            models.Q(("sealed_at__isnull", False), models.Q(("checksum", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="meeting_sealed_has_seal",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=600, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roundtables.agendaitem",
                        verbose_name="agenda item",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="amendments",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed amendment",
                "ordering": ["proposed_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="amendment_declined_has_reason",
                        violation_error_message="Say in one line why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="amendment_answered_has_day",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "consensus",
                    models.CharField(
                        choices=[
                            ("agreed", "by consensus"),
                            ("reserved", "with a reservation"),
                            ("postponed", "postponed"),
                        ],
                        default="agreed",
                        max_length=10,
                        verbose_name="consensus",
                    ),
                ),
                ("reservation", models.CharField(blank=True, max_length=600, verbose_name="reservation")),
                (
                    "reserved_by",
                    models.CharField(blank=True, max_length=160, verbose_name="whose reservation"),
                ),
                ("responsible", models.CharField(max_length=160, verbose_name="who")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("is_done", models.BooleanField(default=False, verbose_name="done")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consensus", "reserved"),
                                models.Q(("reservation", ""), _negated=True),
                                models.Q(("reserved_by", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("consensus", "reserved"), _negated=True),
                                ("reservation", ""),
                                ("reserved_by", ""),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_reservation_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consensus", "postponed"), _negated=True),
                            ("is_done", False),
                            _connector="OR",
                        ),
                        name="agreement_postponed_is_not_done",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="roundtables.meeting"
            ),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("authority", "school authority"),
                            ("both", "both sides"),
                        ],
                        default="both",
                        max_length=10,
                        verbose_name="owner",
                    ),
                ),
                ("responsible", models.CharField(max_length=160, verbose_name="responsible body")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "target_stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="target stage"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("in_progress", "in progress"),
                            ("done", "done"),
                            ("moved", "moved"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="evidence")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("first_due_on", models.DateField(verbose_name="first due date")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                ("links_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="steps",
                        to="roundtables.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("done_on__isnull", False),
                            _connector="OR",
                        ),
                        name="milestone_done_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["moved", "dropped"]), _negated=True),
                            models.Q(("state_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="milestone_change_has_reason",
                        violation_error_message="Say why the milestone is moved or dropped.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MilestoneLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="roundtables.milestone",
                    ),
                ),
                (
                    "waits_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_back",
                        to="roundtables.milestone",
                    ),
                ),
            ],
            options={
                "verbose_name": "link between milestones",
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "waits_for"), name="milestone_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("milestone", models.F("waits_for")), _negated=True),
                        name="milestone_link_not_to_itself",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="milestone",
            name="waits_for",
            field=models.ManyToManyField(
                related_name="awaited_by", through="roundtables.MilestoneLink", to="roundtables.milestone"
            ),
        ),
        migrations.CreateModel(
            name="MilestonePartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.CharField(max_length=160, verbose_name="body or office")),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="roundtables.milestone",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="partnerships",
                        to="roundtables.learningplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner of a milestone",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "body"), name="milestone_partner_once"),
                    models.CheckConstraint(
                        condition=models.Q(("body", ""), _negated=True), name="milestone_partner_has_name"
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MilestoneProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("code", models.CharField(max_length=10, verbose_name="aspect")),
                ("aspect_name", models.CharField(max_length=120)),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                (
                    "target_stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="target stage"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("by_adviser", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("taken", "taken over as a milestone"),
                            ("declined", "declined"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "milestone",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposal",
                        to="roundtables.milestone",
                    ),
                ),
                (
                    "proposed_by",
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
                        related_name="milestone_proposals",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed milestone",
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_declined_has_reason",
                        violation_error_message="Say in one line why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="proposal_answered_has_day",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MinutesAddendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="addendum")),
                ("office", models.CharField(blank=True, max_length=160)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "addendum",
                "ordering": ["added_at"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ParkedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="what is parked")),
                ("reason", models.CharField(max_length=300, verbose_name="why it waits")),
                ("parked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "agenda_item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parked_as",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parked",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "parked item",
                "ordering": ["parked_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="parked_item_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agenda_item", None), ("taken_at__isnull", False), _connector="OR"
                        ),
                        name="parked_item_on_agenda_is_taken",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("body", models.CharField(max_length=160, verbose_name="body or office")),
                (
                    "function",
                    models.CharField(
                        choices=[
                            ("decide", "decides"),
                            ("advise", "advises"),
                            ("coordinate", "coordinates"),
                            ("guest", "guest"),
                        ],
                        default="decide",
                        max_length=12,
                        verbose_name="function",
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("present", "present"),
                            ("excused", "excused"),
                            ("absent", "absent"),
                            ("deputy", "represented"),
                        ],
                        default="invited",
                        max_length=10,
                        verbose_name="attendance",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "ordering": ["function", "body", "name"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RoundTableSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "meetings_per_year",
                    models.PositiveSmallIntegerField(default=2, verbose_name="meetings per school year"),
                ),
                ("rules", models.TextField(blank=True, verbose_name="rules of working together")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "correction_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="days to correct the minutes"),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[("linked", "link to the portal"), ("attached", "PDF in the mail")],
                        default="linked",
                        max_length=8,
                        verbose_name="how minutes are sent",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="schools.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "round table",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "name"), name="series_once"),
                    models.CheckConstraint(
                        condition=models.Q(("correction_days__gte", 1), ("correction_days__lte", 90)),
                        name="series_correction_days",
                        violation_error_message="Between 1 and 90 days.",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="milestone",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="roundtables.roundtableseries",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="roundtables.roundtableseries",
            ),
        ),
        migrations.CreateModel(
            name="Guideline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("adopted_on", models.DateField(verbose_name="adopted on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="roundtables.guideline",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "guideline",
                "ordering": ["number", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "number", "version"), name="guideline_version_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="GoalPerspective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("horizon_year", models.PositiveSmallIntegerField(verbose_name="target year")),
                (
                    "target_stage",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="target stage"),
                ),
                ("indicator", models.CharField(blank=True, max_length=300, verbose_name="how we notice")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "goal perspective",
                "ordering": ["horizon_year", "pk"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FocusTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("lead", models.CharField(blank=True, max_length=120, verbose_name="lead")),
                ("word", models.CharField(blank=True, max_length=300, verbose_name="why one more")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "focus topic",
                "ordering": ["-from_on", "pk"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ExperienceNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("table", "round table"), ("district", "district"), ("public", "public")],
                        default="table",
                        max_length=8,
                        verbose_name="who reads it",
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="matrix.aspect", verbose_name="aspects"
                    ),
                ),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matrix.joinedtopic",
                        verbose_name="joined topic",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.meeting",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "experience",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visibility", "table"), ("school__isnull", False), _connector="OR"
                        ),
                        name="experience_beyond_table_has_school",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agreement",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="roundtables.roundtableseries",
            ),
        ),
        migrations.CreateModel(
            name="AgendaTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "variant",
                    models.CharField(
                        choices=[("regular", "regular meeting"), ("first", "first meeting")],
                        max_length=8,
                        verbose_name="agenda template",
                    ),
                ),
                ("items", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="templates",
                        to="roundtables.roundtableseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "agenda template",
                "ordering": ["variant"],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "variant"), name="agenda_template_once")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SeriesMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("body", models.CharField(max_length=160, verbose_name="body or office")),
                (
                    "function",
                    models.CharField(
                        choices=[
                            ("decide", "decides"),
                            ("advise", "advises"),
                            ("coordinate", "coordinates"),
                            ("guest", "guest"),
                        ],
                        default="decide",
                        max_length=12,
                        verbose_name="function",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="roundtables.roundtableseries",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="series_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "member of the round table",
                "ordering": ["function", "body", "name"],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AgendaDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("file", models.FileField(blank=True, upload_to="agenda")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="roundtables.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "document of an agenda item",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__gt", ""), ("url", "")),
                            models.Q(models.Q(("url", ""), _negated=True), ("file", "")),
                            _connector="OR",
                        ),
                        name="agenda_document_is_file_or_link",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AgendaProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="aspect")),
                ("aspect_name", models.CharField(blank=True, max_length=120)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("taken", "taken onto the agenda"),
                            ("declined", "declined"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposal",
                        to="roundtables.agendaitem",
                    ),
                ),
                (
                    "proposed_by",
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
                        related_name="agenda_proposals",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed agenda item",
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="agenda_proposal_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agenda_proposal_declined_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="agenda_proposal_answered_has_day",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin", ""), _negated=True),
                fields=("meeting", "origin", "origin_id"),
                name="carried_over_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("series", "number"), name="meeting_number_once"),
        ),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(CREATE_ADDENDUM, DROP_ADDENDUM),
    ]
