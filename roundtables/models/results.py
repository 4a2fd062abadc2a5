"""What a table agrees: the typed results that outlive the meeting."""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fingerprint import fingerprint
from core.marks import submission_field
from core.scoping import ScopedModel
from matrix.models import Aspect, JoinedTopic
from roundtables.models.tables import AgendaItem, Meeting, RoundTableSeries
from roundtables.querysets import (
    OPEN_STATES,
    ExperienceQuerySet,
    GuidelineQuerySet,
    MilestoneQuerySet,
    OnTableQuerySet,
)
from schools.models import School


class Result(ScopedModel):
    """What all typed results share: table, meeting, agenda item, and what of the matrix they speak of."""

    series = models.ForeignKey(RoundTableSeries, models.PROTECT, related_name="%(class)ss")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    text = models.TextField(_("text"), max_length=2000)
    topic = models.ForeignKey(
        JoinedTopic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("joined topic")
    )
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="+", verbose_name=_("aspects"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submission_id = submission_field()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """As much as a line of a list holds, in whole words."""
        return shorten(self.text, 80, placeholder=" …") if len(self.text) > 80 else self.text

    def fingerprint(self) -> str:
        """Names the stored values, so that a form can tell whether somebody saved in between."""
        return fingerprint(self)


class Guideline(Result):
    """Leitlinie: a lasting rule or principle, living until it is replaced or ended; a new wording keeps its number."""

    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    adopted_on = models.DateField(_("adopted on"))
    ended_on = models.DateField(_("valid until"), null=True, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    unscoped = GuidelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("guideline")
        ordering = ["number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number", "version"], name="guideline_version_once")
        ]

    @property
    def label(self) -> str:
        """How the table quotes it: "3", and from the second wording on "3, Fassung 2"."""
        if self.version == 1:
            return str(self.number)
        return gettext("%(number)s, version %(version)s") % {"number": self.number, "version": self.version}

    @property
    def is_in_force(self) -> bool:
        """As `GuidelineQuerySet.in_force` says it."""
        ended = self.ended_on is not None and self.ended_on < timezone.localdate()
        return self.replaced_by_id is None and not ended


class GoalPerspective(Result):
    """Zielperspektive: the desired state in two to five years."""

    horizon_year = models.PositiveSmallIntegerField(_("target year"))
    target_stage = models.PositiveSmallIntegerField(_("target stage"), null=True, blank=True)
    indicator = models.CharField(_("how we notice"), max_length=300, blank=True)

    unscoped = OnTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal perspective")
        ordering = ["horizon_year", "pk"]


class FocusTopic(Result):
    """Themenschwerpunkt: what is worked on until the next meetings."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    lead = models.CharField(_("lead"), max_length=120, blank=True)
    word = models.CharField(_("why one more"), max_length=300, blank=True)  # from the fourth at a time
    end_reason = models.CharField(_("why it ends"), max_length=300, blank=True)  # where it was ended by hand

    unscoped = OnTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("focus topic")
        ordering = ["-from_on", "pk"]

    @property
    def is_over(self) -> bool:
        """Its last day has passed."""
        return self.until_on is not None and self.until_on < timezone.localdate()

    @property
    def is_endable(self) -> bool:
        return not (self.end_reason or self.is_over)


class Milestone(Result):
    """Meilenstein: a checkable step with a date, carried by a body rather than a person alone."""

    class Owner(models.TextChoices):
        SCHOOL = "school", _("school")
        AUTHORITY = "authority", _("school authority")
        BOTH = "both", _("both sides")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        MOVED = "moved", _("moved")
        DROPPED = "dropped", _("dropped")

    owner = models.CharField(_("owner"), max_length=10, choices=Owner.choices, default=Owner.BOTH)
    responsible = models.CharField(_("responsible body"), max_length=160)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("school")
    )
    due_on = models.DateField(_("due on"))
    target_stage = models.PositiveSmallIntegerField(_("target stage"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    first_due_on = models.DateField(_("first due date"))
    changed_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(null=True, blank=True)  # last time the due date changed
    agreement = models.ForeignKey(
        "Agreement",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("agreement"),
    )  # what the table agreed, and this is a step of
    waits_for: models.ManyToManyField[Milestone, Milestone] = models.ManyToManyField(
        "self",
        through="MilestoneLink",
        symmetrical=False,
        related_name="awaited_by",
    )
    links_version = models.PositiveIntegerField(default=0, editable=False)  # guards links and partners

    unscoped = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="milestone_done_has_date",
                condition=~Q(state="done") | Q(done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="milestone_change_has_reason",
                condition=~Q(state__in=["moved", "dropped"]) | ~Q(state_reason=""),
                violation_error_message=_("Say why the milestone is moved or dropped."),
            ),
        ]

    @classmethod
    def of_school(cls, school: School) -> MilestoneQuerySet:
        """A school's own milestones and those that all schools of its municipality carry."""
        shared = Q(school__isnull=True, owner__in=["school", "both"])
        return cls.unscoped.filter(
            Q(school=school) | (shared & Q(series__municipality=school.municipality_id))
        )

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_late(self) -> bool:
        return self.state in OPEN_STATES and self.due_on < timezone.localdate()


class Agreement(Result):
    """Vereinbarung: a single agreement of the meeting, and whether everybody carries it."""

    class Consensus(models.TextChoices):
        AGREED = "agreed", _("by consensus")
        RESERVED = "reserved", _("with a reservation")
        POSTPONED = "postponed", _("postponed")

    consensus = models.CharField(
        _("consensus"), max_length=10, choices=Consensus.choices, default=Consensus.AGREED
    )
    reservation = models.CharField(_("reservation"), max_length=600, blank=True)
    reserved_by = models.CharField(_("whose reservation"), max_length=160, blank=True)  # a body, not a person
    responsible = models.CharField(_("who"), max_length=160)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    is_done = models.BooleanField(_("done"), default=False)

    unscoped = OnTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agreement_reservation_is_whole",
                condition=Q(consensus="reserved") & ~Q(reservation="") & ~Q(reserved_by="")
                | ~Q(consensus="reserved") & Q(reservation="", reserved_by=""),
            ),
            models.CheckConstraint(
                name="agreement_postponed_is_not_done",
                condition=~Q(consensus="postponed") | Q(is_done=False),
            ),
        ]

    @property
    def is_late(self) -> bool:
        return not self.is_done and bool(self.due_on and self.due_on < timezone.localdate())


class ExperienceNote(Result):
    """Erfahrungsaustausch: a hint or good example from a school, out of a meeting or written by the school itself."""

    class Visibility(models.TextChoices):
        TABLE = "table", _("round table")
        DISTRICT = "district", pgettext_lazy("readers", "district")
        PUBLIC = "public", _("public")

    visibility = models.CharField(
        _("who reads it"), max_length=8, choices=Visibility.choices, default=Visibility.TABLE
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school")
    )

    unscoped = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("experience")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="experience_beyond_table_has_school",
                condition=Q(visibility="table") | Q(school__isnull=False),
            )
        ]

    @classmethod
    def public(cls) -> ExperienceQuerySet:
        """For everybody, with or without an account."""
        return cls.unscoped.filter(visibility=cls.Visibility.PUBLIC)
