"""A proposed milestone: made out of a gap, then taken over or declined with a word."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, SentElsewhere
from core.marks import made_before
from matrix.models import Aspect
from roundtables.models import Meeting, Milestone, MilestoneProposal
from roundtables.services.aims import check_stage
from roundtables.services.answers import accept, refuse, still_open
from roundtables.services.guards import tell_tables_of
from roundtables.services.results import record_milestone
from schools.access import access_for
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def propose_milestone(
    school: School,
    aspect: Aspect,
    *,
    text: str,
    actor: User,
    target_stage: int | None = None,
    due_on: date | None = None,
    submission_id: UUID | None = None,
) -> MilestoneProposal:
    """Lay a milestone before whoever prepares the next meeting. The same form sent twice writes one."""
    School.unscoped.select_for_update(no_key=True).get(pk=school.pk)
    if known := made_before(MilestoneProposal.unscoped, submission_id, school_id=school.pk):
        return known
    if not text.strip():
        raise DomainError(_("Say in one sentence what should be done."))
    check_stage(target_stage, [aspect])
    if due_on and due_on < timezone.localdate():
        raise DomainError(_("The date lies in the past."))
    proposal = MilestoneProposal.unscoped.create(
        school=school,
        code=aspect.code,
        aspect_name=aspect.name,
        text=text.strip(),
        target_stage=target_stage,
        due_on=due_on,
        by_adviser=not access_for(actor).works_at(school),
        proposed_by=actor,
        submission_id=submission_id,
    )
    audit.record(actor, "roundtables.milestone_proposed", proposal)
    tell_tables_of(school)
    return proposal


@transaction.atomic
def take_over(proposal: MilestoneProposal, meeting: Meeting, *, actor: User, **values: Any) -> Milestone:
    """Record it as a milestone of this meeting, in the words of `values` (those of `record_milestone`).

    The same form sent twice answers with the milestone that it has made.
    """
    mark = values.get("submission_id")
    if known := made_before(Milestone.unscoped, mark, series_id=meeting.series_id):
        if not MilestoneProposal.unscoped.filter(pk=proposal.pk, milestone=known).exists():
            raise SentElsewhere
        return known
    stored = still_open(proposal)
    milestone = record_milestone(meeting, actor=actor, **values)
    accept(stored, actor=actor, verb="roundtables.proposal_taken", milestone=milestone)
    return milestone


@transaction.atomic
def decline(proposal: MilestoneProposal, *, answer: str, actor: User) -> MilestoneProposal:
    """Not now, and why: the school reads it."""
    stored = refuse(proposal, answer=answer, actor=actor, verb="roundtables.proposal_declined")
    tell_tables_of(stored.school)
    return stored
