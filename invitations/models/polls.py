"""Terminumfrage: dates that a table is asked about, and what its members say to each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from invitations.querysets import DatePollQuerySet, OnPollQuerySet, PollAnswerQuerySet, PollVoterQuerySet
from roundtables.models import Meeting, RoundTableSeries, SeriesMember


class DatePoll(ScopedModel):
    """Two to six dates for one meeting. Over once one of them is taken, or without any."""

    series = models.ForeignKey(RoundTableSeries, models.CASCADE, related_name="polls")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="polls")
    place = models.CharField(_("place"), max_length=160, blank=True)
    text = models.CharField(_("your words"), max_length=600, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    chosen = models.OneToOneField(
        "PollDate", models.SET_NULL, null=True, blank=True, related_name="chosen_in"
    )
    submission_id = submission_field()

    unscoped = DatePollQuerySet.as_manager()

    class Meta:
        verbose_name = _("date poll")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="poll_with_choice_is_closed", condition=Q(chosen=None) | Q(closed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}, {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class PollDate(ScopedModel):
    """One date that is proposed."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    unscoped = OnPollQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed date")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="poll_date_once"),
            models.CheckConstraint(
                name="poll_date_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class PollVoter(ScopedModel):
    """A member of the table who is asked; the key of the link is kept as a hash only."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="voters")
    member = models.ForeignKey(SeriesMember, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)  # none: no address known
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with each answer: two at once are told

    unscoped = PollVoterQuerySet.as_manager()

    class Meta:
        verbose_name = _("member asked for a date")
        ordering = ["member__body", "member__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="poll_voter_once")]

    def __str__(self) -> str:
        return str(self.member)


class PollAnswer(ScopedModel):
    """What one member says to one date."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("No")

    voter = models.ForeignKey(PollVoter, models.CASCADE, related_name="answers")
    date = models.ForeignKey(PollDate, models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=5, choices=Answer.choices)

    unscoped = PollAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer in a date poll")
        constraints = [models.UniqueConstraint(fields=["voter", "date"], name="poll_answer_once")]

    def __str__(self) -> str:
        return f"{self.voter_id}/{self.date_id}: {self.answer}"
