import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("screens", "0001_initial"), ("screens", "0002_voices")]

    initial = True

    dependencies = [
        ("roundtables", "0001_squashed_0020"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entrance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=6, unique=True, verbose_name="code")),
                ("is_open", models.BooleanField(default=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entrance",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "entrance for telephones",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Question",
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
                            ("dots", "dots for topics"),
                            ("check", "agreement check"),
                            ("feedback", "feedback on the meeting"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("options", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "prepared"), ("open", "open"), ("closed", "closed")],
                        default="draft",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("voices", models.PositiveIntegerField(null=True)),
                ("sums", models.JSONField(null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "question to everybody",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("meeting",),
                        name="one_open_question_a_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sums__isnull", True),
                            models.Q(("state", "closed"), ("voices__gte", 5)),
                            _connector="OR",
                        ),
                        name="question_sums_only_of_enough",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device", models.CharField(max_length=64)),
                ("choice", models.JSONField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="screens.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "voice of a device",
                "constraints": [
                    models.UniqueConstraint(fields=("question", "device"), name="one_voice_a_device")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Wall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "show",
                    models.CharField(
                        choices=[
                            ("item", "agenda item"),
                            ("picture", "matrix of all schools"),
                            ("topic", "joined topic"),
                            ("join", "code for telephones"),
                            ("voices", "question to everybody"),
                            ("sentence", "sentence at hand"),
                            ("results", "what is agreed"),
                        ],
                        default="item",
                        max_length=10,
                        verbose_name="on the wall",
                    ),
                ),
                ("is_dark", models.BooleanField(default=False, verbose_name="light on dark")),
                ("item_since", models.DateTimeField(blank=True, null=True)),
                ("sentence", models.TextField(blank=True, max_length=2000, verbose_name="sentence at hand")),
                ("sentence_version", models.PositiveIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roundtables.agendaitem",
                        verbose_name="current item",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wall",
                        to="roundtables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "wall of a meeting",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
