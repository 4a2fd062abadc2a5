"""The school's word to what the portal proposes: taken over (as it is or changed), or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import DomainError
from needs.models import NeedItem, ProposalAnswer
from needs.services.lists import create_item
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def accept_proposal(
    school: School, *, year: int, key: str, values: dict[str, Any], submission_id: UUID, actor: User
) -> NeedItem:
    """Put the proposal on the list. Raises DomainError when it was answered already or the list is fixed.

    The same submission sent again answers with the item that it made.
    """
    School.unscoped.select_for_update(no_key=True).get(pk=school.pk)  # the second click waits for the first
    known = NeedItem.unscoped.filter(submission_id=submission_id, need_list__school=school).first()
    if known:
        return known
    answer = _answer(school, year=year, key=key, is_accepted=True, reason="", actor=actor)
    answer.item = create_item(school, year=year, values=values, submission_id=submission_id, actor=actor)
    answer.save(update_fields=["item"])
    return answer.item


@transaction.atomic
def reject_proposal(school: School, *, year: int, key: str, reason: str, actor: User) -> ProposalAnswer:
    """Remember why not. Raises DomainError without a word, or when it was answered already."""
    if not reason.strip():
        raise DomainError(_("Say with a word why not. Then it is not proposed again in this year."))
    return _answer(school, year=year, key=key, is_accepted=False, reason=reason.strip(), actor=actor)


def _answer(
    school: School, *, year: int, key: str, is_accepted: bool, reason: str, actor: User
) -> ProposalAnswer:
    answer, is_new = ProposalAnswer.unscoped.get_or_create(
        school=school,
        year=year,
        key=key,
        defaults={"is_accepted": is_accepted, "reason": reason, "by": actor},
    )
    if not is_new:
        raise DomainError(_("This proposal has been answered already."))
    record(actor, "needs.proposal_accepted" if is_accepted else "needs.proposal_rejected", answer)
    return answer
