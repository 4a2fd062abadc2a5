"""Alone, then together: colleagues answer for themselves, the school agrees on one answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.models.catalogue import Aspect, Catalogue
from matrix.models.ratings import Rating
from matrix.querysets import JointAnswerQuerySet, JointInvitationQuerySet, JointRoundQuerySet
from schools.models import School

SHOWN_FROM = 5  # answers to an aspect before anything about them is shown
KEPT_DAYS = (
    30  # of single answers after the school has agreed on every aspect; the page and the privacy text say so
)
KEPT_DAYS_AT_MOST = 365  # and of a round that is never agreed upon, from its end


class JointRound(ScopedModel):
    """Gemeinsame Einschätzung: chosen aspects, asked until a moment. Once over it never opens again.

    Whoever could open it again could compare the spread before and after one more answer.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        AGREED = "agreed", _("agreed")

    school = models.ForeignKey(School, models.CASCADE, related_name="joint_rounds")
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="joint_rounds")
    aspects = models.ManyToManyField(Aspect, related_name="joint_rounds", verbose_name=_("aspects"))
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=600, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    closes_at = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(null=True, blank=True)
    sums = models.JSONField(
        null=True
    )  # what is left when the sheets are gone: services.joint_sheets.forget_sheets
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    unscoped = JointRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint rating")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="joint_round_open_or_closed",
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matrix:joint_detail", args=[self.school.school_number, self.pk])

    @property
    def standing(self) -> str:
        """The state as it is at this moment: an open round whose time is over is closed."""
        if self.state == self.State.OPEN and self.closes_at <= timezone.now():
            return self.State.CLOSED.value
        return self.state

    @property
    def standing_label(self) -> str:
        return str(self.State(self.standing).label)

    @property
    def last_day(self) -> date:
        """The last day on which answers are taken, or were meant to be."""
        return timezone.localdate(self.closes_at - timedelta(seconds=1))

    @property
    def is_open(self) -> bool:
        return self.standing == self.State.OPEN


class JointInvitation(ScopedModel):
    """One colleague's sheet: of a member, or of whoever holds a single-use link (only its hash is kept)."""

    round = models.ForeignKey(JointRound, models.CASCADE, related_name="invitations")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="joint_invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # a link that no longer opens
    shows_name = models.BooleanField(_("show my name with my answers"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)

    unscoped = JointInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to rate together")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="joint_member_once"),
            models.CheckConstraint(
                name="joint_member_or_link",
                condition=Q(member__isnull=False, token_hash__isnull=True)
                | Q(member__isnull=True, token_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="joint_withdrawn_or_handed_in",
                condition=Q(withdrawn_at__isnull=True) | Q(handed_in_at__isnull=True),
            ),
            models.CheckConstraint(
                name="joint_name_only_with_consent", condition=Q(shows_name=True) | Q(name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.pk}"


class JointAnswer(ScopedModel):
    """What one colleague says to one aspect; changeable until it is handed in, read by nobody but its writer."""

    invitation = models.ForeignKey(JointInvitation, models.CASCADE, related_name="answers")
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="joint_answers")
    state = models.CharField(_("answer"), max_length=16, choices=Rating.State.choices)
    stage = models.PositiveSmallIntegerField(_("stage today"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)  # rises with every change

    unscoped = JointAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of a colleague")
        ordering = ["aspect__field__order", "aspect__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "aspect"], name="joint_answer_once"),
            models.CheckConstraint(
                name="joint_stage_iff_rated",
                condition=Q(state="rated", stage__isnull=False, stage__gte=1)
                | (~Q(state="rated") & Q(stage__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.state} {self.stage or ''}".strip()
