"""What a user may do on either side of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rules

from matrix.models import Side, Snapshot, Voice
from schools.access import OFFICES, Role, access_for, memberships_of
from schools.models import School
from schools.rules import is_admin, staffs_authority

if TYPE_CHECKING:
    from accounts.models import User


# Who releases which side: the school lead; education office or head of department of the Träger.
RELEASING = {
    Side.SCHOOL: frozenset({Role.SCHOOL_LEAD}),
    Side.AUTHORITY: OFFICES,
}


@rules.predicate
def works_for_subject(user: User, subject: Any) -> bool:
    """Member of the school, or office holder of the Träger, that `subject` is."""
    access = access_for(user)
    if isinstance(subject, School):
        return access.works_at(subject)
    return staffs_authority(user, subject)


@rules.predicate
def releases_subject(user: User, subject: Any) -> bool:
    access = access_for(user)
    if isinstance(subject, School):
        return subject.pk in access.school_ids(*RELEASING[Side.SCHOOL])
    return subject.pk in access.authority_ids(*RELEASING[Side.AUTHORITY])


@rules.predicate
def reads_releases(user: User, authority: Any) -> bool:
    """Somebody with a place in the field; which cells they read is cut by the releases' `visible_q`."""
    return bool(access_for(user).roles - {Role.ADMIN, Role.AUTHORITY_IT})


@rules.predicate
def leads_school(user: User, school: Any) -> bool:
    return isinstance(school, School) and access_for(user).leads(school)


@dataclass(frozen=True, slots=True)
class Speaker:
    """As whom somebody may say how they see a released picture."""

    kind: str
    by_school: School | None = None


def speaker_of(user: User, snapshot: Snapshot) -> Speaker | None:
    """The adviser and the Träger about a school, a head of a school about the Träger; nobody about themselves."""
    access, school = access_for(user), snapshot.school
    if school and access.advises(school):
        return Speaker(Voice.Kind.ADVISER.value)
    if school and access.runs(school, *RELEASING[Side.AUTHORITY]):
        return Speaker(Voice.Kind.PEER.value)
    if snapshot.authority_id:
        for held in memberships_of(user):
            if (
                held.school
                and held.school.authority_id == snapshot.authority_id
                and access.leads(held.school)
            ):
                return Speaker(Voice.Kind.PEER.value, held.school)
    return None


@rules.predicate
def speaks_about(user: User, snapshot: Any) -> bool:
    return speaker_of(user, snapshot) is not None


@rules.predicate
def owns_sheet(user: User, sheet: Any) -> bool:
    return sheet.member_id == user.pk and access_for(user).works_at(sheet.round.school)


rules.add_perm("matrix.view_assessment", works_for_subject)
rules.add_perm("matrix.rate", works_for_subject)
rules.add_perm("matrix.release", releases_subject)
rules.add_perm("matrix.view_snapshot", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("matrix.view_heatmap", staffs_authority)
rules.add_perm("matrix.view_topics", reads_releases)
rules.add_perm("matrix.lead_joint_round", leads_school)
rules.add_perm("matrix.answer_alone", owns_sheet)
rules.add_perm("matrix.manage_catalogue", is_admin)
rules.add_perm("matrix.give_voice", speaks_about)
