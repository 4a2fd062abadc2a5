"""Series and meetings: who sits at the table, when, and what stands on the agenda."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from matrix.models import Aspect, JoinedTopic, Snapshot
from matrix.querysets import SnapshotQuerySet
from roundtables.querysets import (
    MeetingQuerySet,
    OnMeetingQuerySet,
    SeriesQuerySet,
)
from schools.keys import CLOSED_KEYS
from schools.models import Municipality, School


class TableFunction(models.TextChoices):
    """Schulträger and school leads decide, Schulaufsicht and Medienberatung advise, others coordinate."""

    DECIDE = "decide", _("decides")
    ADVISE = "advise", _("advises")
    COORDINATE = "coordinate", _("coordinates")
    GUEST = "guest", _("guest")

    @classmethod
    def order(cls, function: str) -> int:
        """Who decides comes first, guests last."""
        return cls.values.index(function)


def seat_of(office: str, body: str) -> str:
    return ", ".join(filter(None, (office, body)))


def school_beside(responsible: str, school: str) -> str:
    """The school that a milestone is of, "" where the responsible body names it already."""
    is_named = responsible and (responsible in school or school in responsible)
    return "" if is_named else school


class RoundTableSeries(ScopedModel):
    """Runder Tisch of one municipality: its members, its rhythm, its rules."""

    class Delivery(models.TextChoices):
        LINKED = "linked", _("link to the portal")
        ATTACHED = "attached", _("PDF in the mail")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="series", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=120)
    meetings_per_year = models.PositiveSmallIntegerField(_("meetings per school year"), default=2)
    rules = models.TextField(_("rules of working together"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    correction_days = models.PositiveSmallIntegerField(_("days to correct the minutes"), default=14)
    reminder_days = models.PositiveSmallIntegerField(
        _("days before a meeting to remind of it"), default=3
    )  # 0: nobody is reminded
    delivery = models.CharField(
        _("how minutes are sent"), max_length=8, choices=Delivery.choices, default=Delivery.LINKED
    )

    unscoped = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("round table")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="series_once"),
            models.CheckConstraint(
                name="series_correction_days",
                condition=Q(correction_days__gte=1, correction_days__lte=90),
                violation_error_message=_("Between 1 and 90 days."),
            ),
            models.CheckConstraint(
                name="series_reminder_days",
                condition=Q(reminder_days__lte=14),
                violation_error_message=_("At most 14 days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("roundtables:series_detail", args=[self.pk])

    def schools(self) -> QuerySet[School]:
        """Schools of the municipality that have not closed: whoever sees the table sees their names."""
        return _open_schools(municipality=self.municipality_id)

    @classmethod
    def schools_at(cls, tables: QuerySet[RoundTableSeries]) -> QuerySet[School]:
        """The same of several tables."""
        return _open_schools(municipality__in=tables.values("municipality"))

    def releases(self) -> SnapshotQuerySet:
        """What the schools of the municipality and their Träger released for the table to read."""
        schools = self.schools()
        return Snapshot.unscoped.filter(
            Q(school__in=schools.values("pk")) | Q(authority__in=schools.values("authority_id"))
        )


def _open_schools(**place: Any) -> QuerySet[School]:
    at_home = School.unscoped.filter(**place)
    return at_home.exclude(operation_key__in=CLOSED_KEYS).filter(missing_since__isnull=True)


class Meeting(ScopedModel):
    """One Runder Tisch, from invitation to sealed minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DRAFT = "draft", _("minutes in draft")
        REVIEW = "review", _("minutes open for corrections")
        SEALED = "sealed", _("minutes final")
        CANCELLED = "cancelled", _("cancelled")

    series = models.ForeignKey(RoundTableSeries, models.PROTECT, related_name="meetings")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)  # stable UID of the calendar entry
    number = models.PositiveSmallIntegerField(_("number"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    sequence = models.PositiveIntegerField(
        default=0
    )  # RFC 5545 SEQUENCE: grows with every change of date or place
    joined_topic = models.ForeignKey(
        JoinedTopic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic of the working phase"),
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False
    )  # grows with each write: screens ask for it
    minutes_note = models.TextField(_("notes for the minutes"), blank=True)
    notes_version = models.PositiveIntegerField(default=0)  # guards `minutes_note` against overwriting
    left_out = models.JSONField(
        default=list, blank=True
    )  # "parked:12": carried over from earlier and taken off the agenda again
    review_from = models.DateField(null=True, blank=True)  # Korrekturfrist: its first and its last day
    review_until = models.DateField(null=True, blank=True)
    sealed_early = models.CharField(max_length=300, blank=True)  # why before the window was over
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sealed_content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)  # SHA-256 of the canonical sealed_content

    unscoped = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                name="meeting_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The meeting must end after it begins."),
            ),
            models.CheckConstraint(
                name="meeting_review_has_days",
                condition=~Q(state="review")
                | Q(review_from__isnull=False, review_until__gte=F("review_from")),
            ),
            models.CheckConstraint(
                name="meeting_sealed_has_seal",
                condition=~Q(state="sealed") | (Q(sealed_at__isnull=False) & ~Q(checksum="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("roundtables:meeting_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """May still be written to; sealed minutes and cancelled meetings may not."""
        return self.state not in {self.State.SEALED, self.State.CANCELLED}

    @property
    def is_ahead(self) -> bool:
        """Its day has not come yet. Whoever begins, ends or seals it all the same shall know."""
        return timezone.localdate(self.starts_at) > timezone.localdate()

    @property
    def is_under_way(self) -> bool:
        """Has begun, and its minutes are not final."""
        return self.state in {self.State.RUNNING, self.State.DRAFT, self.State.REVIEW}

    @property
    def takes_amendments(self) -> bool:
        """The window is open, its last day included."""
        return self.state == self.State.REVIEW and not self.is_review_over

    @property
    def is_review_over(self) -> bool:
        return self.review_until is not None and timezone.localdate() > self.review_until


class Participant(ScopedModel):
    """Attendance: who was there, for which body, in which function of this one meeting."""

    class Attendance(models.TextChoices):
        INVITED = "invited", _("not entered")
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")
        DEPUTY = "deputy", _("represented")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    body = models.CharField(_("body or office"), max_length=160)
    function = models.CharField(
        _("function"), max_length=12, choices=TableFunction.choices, default=TableFunction.DECIDE
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance.choices, default=Attendance.INVITED
    )
    office = models.CharField(_("office"), max_length=160, blank=True)  # of the member when it began
    deputy_name = models.CharField(_("represented by"), max_length=120, blank=True)

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        ordering = ["function", "body", "name"]
        constraints = [
            models.CheckConstraint(
                name="participant_deputy_sat_there", condition=Q(deputy_name="") | Q(attendance="deputy")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> str:
        return seat_of(self.office, self.body)


class AgendaItem(ScopedModel):
    """TOP: what is talked about, how long, who leads; `notes` is what the minutes say about it."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("information")
        EXCHANGE = "exchange", _("exchange")
        WORK = "work", _("working phase")
        DECISION = "decision", _("decision")
        BREAK = "break", _("break")

    class Origin(models.TextChoices):
        AGREEMENT = "agreement", _("open agreement")
        POSTPONED = "postponed", _("postponed agreement")
        PARKED = "parked", _("parked topic")
        UNFINISHED = "unfinished", _("not dealt with")
        VIEWS = "views", _("schools and school authority see it differently")
        WAITS = "waits", _("waits for the other side")
        MILESTONE = "milestone", _("due milestone")
        AGED = "aged", _("old release")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), default=10)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INFORMATION)
    lead = models.CharField(_("led by"), max_length=120, blank=True)
    is_closing = models.BooleanField(default=False)  # ends the meeting: new items come before it
    notes = models.TextField(_("notes"), blank=True)
    notes_version = models.PositiveIntegerField(default=0)  # guards `notes` against overwriting
    origin = models.CharField(max_length=10, choices=Origin.choices, blank=True)  # of a former meeting
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)
    reason = models.CharField(_("why it stands here"), max_length=400, blank=True)
    topic = models.ForeignKey(
        JoinedTopic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("joined topic")
    )  # what it stands for, known where it was put here out of something; so `school` and `aspects`
    school = models.ForeignKey(
        School, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("school")
    )
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="+", verbose_name=_("aspects"))
    submission_id = submission_field()

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "origin", "origin_id"], condition=~Q(origin=""), name="carried_over_once"
            ),
            models.CheckConstraint(
                name="carried_over_with_reason",
                condition=Q(origin="", origin_id=None) | (~Q(reason="") & Q(origin_id__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ParkedItem(ScopedModel):
    """Themenspeicher: what comes up and has to wait, with its reason, until its time has come."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="parked")
    text = models.CharField(_("what is parked"), max_length=200)  # becomes the title of an agenda item
    reason = models.CharField(_("why it waits"), max_length=300)
    parked_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    agenda_item = models.OneToOneField(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="parked_as"
    )  # what it became; null while it waits
    submission_id = submission_field()

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("parked item")
        ordering = ["parked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="parked_item_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="parked_item_on_agenda_is_taken",
                condition=Q(agenda_item=None) | Q(taken_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MinutesAddendum(ScopedModel):
    """A visible later remark on sealed minutes; the sealed text itself never changes."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="addenda")
    text = models.TextField(_("addendum"), max_length=2000)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.CharField(max_length=160, blank=True)  # of that person on that day; "" in earlier years
    added_at = models.DateTimeField(default=timezone.now)
    submission_id = submission_field()

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def signature(self) -> str:
        return f"{self.added_by.name}, {self.office}" if self.office else self.added_by.name
