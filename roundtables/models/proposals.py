"""What a school would like the table to agree or to talk about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from roundtables.models.results import Milestone
from roundtables.models.tables import AgendaItem
from roundtables.querysets import ProposalQuerySet
from schools.models import School


class Proposal(ScopedModel):
    """What both kinds share: who proposed it when, and that it is answered once. No person is named to readers."""

    OPEN, TAKEN, DECLINED = "open", "taken", "declined"

    school: models.ForeignKey[School, School]
    state: models.CharField[str, str]
    answer: models.CharField[str, str]
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    submission_id = submission_field()

    class Meta:
        abstract = True

    @property
    def tone(self) -> str:
        return {"open": "info", "taken": "success"}.get(self.state, "neutral")


class MilestoneProposal(Proposal):
    """Proposed by a school, or for it by its adviser, out of a gap of the matrix.

    The aspect stands here by its code, so that the proposal outlives a new version of the matrix.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        TAKEN = "taken", _("taken over as a milestone")
        DECLINED = "declined", _("declined")

    school = models.ForeignKey(School, models.CASCADE, related_name="milestone_proposals")
    code = models.CharField(_("aspect"), max_length=10)
    aspect_name = models.CharField(max_length=120)
    text = models.TextField(_("text"), max_length=2000)
    target_stage = models.PositiveSmallIntegerField(_("target stage"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    by_adviser = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("reason"), max_length=300, blank=True)
    milestone = models.OneToOneField(
        Milestone, models.SET_NULL, null=True, blank=True, related_name="proposal"
    )

    unscoped = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed milestone")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_declined_has_reason",
                condition=~Q(state="declined") | ~Q(answer=""),
                violation_error_message=_("Say in one line why."),
            ),
            models.CheckConstraint(
                name="proposal_answered_has_day",
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AgendaProposal(Proposal):
    """Something that a school would like to talk about at the next meeting."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        TAKEN = "taken", _("taken onto the agenda")
        DECLINED = "declined", _("declined")

    school = models.ForeignKey(School, models.CASCADE, related_name="agenda_proposals")
    code = models.CharField(_("aspect"), max_length=10, blank=True)  # empty: free text
    aspect_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=120)
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    item = models.OneToOneField(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal")

    unscoped = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed agenda item")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="agenda_proposal_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="agenda_proposal_declined_has_answer", condition=~Q(state="declined") | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="agenda_proposal_answered_has_day",
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title
