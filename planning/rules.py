"""What a user may do with what a Träger plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.access import SCHOOL_ROLES, memberships_of
from schools.rules import staffs_authority

if TYPE_CHECKING:
    from accounts.models import User


@rules.predicate
def works_for_authority(user: User, authority: Any) -> bool:
    """Works at one of its schools."""
    return any(
        row.role in SCHOOL_ROLES and row.school and row.school.authority_id == authority.pk
        for row in memberships_of(user)
    )


rules.add_perm("planning.view_year", staffs_authority | works_for_authority)
rules.add_perm("planning.change_year", staffs_authority)
rules.add_perm("planning.view_ranking", staffs_authority)
rules.add_perm("planning.change_ranking", staffs_authority)
rules.add_perm("planning.view_budget", staffs_authority)
rules.add_perm("planning.change_budget", staffs_authority)
