"""What a user may do with schools, figures, people, the register and the Medienkonzept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.access import AUTHORITY_ROLES, OFFICES, Role, access_for, only_deputises
from schools.grants import Place, may_grant
from schools.models import School, SectionComment

if TYPE_CHECKING:
    from accounts.models import User


def school_of(obj: Any) -> School:
    """The school itself, or the school that a row belongs to."""
    return obj if isinstance(obj, School) else obj.school


@rules.predicate
def is_admin(user: User) -> bool:
    return access_for(user).is_admin


@rules.predicate
def works_at_school(user: User, obj: Any) -> bool:
    return access_for(user).works_at(school_of(obj))


@rules.predicate
def carries_on_school(user: User, obj: Any) -> bool:
    """Works at a successor of the school or at its Träger: reads what it has left."""
    return access_for(user).carries_on(school_of(obj))


@rules.predicate
def leads_school(user: User, obj: Any) -> bool:
    return access_for(user).leads(school_of(obj))


@rules.predicate
def leads_in_own_right(user: User, obj: Any) -> bool:
    """The head. A deputy would appoint themselves again, for ever."""
    school = school_of(obj)
    return access_for(user).leads(school) and not only_deputises(user, school)


@rules.predicate
def equips_school(user: User, obj: Any) -> bool:
    """Looks after the school's equipment for its Träger: an office, or its IT or contractor."""
    return access_for(user).runs(school_of(obj), *AUTHORITY_ROLES)


@rules.predicate
def staffs_school(user: User, obj: Any) -> bool:
    """An office of the school's Träger, education office or head of department; its IT does not count."""
    return access_for(user).runs(school_of(obj), *OFFICES)


@rules.predicate
def reads_contents(user: User, obj: Any) -> bool:
    """Reads the released picture; the administrator of the portal sees names only."""
    access = access_for(user)
    school = school_of(obj)
    single = school.pk in access.school_ids()
    return single or access.runs(school) or any(area.covers(school) for area in access.areas)


@rules.predicate
def advises_school(user: User, obj: Any) -> bool:
    return access_for(user).advises(school_of(obj))


@rules.predicate
def advises_somewhere(user: User) -> bool:
    return Role.MEDIA_ADVISER in access_for(user).roles


@rules.predicate
def holds_some_authority_office(user: User) -> bool:
    return bool(access_for(user).authority_ids())


@rules.predicate
def may_invite_somewhere(user: User) -> bool:
    access = access_for(user)
    return access.is_admin or bool(access.roles & {Role.SCHOOL_LEAD, *OFFICES})


@rules.predicate
def equips_authority(user: User, authority: Any) -> bool:
    """Looks after equipment for this Träger: an office, or its IT or contractor."""
    return authority.pk in access_for(user).authority_ids(*AUTHORITY_ROLES)


@rules.predicate
def staffs_authority(user: User, authority: Any) -> bool:
    return authority.pk in access_for(user).authority_ids(*OFFICES)


@rules.predicate
def heads_authority(user: User, authority: Any) -> bool:
    """Leads this Träger's department: answers for its money."""
    return authority.pk in access_for(user).authority_ids(Role.AUTHORITY_LEAD)


@rules.predicate
def grants_office(user: User, office: Any) -> bool:
    """May give, and so may take, the role of this membership or invitation."""
    return may_grant(user, office.role, Place.of(office))


@rules.predicate
def wrote_comment(user: User, comment: Any) -> bool:
    return bool(comment.author_id == user.pk)


@rules.predicate
def was_asked(user: User, comment: Any) -> bool:
    """The school's words to its adviser, who may say that they are answered without adding any."""
    by_school = bool(comment.side == SectionComment.Side.SCHOOL)
    asked = by_school and comment.audience != SectionComment.Audience.INTERNAL
    return asked and access_for(user).advises(comment.school)


@rules.predicate
def is_own(user: User, membership: Any) -> bool:
    return bool(membership.user_id == user.pk)


rules.add_perm("schools.view_school", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("schools.change_school", is_admin | staffs_school)
rules.add_perm("schools.view_contents", reads_contents)
rules.add_perm("schools.change_figures", works_at_school | staffs_school)
rules.add_perm("schools.view_figures", works_at_school | staffs_school | carries_on_school)
rules.add_perm("schools.import_figures", is_admin | holds_some_authority_office)
rules.add_perm("schools.import_register", is_admin)
rules.add_perm("schools.view_concept", works_at_school)
rules.add_perm("schools.change_concept", works_at_school)
rules.add_perm("schools.comment_section", works_at_school | advises_school | staffs_school)
rules.add_perm("schools.settle_comment", works_at_school | wrote_comment | was_asked)
rules.add_perm("schools.check_section", advises_school)
rules.add_perm("schools.view_review_list", advises_somewhere)
rules.add_perm("schools.adopt_concept", leads_school)
rules.add_perm("schools.view_conceptversion", reads_contents)
rules.add_perm("schools.change_intervals", staffs_authority)
rules.add_perm("schools.read_invitation_link", is_admin)
rules.add_perm("schools.manage_members", is_admin | leads_school | staffs_school)
rules.add_perm("schools.invite", may_invite_somewhere)
rules.add_perm("schools.manage_authority_members", is_admin | staffs_authority)
rules.add_perm("schools.revoke_invitation", grants_office)
rules.add_perm("schools.end_membership", grants_office & ~is_own)
rules.add_perm("schools.hand_over_office", is_admin | staffs_school)
rules.add_perm("schools.appoint_deputy", is_admin | leads_in_own_right | staffs_school)
rules.add_perm("schools.manage_users", is_admin)
