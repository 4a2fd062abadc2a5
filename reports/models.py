"""Reports: what was asked for, by whom, how far it is, what was frozen, where the file lies."""

from __future__ import annotations

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from reports.querysets import ReportJobQuerySet
from roundtables.models import Meeting, RoundTableSeries
from schools.models import School, SchoolAuthority


class ReportJob(ScopedModel):
    """One report about one subject. `fence` and `lease_until` keep two workers apart (trust rule R2)."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school report")
        MINUTES = "minutes", _("minutes of the round table")
        AUTHORITY = "authority", _("authority report")
        CONCEPT = "concept", _("Medienkonzept as PDF")
        DRAFT = "draft", _("draft of the Medienkonzept as PDF")
        NEEDS = "needs", _("list of needs as PDF")
        REVIEW = "review", _("Jahresgespräch as PDF")
        ROOMS = "rooms", _("room sheets as PDF")

        PROOF = "proof", _("proof of use as ZIP")
        GUIDELINES = "guidelines", _("guidelines and goals")
        PACK = "pack", _("meeting pack")
        POSTER = "poster", _("matrix as wall poster")
        STORY = "story", _("story of an aspect")
        DUTIES = "duties", _("own tasks")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        DENIED = "denied", _("no longer permitted")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(_("report number"), unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="reports")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="reports")
    series = models.ForeignKey(
        RoundTableSeries, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    params = models.JSONField(default=dict)  # what of the subject is meant, such as {"year": 2027}
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)  # for the user, in plain words
    snapshot = models.JSONField(null=True, blank=True)  # what collect() froze: a retry renders it again
    content_hash = models.CharField(
        max_length=64, blank=True
    )  # of the snapshot without its number and moment
    as_of = models.DateField(_("reference date"), null=True, blank=True)
    file = models.FileField(upload_to="reports", blank=True)

    unscoped = ReportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["state", "lease_until"], name="report_sweep")]
        constraints = [
            models.CheckConstraint(
                name="report_subject_matches_kind",
                condition=Q(
                    kind__in=["school", "concept", "draft", "needs", "review", "rooms"],
                    school__isnull=False,
                    authority__isnull=True,
                    meeting__isnull=True,
                    series__isnull=True,
                )
                | Q(
                    kind__in=["authority", "proof"],
                    school__isnull=True,
                    authority__isnull=False,
                    meeting__isnull=True,
                    series__isnull=True,
                )
                | Q(
                    kind__in=["minutes", "pack", "duties"],
                    school__isnull=True,
                    authority__isnull=True,
                    meeting__isnull=False,
                    series__isnull=True,
                )
                | Q(
                    kind__in=["guidelines", "poster", "story"],
                    school__isnull=True,
                    authority__isnull=True,
                    meeting__isnull=True,
                    series__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["requested_by", "kind", "school", "authority", "meeting", "series", "params"],
                condition=Q(state__in=["queued", "running"]),
                nulls_distinct=False,
                name="report_once_while_active",  # a double click returns the running job
            ),
            models.CheckConstraint(name="report_done_has_file", condition=~Q(state="done") | ~Q(file="")),
        ]

    @property
    def label(self) -> str:
        """The number printed in the file: unchanged content keeps the number it was first printed with."""
        return str(self.snapshot["number"]) if self.snapshot else ""

    @property
    def suffix(self) -> str:
        """.pdf, or .zip where the document comes with others."""
        return PurePath(self.file.name or "").suffix or ".pdf"

    @property
    def subject(self) -> School | SchoolAuthority | Meeting | RoundTableSeries | None:
        """What it is about; one of them is set, as `kind` says."""
        return self.school or self.authority or self.meeting or self.series

    def __str__(self) -> str:
        if self.meeting:
            words = {"report": self.get_kind_display(), "number": self.meeting.number}
            told = gettext("%(report)s of meeting %(number)s") % words
            return f"{told}, {self.meeting.series}"
        if self.series:
            part = self.params.get("aspekt") or self.params.get("size", "").upper()
            return f"{self.get_kind_display()}{part and f' ({part})'}, {self.series}"
        name = self.params.get("name")  # of the grant: a Träger has several
        return f"{self.get_kind_display()}{(name and f' {name},') or ''} {self.subject}"
