"""What a user may do with stock, types and standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.access import AUTHORITY_ROLES, Role, access_for
from schools.rules import carries_on_school, is_admin, school_of, works_at_school

if TYPE_CHECKING:
    from accounts.models import User


@rules.predicate
def keeps_inventory(user: User, obj: Any) -> bool:
    """IT and education office of the Träger edit the stock of all own schools."""
    return access_for(user).runs(school_of(obj), *AUTHORITY_ROLES)


@rules.predicate
def sets_standard(user: User, authority: Any) -> bool:
    return authority.pk in access_for(user).authority_ids(
        Role.AUTHORITY_STAFF, Role.AUTHORITY_LEAD, Role.AUTHORITY_IT
    )


@rules.predicate
def holds_authority_office(user: User, authority: Any) -> bool:
    return authority.pk in access_for(user).authority_ids()


rules.add_perm("equipment.view_stock", works_at_school | keeps_inventory | carries_on_school)
rules.add_perm("equipment.change_stock", works_at_school | keeps_inventory)
rules.add_perm("equipment.import_stock", works_at_school | keeps_inventory)
rules.add_perm("equipment.change_standard", sets_standard)
rules.add_perm("equipment.view_standard", holds_authority_office)
rules.add_perm("equipment.change_type", is_admin)
