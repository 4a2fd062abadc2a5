"""A proposed agenda item: laid before whoever prepares the meeting, then taken onto the agenda or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.marks import made_before
from roundtables.models import AgendaItem, AgendaProposal, Meeting
from roundtables.selectors.preparation import shortened
from roundtables.selectors.subjects import Subject, wished_aspects
from roundtables.services.agenda import add_agenda_item
from roundtables.services.answers import accept, refuse, still_open
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User

MINUTES = 10  # of the meeting


@transaction.atomic
def propose_item(
    school: School,
    *,
    title: str,
    reason: str,
    actor: User,
    code: str = "",
    aspect_name: str = "",
    submission_id: UUID | None = None,
) -> AgendaProposal:
    """Say what the school would like to talk about, and why. The same form sent twice writes one."""
    School.unscoped.select_for_update(no_key=True).get(pk=school.pk)
    if known := made_before(AgendaProposal.unscoped, submission_id, school_id=school.pk):
        return known
    if not title.strip() or not reason.strip():
        raise DomainError(_("Say what you would like to talk about, and why."))
    proposal = AgendaProposal.unscoped.create(
        school=school,
        code=code,
        aspect_name=aspect_name,
        title=title.strip(),
        reason=reason.strip(),
        proposed_by=actor,
        submission_id=submission_id,
    )
    audit.record(actor, "roundtables.item_proposed", proposal)
    return proposal


@transaction.atomic
def take_item(proposal: AgendaProposal, meeting: Meeting, *, actor: User) -> AgendaItem:
    """Put it on the agenda of this meeting with its reason; one that is too long stands whole in the notes."""
    stored = still_open(proposal)
    if meeting.series.municipality_id != stored.school.municipality_id:
        raise DomainError(_("This school does not belong to this table."))
    told = _("Reason of the school: %(reason)s") % {"reason": stored.reason}
    reason = shortened(told)
    item = add_agenda_item(
        meeting,
        title=stored.title,
        minutes=MINUTES,
        kind=AgendaItem.Kind.EXCHANGE,
        lead=str(stored.school)[:120],
        notes="" if reason == told else told,
        reason=reason,
        subject=Subject(school=stored.school_id, aspects=wished_aspects(stored)),
        actor=actor,
    )
    accept(stored, actor=actor, verb="roundtables.item_proposal_taken", item=item)
    return item


@transaction.atomic
def decline_item(proposal: AgendaProposal, *, answer: str, actor: User) -> AgendaProposal:
    """Not now, and why: the school reads it."""
    return refuse(proposal, answer=answer, actor=actor, verb="roundtables.item_proposal_declined")
