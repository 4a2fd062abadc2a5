"""What a user may do at a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from roundtables.models import RoundTableSeries
from roundtables.querysets import municipalities_of, municipalities_run_by, tables_of
from schools.access import OFFICES, Role, access_for
from schools.rules import leads_school

if TYPE_CHECKING:
    from accounts.models import User


def series_of(obj: Any) -> RoundTableSeries:
    """The series itself, or the one that a meeting, result, participant or agenda item belongs to."""
    if isinstance(obj, RoundTableSeries):
        return obj
    return obj.series if hasattr(obj, "series_id") else obj.meeting.series


@rules.predicate
def runs_table(user: User, obj: Any) -> bool:
    """Moderator of the area, or education office or head of a Träger with schools in the municipality."""
    return series_of(obj).pk in tables_of(user).run


@rules.predicate
def may_run_some_table(user: User) -> bool:
    return bool(access_for(user).roles & {Role.MODERATOR, *OFFICES})


@rules.predicate
def carries_milestone(user: User, milestone: Any) -> bool:
    """A member of the school that the milestone belongs to may report its progress."""
    return bool(milestone.school_id) and access_for(user).works_at(milestone.school)


@rules.predicate
def proposes_for_school(user: User, school: Any) -> bool:
    """The school's own people, and who advises it."""
    access = access_for(user)
    return access.works_at(school) or access.advises(school)


@rules.predicate
def shares_experience(user: User, school: Any) -> bool:
    """The school's own people: its head and its media officers."""
    return access_for(user).works_at(school)


@rules.predicate
def answers_proposal(user: User, proposal: Any) -> bool:
    """Moderator of the area, or education office or head of the school's Träger."""
    access = access_for(user)
    if access.runs(proposal.school, *OFFICES):
        return True
    return any(area.covers(proposal.school) for area in access.areas_of(Role.MODERATOR))


@rules.predicate
def runs_table_of(user: User, snapshot: Any) -> bool:
    """Runs a table at which the school or Träger of this release sits."""
    return municipalities_run_by(user).filter(municipalities_of(snapshot.subject)).exists()


rules.add_perm("roundtables.put_on_agenda", may_run_some_table & runs_table_of)
rules.add_perm("roundtables.propose_milestone", proposes_for_school)
rules.add_perm("roundtables.propose_item", leads_school)
rules.add_perm("roundtables.share_experience", shares_experience)
rules.add_perm("roundtables.answer_proposal", answers_proposal)
rules.add_perm("roundtables.view_table", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("roundtables.propose_amendment", rules.is_authenticated)  # whoever reads the meeting
rules.add_perm("roundtables.add_series", may_run_some_table)
rules.add_perm("roundtables.run_table", runs_table)
rules.add_perm("roundtables.read_differences", runs_table)  # stages alone, cut by Voice.stages_for
rules.add_perm("roundtables.change_milestone", runs_table | carries_milestone)
